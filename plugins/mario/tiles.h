// The Mario tile alphabet: VGLC's thirteen tiles and the start tile, as dense
// token ids, with the properties that the other files of this plugin look up.

#ifndef PASTICHE_PLUGINS_MARIO_TILES_H_
#define PASTICHE_PLUGINS_MARIO_TILES_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pastiche::mario {

using Token = std::uint32_t;

inline constexpr std::uint32_t kRows = 14;  // Every level is 14 tiles high.
inline constexpr std::uint32_t kTileCount = 14;
inline constexpr std::uint32_t kMaxColumns = 100000;
inline constexpr Token kUnknownToken = 0xFFFFFFFFu;  // Not yet generated.

// Ids in the order of kTileChars.
enum Tile : Token {
  kGround,
  kBrick,
  kAir,
  kQuestion,      // Question block with a prize.
  kUsedQuestion,  // Question block without one.
  kEnemy,
  kPipeTopLeft,
  kPipeTopRight,
  kPipeLeft,
  kPipeRight,
  kCoin,
  kCannonTop,
  kCannonBottom,
  kStart,
};

inline constexpr std::string_view kTileChars = "XS-?QE<>[]oBbM";
static_assert(kTileChars.size() == kTileCount);

enum TileClass : std::uint32_t {  // What previews colour and reports group by.
  kClassAir,
  kClassGround,
  kClassBlock,
  kClassPipe,
  kClassEnemy,
  kClassCoin,
  kClassCannon,
  kClassStart,
};

struct TileInfo {
  char symbol;
  bool solid;  // Blocks movement and can be stood on (VGLC's solid tiles).
  TileClass tile_class;
  std::string_view meaning;
};

// Indexed by token id.
inline constexpr std::array<TileInfo, kTileCount> kTiles = {{
    {'X', true, kClassGround, "ground"},
    {'S', true, kClassBlock, "breakable brick"},
    {'-', false, kClassAir, "air"},
    {'?', true, kClassBlock, "full question block"},
    {'Q', true, kClassBlock, "empty question block"},
    {'E', false, kClassEnemy, "enemy"},
    {'<', true, kClassPipe, "pipe top, left half"},
    {'>', true, kClassPipe, "pipe top, right half"},
    {'[', true, kClassPipe, "pipe body, left half"},
    {']', true, kClassPipe, "pipe body, right half"},
    {'o', false, kClassCoin, "coin"},
    {'B', true, kClassCannon, "cannon top"},
    {'b', true, kClassCannon, "cannon bottom"},
    {'M', false, kClassStart, "start"},
}};

// False for ids outside the alphabet, kUnknownToken among them.
[[nodiscard]] constexpr bool IsSolid(Token token) {
  return token < kTileCount && kTiles[token].solid;
}

[[nodiscard]] constexpr bool IsPipe(Token token) {
  return token < kTileCount && kTiles[token].tile_class == kClassPipe;
}

// Solid and no part of a pipe: what a pipe may stand on.
[[nodiscard]] constexpr bool IsSolidNotPipe(Token token) {
  return IsSolid(token) && !IsPipe(token);
}

// The token of a character, or nothing where it is not in the alphabet.
[[nodiscard]] std::optional<Token> TokenOf(char symbol);

// "'x'", or "byte 0xC3" where it is not printable ASCII.
[[nodiscard]] std::string QuotedTile(char symbol);

// What to write instead of an unknown character: "did you mean 'X' (ground)?"
// for a lookalike, else the list of allowed tiles.
[[nodiscard]] std::string MendUnknownTile(char symbol);

}  // namespace pastiche::mario

#endif  // PASTICHE_PLUGINS_MARIO_TILES_H_
