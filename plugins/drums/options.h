// The plugin's options, read from the flat JSON objects that the host passes.

#ifndef PASTICHE_PLUGINS_DRUMS_OPTIONS_H_
#define PASTICHE_PLUGINS_DRUMS_OPTIONS_H_

#include <cstddef>
#include <optional>
#include <string_view>

#include "plugins/drums/finding.h"
#include "plugins/drums/kit.h"

namespace pastiche::drums {

struct Options {
  Levels levels = Levels::kVelocity;  // "levels": 2 or 4
  std::size_t bars = 2;               // "bars": of a canvas, 1..kMaxBars
  std::size_t width = 100;            // "width": of the preview, 30..1000
};

inline constexpr std::size_t kMinWidth = 30;
inline constexpr std::size_t kMaxWidth = 1000;

// Reads {"levels":2,"steps_per_bar":16,...}; the empty text stands for {}. What
// is not given keeps its default. steps_per_bar may only be 16. On failure
// (malformed, unknown key, value out of range) returns nullopt and appends one
// error with its bytes in `json`. Of a key given twice the last counts.
[[nodiscard]] std::optional<Options> ReadOptions(std::string_view json,
                                                 Findings& findings);

}  // namespace pastiche::drums

#endif  // PASTICHE_PLUGINS_DRUMS_OPTIONS_H_
