// A level as a picture: which piece of art stands where, the pixels of it, and
// the solver's way drawn over them. Writers of image files start here.

#ifndef PASTICHE_PLUGINS_MARIO_LEVEL_PICTURE_H_
#define PASTICHE_PLUGINS_MARIO_LEVEL_PICTURE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "plugins/mario/jump_solver.h"
#include "plugins/mario/tile_art.h"

namespace pastiche::mario {

// Three layers of art, back to front: the sky (a picture for each row),
// scenery, the level. (kRows, columns) row-major, TOP row first.
struct LevelPicture {
  std::size_t columns = 0;
  std::vector<Art> scenery;  // kArtNone = nothing.
  std::vector<Art> level;    // kArtNone where there is air.
};

// Requires whole columns, at least one (asserted); unknown tiles are drawn as
// such. Depends on the tokens only.
[[nodiscard]] LevelPicture ComposePicture(std::span<const Token> tokens);

// Palette indices, (height, width) row-major; none is transparent.
struct Image {
  std::size_t width = 0;
  std::size_t height = 0;
  std::vector<std::uint8_t> pixels;
};

// kTilePixels pixels per tile.
[[nodiscard]] Image DrawPicture(const LevelPicture& picture);

// Where the way runs: the centres of its cells, in pixels from the top left.
struct Point {
  int x = 0;
  int y = 0;
};
[[nodiscard]] std::vector<Point> WayPoints(const JumpReport& report);

// The columns in which the way ends: [begin, end), cut to `columns`; empty
// where the level is playable.
struct ColumnRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};
[[nodiscard]] ColumnRange FaultColumns(const JumpReport& report,
                                       std::size_t columns);

// How strongly a tile that costs so many bits is framed: 0 not at all, 1 from 2
// bits, 2 from 4, 3 from 6. The frame is that many pixels wide.
[[nodiscard]] int SurpriseLevel(double bits);

// Frames the tiles whose tokens are surprising. `bits` has one entry per token
// of the picture's level, or none.
void FrameSurprises(std::span<const double> bits, Image& image);

// Draws the way, and hatches the columns where it ends, into a picture of the
// report's level (asserted).
void DrawWay(const JumpReport& report, Image& image);

}  // namespace pastiche::mario

#endif  // PASTICHE_PLUGINS_MARIO_LEVEL_PICTURE_H_
