#include "plugins/mario/ansi_preview.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <string_view>

namespace pastiche::mario {
namespace {

// Foreground and background, by TileClass.
constexpr std::array<std::string_view, 8> kStyles = {
    "\x1b[38;5;153;48;5;117m",  // Air
    "\x1b[38;5;180;48;5;94m",   // Ground
    "\x1b[38;5;16;48;5;178m",   // Block
    "\x1b[38;5;22;48;5;40m",    // Pipe
    "\x1b[38;5;231;48;5;160m",  // Enemy
    "\x1b[38;5;220;48;5;117m",  // Coin
    "\x1b[38;5;231;48;5;238m",  // Cannon
    "\x1b[38;5;231;48;5;27m",   // Start
};
constexpr std::string_view kUnknownStyle = "\x1b[7m";
constexpr std::string_view kReset = "\x1b[0m";

std::string_view StyleOf(Token token) {
  return token < kTileCount ? kStyles[kTiles[token].tile_class] : kUnknownStyle;
}

char SymbolOf(Token token) {
  return token < kTileCount && token != kAir ? kTileChars[token] : ' ';
}

// Columns [begin, end). A style is written where it changes.
void AppendStrip(std::span<const Token> tokens, std::size_t begin,
                 std::size_t end, std::string& out) {
  for (std::size_t row = kRows; row-- > 0;) {
    std::string_view style;
    for (std::size_t col = begin; col < end; ++col) {
      const Token token = tokens[col * kRows + row];
      if (StyleOf(token) != style) {
        if (!style.empty()) out += kReset;
        style = StyleOf(token);
        out += style;
      }
      out += SymbolOf(token);
    }
    out += kReset;
    out += '\n';
  }
}

}  // namespace

std::string RenderAnsi(std::span<const Token> tokens, std::uint32_t width) {
  assert(tokens.size() % kRows == 0);
  const std::size_t columns = tokens.size() / kRows;
  const std::size_t step =
      width == 0 ? std::max<std::size_t>(columns, 1) : width;
  std::string out;
  for (std::size_t begin = 0; begin < columns; begin += step) {
    if (begin != 0) out += '\n';
    AppendStrip(tokens, begin, std::min(begin + step, columns), out);
  }
  return out;
}

}  // namespace pastiche::mario
