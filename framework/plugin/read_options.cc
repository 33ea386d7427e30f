// Declared options, and values for them, checked.

#include "framework/plugin/read_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <string>

#include "framework/plugin/edit_distance.h"

namespace pastiche {
namespace {

namespace json = boost::json;

constexpr std::uint32_t kMaxOptions = 256;
constexpr std::size_t kMaxJsonBytes = 1 << 20;
constexpr std::size_t kMaxJsonDepth = 32;

const char* TypeName(OptionInfo::Type type) {
  switch (type) {
    case OptionInfo::Type::kInteger:
      return "an integer";
    case OptionInfo::Type::kNumber:
      return "a number";
    case OptionInfo::Type::kBoolean:
      return "true or false";
    case OptionInfo::Type::kString:
      return "a string";
  }
  return "";
}

// NaN where `value` is not a number. Boost.JSON reads 1e999 as infinity, which
// no option takes.
double NumberOf(const json::value& value) {
  if (value.is_int64()) return static_cast<double>(value.get_int64());
  if (value.is_uint64()) return static_cast<double>(value.get_uint64());
  if (value.is_double() && std::isfinite(value.get_double())) {
    return value.get_double();
  }
  return std::nan("");
}

bool HasType(const json::value& value, OptionInfo::Type type) {
  switch (type) {
    case OptionInfo::Type::kInteger:
      return value.is_int64() || value.is_uint64();
    case OptionInfo::Type::kNumber:
      return !std::isnan(NumberOf(value));
    case OptionInfo::Type::kBoolean:
      return value.is_bool();
    case OptionInfo::Type::kString:
      return value.is_string();
  }
  return false;
}

bool InRange(const json::value& value, const OptionInfo& option) {
  const double number = NumberOf(value);
  if (option.lo > option.hi || std::isnan(number)) return true;
  return number >= option.lo && number <= option.hi;
}

json::parse_options Strict() {
  json::parse_options options;
  options.max_depth = kMaxJsonDepth;
  return options;
}

Result<json::object> ParseObject(std::string_view text, std::string_view what) {
  if (text.size() > kMaxJsonBytes) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("{}: {} bytes of JSON, the limit is {}", what,
                            text.size(), kMaxJsonBytes));
  }
  json::error_code error;
  json::value value = json::parse(text, error, {}, Strict());
  if (error) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("{}: not JSON: {}", what, error.message()));
  }
  if (!value.is_object()) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("{}: not a JSON object", what));
  }
  return std::move(value.as_object());
}

OptionInfo ReadOption(const pst_option_info& raw, BoundaryCheck& check) {
  OptionInfo option;
  option.id = check.Id(raw.id, "id");
  option.description =
      check.Text(raw.description, "description", kMaxProseBytes);
  option.initial = check.Text(raw.initial, "initial", kMaxNameBytes);
  option.lo = raw.lo;
  option.hi = raw.hi;
  check.Require(!std::isnan(raw.lo) && !std::isnan(raw.hi), "a limit is NaN");
  if (!check.Require(raw.type <= PST_TYPE_STRING, "type is unknown")) {
    return option;
  }
  option.type = static_cast<OptionInfo::Type>(raw.type);
  option.create = (raw.scope & PST_FOR_CREATE) != 0;
  option.canvas = (raw.scope & PST_FOR_CANVAS) != 0;
  option.render = (raw.scope & PST_FOR_RENDER) != 0;
  option.import = (raw.scope & PST_FOR_IMPORT) != 0;
  if (!check.ok()) return option;
  json::error_code error;
  const json::value initial = json::parse(option.initial, error, {}, Strict());
  check.Require(
      !error && HasType(initial, option.type) && InRange(initial, option),
      fmt::format("initial {} does not fit the option itself", option.initial));
  return option;
}

Result<void> CheckValue(const OptionInfo& option, const json::value& value) {
  if (!HasType(value, option.type)) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("option {}: expected {}, got {}", option.id,
                            TypeName(option.type),
                            json::serialize(value).substr(0, 80)),
                option.description);
  }
  if (!InRange(value, option)) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("option {}: {} is not in {}..{}", option.id,
                            json::serialize(value), option.lo, option.hi),
                option.description);
  }
  return {};
}

}  // namespace

std::vector<OptionInfo> ReadOptions(const pst_domain& domain,
                                    BoundaryCheck& check) {
  std::vector<OptionInfo> options;
  const void* raw = domain.extension(nullptr, PST_EXT_OPTIONS);
  if (raw == nullptr) return options;
  const auto table = check.CopyStruct<pst_options>(raw, "pst_options");
  check.Require(table.option_count <= kMaxOptions,
                "pst_options.option_count is over 256");
  check.Require(table.option != nullptr, "pst_options.option is NULL");
  for (std::uint32_t i = 0; check.ok() && i < table.option_count; ++i) {
    check.SetPlace(fmt::format("option {}: ", i));
    OutStruct<pst_option_info> out;
    if (!check.Require(table.option(i, &out.value) == PST_OK,
                       "the plugin does not describe it")) {
      break;
    }
    check.StructSize(out.value.struct_size, kFirstSize<pst_option_info>,
                     "pst_option_info");
    if (!check.ok()) break;
    OptionInfo option = ReadOption(out.value, check);
    const bool repeated =
        std::any_of(options.begin(), options.end(),
                    [&](const auto& other) { return other.id == option.id; });
    check.Require(!repeated, fmt::format("id {} is used twice", option.id));
    options.push_back(std::move(option));
  }
  return options;
}

Result<void> CheckJsonObject(std::string_view text, std::string_view what) {
  Result<json::object> object = ParseObject(text, what);
  if (!object) return Fail(object);
  return {};
}

Result<void> CheckOptions(std::string_view text,
                          const std::vector<OptionInfo>& declared,
                          OptionScope scope) {
  Result<json::object> object = ParseObject(text, "options");
  if (!object) return Fail(object);
  for (const auto& [key, value] : *object) {
    const std::string_view id(key.data(), key.size());
    const auto option = std::find_if(
        declared.begin(), declared.end(), [&](const OptionInfo& candidate) {
          return candidate.*scope && candidate.id == id;
        });
    if (option != declared.end()) {
      if (Result<void> fine = CheckValue(*option, value); !fine) return fine;
      continue;
    }
    std::vector<std::string> ids;
    for (const OptionInfo& candidate : declared) {
      if (candidate.*scope) ids.push_back(candidate.id);
    }
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("option {} is not known here", id.substr(0, 80)),
                ids.empty() ? "there are no options here"
                            : DidYouMean(id, ids,
                                         fmt::format("the options are {}",
                                                     fmt::join(ids, ", "))));
  }
  return {};
}

}  // namespace pastiche
