// The options that the host passes as JSON: which there are, and a reader for
// them. Only flat objects of integers, booleans and plain strings are read.

#ifndef PASTICHE_PLUGINS_MARIO_OPTIONS_H_
#define PASTICHE_PLUGINS_MARIO_OPTIONS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "plugins/mario/tiles.h"

namespace pastiche::mario {

inline constexpr std::uint32_t kDefaultColumns = 50;  // As published.
inline constexpr std::uint32_t kDefaultWidth = 100;
inline constexpr std::uint32_t kMaxWidth = 10000;

struct Options {
  std::uint32_t columns = kDefaultColumns;  // Of a canvas, 1..kMaxColumns.
  std::uint32_t width = kDefaultWidth;      // Of a preview; 0 = do not wrap.
  std::uint32_t scale = 1;                  // Of a picture, 1..kMaxScale.
  std::uint32_t path = 0;  // 1: draw the solver's way into a picture.
  // Bits of every tile, each 0..1e6, framed in a picture; empty = not known. In
  // JSON a string of numbers with blanks between them.
  std::vector<double> surprise = {};
};

struct OptionProblem {
  std::string message;  // "columns is 0"
  std::string mend;     // "give 1 to 100000"
};

// Reads e.g. {"columns":80}. Blank text is {}. A key given twice is an error,
// and so is an unknown key, a value that is no integer or out of range.
[[nodiscard]] std::variant<Options, OptionProblem> ReadOptions(
    std::string_view json);

}  // namespace pastiche::mario

#endif  // PASTICHE_PLUGINS_MARIO_OPTIONS_H_
