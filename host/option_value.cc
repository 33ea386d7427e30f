// Values of options, checked.

#include "host/option_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "framework/plugin/edit_distance.h"

namespace pastiche::host {
namespace {

constexpr double kWholeLimit = 1.8446744073709552e19;  // 2^64

Result<void> CheckNumber(const OptionSpec& option, const std::string& text) {
  double number = 0.0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() ||
      !std::isfinite(number)) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("--{}: \"{}\" is not a number", option.name, text));
  }
  if (number < option.lo || number > option.hi) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("--{}: {} is outside {} to {}", option.name, text,
                            option.lo, option.hi));
  }
  return {};
}

}  // namespace

Result<void> CheckValue(const OptionSpec& option, const std::string& text) {
  switch (option.kind) {
    case OptionSpec::Kind::kInteger: {
      const auto hi = option.hi >= kWholeLimit
                          ? UINT64_MAX
                          : static_cast<std::uint64_t>(option.hi);
      const auto number = ParseInteger(
          text, "--" + option.name, static_cast<std::uint64_t>(option.lo), hi);
      if (!number) return Fail(number);
      return {};
    }
    case OptionSpec::Kind::kNumber:
      return CheckNumber(option, text);
    case OptionSpec::Kind::kChoice: {
      const auto& choices = option.choices;
      if (std::find(choices.begin(), choices.end(), text) != choices.end()) {
        return {};
      }
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("--{}: no \"{}\"", option.name, text),
                  DidYouMean(text, choices,
                             fmt::format("use {}", fmt::join(choices, ", "))));
    }
    case OptionSpec::Kind::kFlag:
      if (text == "true" || text == "false") return {};
      return Fail(
          ErrorCode::kInvalidArgument,
          fmt::format("--{}: \"{}\" is not true or false", option.name, text));
    default:
      return {};
  }
}

Result<std::uint64_t> ParseInteger(std::string_view text, std::string_view what,
                                   std::uint64_t lo, std::uint64_t hi) {
  std::uint64_t number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = end == text.data() + text.size() && !text.empty();
  if (whole && error == std::errc() && number >= lo && number <= hi) {
    return number;
  }
  const bool negative = text.size() > 1 && text.front() == '-';
  return Fail(
      ErrorCode::kInvalidArgument,
      fmt::format("{}: \"{}\" is not a whole number{}", what, text,
                  negative                                  ? " of 0 or more"
                  : error == std::errc() && whole           ? " in range"
                  : error == std::errc::result_out_of_range ? " in range"
                                                            : ""),
      fmt::format("give one from {} to {}", lo, hi));
}

}  // namespace pastiche::host
