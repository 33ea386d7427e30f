// The text grid: one line per instrument, one character per step. Format:
// docs/domains/drums.md.

#ifndef PASTICHE_PLUGINS_DRUMS_GRID_TEXT_H_
#define PASTICHE_PLUGINS_DRUMS_GRID_TEXT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/drums/finding.h"
#include "plugins/drums/kit.h"

namespace pastiche::drums {

// [begin, end) in bytes of the input; begin == end: stands nowhere in it.
struct ByteSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// One document as read: velocity classes and numbers for every cell.
struct Pattern {
  std::string style;  // "# style:"; empty where not given. Likewise below.
  std::string license;
  std::vector<Token> cells;      // Classes; a whole number of bars, >= 1.
  std::vector<ByteSpan> where;   // One per cell.
  std::vector<double> velocity;  // 0..127, one per cell; 0 at rests.
  std::vector<double> timing;    // Early (-) or late in steps, [-0.5, 0.5).

  // The cells as tokens of that vocabulary.
  [[nodiscard]] std::vector<Token> Tokens(Levels levels) const;
};

// Reads a text grid. On failure returns nullopt and appends one error with its
// bytes. Needs about 40 bytes of memory per cell.
[[nodiscard]] std::optional<Pattern> ReadGridText(
    std::string_view text, Findings& findings, Grid grid = Grid::kSixteenths);

// The canonical text: nine lines, bars separated by '|'. Requires a whole
// number of bars and tokens < VocabSize(levels) (asserted).
[[nodiscard]] std::string WriteGridText(TokenSpan tokens, Levels levels,
                                        Grid grid = Grid::kSixteenths);

}  // namespace pastiche::drums

#endif  // PASTICHE_PLUGINS_DRUMS_GRID_TEXT_H_
