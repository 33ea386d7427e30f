// One flat JSON object, as hosts pass options: numbers, booleans and strings,
// nothing nested.

#ifndef PASTICHE_PLUGINS_DRUMS_JSON_OBJECT_H_
#define PASTICHE_PLUGINS_DRUMS_JSON_OBJECT_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "plugins/drums/finding.h"

namespace pastiche::drums {

struct JsonMember {
  std::string key;
  // monostate: null, or a nested value that was not read.
  std::variant<std::monostate, double, bool, std::string> value;
  std::size_t begin = 0;  // Bytes from the key to the value's end.
  std::size_t end = 0;
};

// Reads {"bars":2,"straight":true,"note_map":"kick 36\n"}; the empty text
// stands for {}. Members in order, a key given twice twice. On failure
// (malformed, nested, a lone surrogate, over a MiB) returns nullopt and appends
// one error with its bytes. Numbers are finite.
[[nodiscard]] std::optional<std::vector<JsonMember>> ReadJsonObject(
    std::string_view json, Findings& findings);

}  // namespace pastiche::drums

#endif  // PASTICHE_PLUGINS_DRUMS_JSON_OBJECT_H_
