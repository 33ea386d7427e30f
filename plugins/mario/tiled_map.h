// Levels as maps of the Tiled editor (.tmx, mapeditor.org): written with an
// embedded tileset, read where a tile says what it is.

#ifndef PASTICHE_PLUGINS_MARIO_TILED_MAP_H_
#define PASTICHE_PLUGINS_MARIO_TILED_MAP_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "plugins/mario/problem.h"
#include "plugins/mario/tiles.h"

namespace pastiche::mario {

inline constexpr std::size_t kMaxMapBytes = std::size_t{32} << 20;
inline constexpr std::size_t kMaxMapElements = 100000;    // '<' in the file.
inline constexpr std::size_t kMaxMapAttributes = 400000;  // '=' in the file.

// A map with three CSV layers, back to front: "sky", "scenery", "level". The
// tileset is a collection with one embedded PNG per picture, so the file stands
// alone; each tile has a property "tile" with its VGLC character. Air is no
// tile. Fails as WriteLevel does. Same tokens, same bytes.
[[nodiscard]] std::variant<std::string, Problem> WriteTiledMap(
    std::span<const Token> tokens);

struct ByteSpan {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

struct TiledLevel {
  std::vector<Token> tokens;
  std::vector<ByteSpan> where;  // The number that each token was read from.
};

// Reads the layer named "level", or the only tile layer: CSV, 14 rows, finite,
// orthogonal. A number is looked up in the embedded tilesets: the tile's
// property "tile" names it; 0 is air; flips and rotations are ignored. The
// Problem's span is in bytes of `text`. Sizes are checked before anything of
// that size is allocated.
[[nodiscard]] std::variant<TiledLevel, Problem> ReadTiledMap(
    std::string_view text);

}  // namespace pastiche::mario

#endif  // PASTICHE_PLUGINS_MARIO_TILED_MAP_H_
