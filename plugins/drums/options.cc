// Every option is a whole number, so only that much of JSON is read.

#include "plugins/drums/options.h"

#include <charconv>
#include <string>
#include <utility>

namespace pastiche::drums {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

class Reader {
 public:
  Reader(std::string_view json, Findings& findings)
      : json_(json), findings_(findings) {}

  std::optional<Options> Read() {
    Skip();
    if (at_ == json_.size()) return options_;
    if (!Expect('{')) return std::nullopt;
    if (!Accept('}')) {
      do {
        if (!ReadMember()) return std::nullopt;
      } while (Accept(','));
      if (!Expect('}')) return std::nullopt;
    }
    Skip();
    if (at_ != json_.size()) {
      Fail(at_, json_.size(), "something follows the options object");
      return std::nullopt;
    }
    return options_;
  }

 private:
  bool Fail(std::size_t begin, std::size_t end, std::string message,
            std::string mend = "pass an object such as {\"bars\":2}") {
    findings_.push_back({Severity::kError, FindingCode::kOption, begin, end,
                         std::move(message), std::move(mend)});
    return false;
  }

  void Skip() {
    while (at_ < json_.size() && kSpace.find(json_[at_]) != kSpace.npos) ++at_;
  }

  bool Accept(char c) {
    Skip();
    if (at_ == json_.size() || json_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool Expect(char c) {
    if (Accept(c)) return true;
    return Fail(at_, at_,
                std::string("the options are malformed: expected ") + c +
                    " at byte " + std::to_string(at_));
  }

  bool ReadMember() {
    if (!Expect('"')) return false;
    const std::size_t begin = at_;
    const auto quote = json_.find('"', begin);
    if (quote == std::string_view::npos) {
      return Fail(begin, json_.size(), "an option's name is not closed");
    }
    const auto key = json_.substr(begin, quote - begin);
    at_ = quote + 1;
    if (!Expect(':')) return false;
    Skip();
    const std::size_t value_begin = at_;
    std::size_t value = 0;
    const auto [rest, error] =
        std::from_chars(json_.data() + at_, json_.data() + json_.size(), value);
    const bool whole = error == std::errc() && IsEnd(rest);
    if (whole) at_ = static_cast<std::size_t>(rest - json_.data());
    return Set(key, whole ? std::optional(value) : std::nullopt, begin,
               whole ? at_ : value_begin);
  }

  // True if a number may end before `rest`: 2.5 and 2e3 are not whole here.
  bool IsEnd(const char* rest) const {
    return rest == json_.data() + json_.size() ||
           std::string_view(" \t\r\n,}").find(*rest) != std::string_view::npos;
  }

  bool Set(std::string_view key, std::optional<std::size_t> value,
           std::size_t begin, std::size_t end) {
    const auto check = [&](bool holds, const std::string& range) {
      if (holds) return true;
      return Fail(begin, end,
                  std::string(key) + (value ? " is " + std::to_string(*value) +
                                                  "; it must be " + range
                                            : " must be " + range),
                  "set " + std::string(key) + " to " + range);
    };
    if (key == "levels") {
      if (!check(value == 2 || value == 4, "2 or 4")) return false;
      options_.levels = value == 2 ? Levels::kOnOff : Levels::kVelocity;
      return true;
    }
    if (key == "steps_per_bar") return check(value == kStepsPerBar, "16");
    if (key == "bars") {
      if (!check(value && *value >= 1 && *value <= kMaxBars,
                 "1 to " + std::to_string(kMaxBars))) {
        return false;
      }
      options_.bars = *value;
      return true;
    }
    if (key == "width") {
      if (!check(
              value && *value >= kMinWidth && *value <= kMaxWidth,
              std::to_string(kMinWidth) + " to " + std::to_string(kMaxWidth))) {
        return false;
      }
      options_.width = *value;
      return true;
    }
    return Fail(begin, end, "there is no option of this name",
                "the options are levels, steps_per_bar, bars and width");
  }

  std::string_view json_;
  Findings& findings_;
  std::size_t at_ = 0;
  Options options_;
};

}  // namespace

std::optional<Options> ReadOptions(std::string_view json, Findings& findings) {
  return Reader(json, findings).Read();
}

}  // namespace pastiche::drums
