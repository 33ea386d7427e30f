#include "plugins/mario/tiles.h"

#include <utility>

namespace pastiche::mario {
namespace {

constexpr std::uint8_t kNoTile = 0xFF;

constexpr std::array<std::uint8_t, 256> kTokenOfByte = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(kNoTile);
  for (std::size_t i = 0; i < kTileChars.size(); ++i) {
    table[static_cast<unsigned char>(kTileChars[i])] =
        static_cast<std::uint8_t>(i);
  }
  return table;
}();

// Characters that other level formats, or a slip of the hand, put where one of
// ours is meant.
constexpr std::pair<char, char> kLookalikes[] = {
    {'x', 'X'}, {'#', 'X'}, {'=', 'X'}, {'s', 'S'}, {' ', '-'}, {'.', '-'},
    {'_', '-'}, {'~', '-'}, {'q', 'Q'}, {'!', '?'}, {'@', '?'}, {'e', 'E'},
    {'g', 'E'}, {'G', 'E'}, {'(', '['}, {')', ']'}, {'{', '['}, {'}', ']'},
    {'O', 'o'}, {'0', 'o'}, {'c', 'o'}, {'m', 'M'},
};

}  // namespace

std::optional<Token> TokenOf(char symbol) {
  const std::uint8_t token = kTokenOfByte[static_cast<unsigned char>(symbol)];
  if (token == kNoTile) return std::nullopt;
  return token;
}

std::string QuotedTile(char symbol) {
  const auto byte = static_cast<unsigned char>(symbol);
  if (byte >= 0x20 && byte < 0x7F) return std::string("'") + symbol + "'";
  constexpr std::string_view kHex = "0123456789ABCDEF";
  return std::string("byte 0x") + kHex[byte >> 4] + kHex[byte & 15];
}

std::string MendUnknownTile(char symbol) {
  for (const auto& [typed, meant] : kLookalikes) {
    if (typed != symbol) continue;
    return "did you mean " + QuotedTile(meant) + " (" +
           std::string(kTiles[*TokenOf(meant)].meaning) + ")?";
  }
  std::string text = "allowed tiles are";
  for (const char allowed : kTileChars) {
    text += ' ';
    text += allowed;
  }
  return text;
}

}  // namespace pastiche::mario
