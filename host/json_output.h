// What every --json result shares: the schema and version, and numbers that
// are never NaN or infinite.

#ifndef PASTICHE_HOST_JSON_OUTPUT_H_
#define PASTICHE_HOST_JSON_OUTPUT_H_

#include <boost/json.hpp>
#include <cmath>
#include <string_view>

#include "framework/core/domain.h"
#include "host/console.h"

namespace pastiche::host {

// {"schema":"pastiche.<command>/1","version":...}
[[nodiscard]] boost::json::object JsonEnvelope(std::string_view command);

// Sets object[key] = value if it is finite; leaves it out otherwise.
void SetNumber(boost::json::object& object, std::string_view key, double value);

// One line to stdout.
void PrintJson(const Console& console, const boost::json::value& value);

// {"severity","message","mend","begin","end"}
[[nodiscard]] boost::json::object ToJson(const Diagnostic& diagnostic);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_JSON_OUTPUT_H_
