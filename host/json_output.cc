// JSON results.

#include "host/json_output.h"

#include <fmt/format.h>

namespace pastiche::host {

namespace json = boost::json;

json::object JsonEnvelope(std::string_view command) {
  return {{"schema", fmt::format("pastiche.{}/1", command)},
          {"version", PASTICHE_VERSION}};
}

void SetNumber(json::object& object, std::string_view key, double value) {
  if (std::isfinite(value)) object[key] = value;
}

void PrintJson(const Console& console, const json::value& value) {
  console.Out(json::serialize(value) + "\n");
}

json::object ToJson(const Diagnostic& diagnostic) {
  static constexpr const char* kNames[] = {"note", "warning", "error"};
  json::object object = {
      {"severity", kNames[static_cast<int>(diagnostic.severity)]},
      {"message", diagnostic.message},
      {"begin", diagnostic.begin},
      {"end", diagnostic.end}};
  if (!diagnostic.mend.empty()) object["mend"] = diagnostic.mend;
  return object;
}

}  // namespace pastiche::host
