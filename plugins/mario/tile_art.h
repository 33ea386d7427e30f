// Original tile art: 16 x 16 pictures in a small palette, read once from the
// text files in art/. Knows pixels and colours, not levels.

#ifndef PASTICHE_PLUGINS_MARIO_TILE_ART_H_
#define PASTICHE_PLUGINS_MARIO_TILE_ART_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "plugins/mario/tiles.h"

namespace pastiche::mario {

inline constexpr std::size_t kTilePixels = 16;  // Width and height.

struct Rgb {
  std::uint8_t red = 0, green = 0, blue = 0;

  friend bool operator==(const Rgb&, const Rgb&) = default;
};

// Pictures. A tile of the alphabet may have several.
enum Art : std::uint8_t {
  kArtGroundTop,
  kArtGroundInner,
  kArtGroundInner2,
  kArtBrick,
  kArtQuestion,
  kArtUsedQuestion,
  kArtEnemy,
  kArtPipeTopLeft,
  kArtPipeTopRight,
  kArtPipeLeft,
  kArtPipeRight,
  kArtCoin,
  kArtCannonTop,
  kArtCannonBottom,
  kArtStart,
  kArtUnknown,
  kArtCloudLeft,
  kArtCloudMiddle,
  kArtCloudRight,
  kArtBush,
  kArtFlowers,
  kArtTufts,
  kArtSky,  // One for each row, top first: see kArtCount.
  kArtCount = kArtSky + kRows,
  kArtNone = 255,  // Nothing drawn there.
};

// Row-major palette indices, top row first; 0 is transparent.
using Pixels = std::array<std::uint8_t, kTilePixels * kTilePixels>;

// Requires art < kArtCount (asserted).
[[nodiscard]] const Pixels& PixelsOf(Art art);
[[nodiscard]] std::string_view NameOf(Art art);  // "ground-top", "sky-3"

// The tile that a picture stands for; kUnknownToken for scenery and sky.
[[nodiscard]] Token TokenOf(Art art);

// Colours by palette index, index 0 (transparent) included: at most 64.
[[nodiscard]] std::span<const Rgb> Palette();

// Palette indices of what is drawn over a level.
[[nodiscard]] std::uint8_t WayColor();
[[nodiscard]] std::uint8_t WayEdgeColor();
[[nodiscard]] std::uint8_t FaultColor();
[[nodiscard]] std::uint8_t SkyColor(std::size_t row_from_top);

}  // namespace pastiche::mario

#endif  // PASTICHE_PLUGINS_MARIO_TILE_ART_H_
