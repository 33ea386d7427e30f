// Level text to tokens and back. Text is 14 rows of equal width, top row
// first; tokens run column by column, left to right, bottom to top, so that
// token column * 14 + row is the tile `row` tiles above the bottom.

#ifndef PASTICHE_PLUGINS_MARIO_LEVEL_H_
#define PASTICHE_PLUGINS_MARIO_LEVEL_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "plugins/mario/problem.h"
#include "plugins/mario/tiles.h"

namespace pastiche::mario {

struct Level {
  std::vector<Token> tokens;                     // columns * 14.
  std::array<std::uint64_t, kRows> row_begin{};  // Byte offsets, top row first.

  [[nodiscard]] std::size_t ColumnCount() const {
    return tokens.size() / kRows;
  }

  // Offset in the text of the one byte that token `index` was read from.
  [[nodiscard]] std::uint64_t ByteOf(std::size_t index) const {
    return row_begin[kRows - 1 - index % kRows] + index / kRows;
  }
};

// Reads a level. Lines end in LF or CRLF; the last line end may be missing.
// Width is 1..kMaxColumns. The Problem's span is in bytes of `text`.
[[nodiscard]] std::variant<Level, Problem> ReadLevel(std::string_view text);

// The canonical text: 14 rows, each ended by LF. Fails with kTokenCount where
// the count is not a positive multiple of 14 or exceeds kMaxColumns columns,
// and with kTokenRange on an id outside the alphabet (kUnknownToken too).
[[nodiscard]] std::variant<std::string, Problem> WriteLevel(
    std::span<const Token> tokens);

// What WriteLevel checks, without writing. `allow_unknown` admits
// kUnknownToken. The Problem's span is in token indices.
[[nodiscard]] std::optional<Problem> ValidateTokens(
    std::span<const Token> tokens, bool allow_unknown);

// "row 3, column 17": both from 1, rows from the top, as in an editor.
[[nodiscard]] std::string PlaceName(std::size_t token_index);

}  // namespace pastiche::mario

#endif  // PASTICHE_PLUGINS_MARIO_LEVEL_H_
