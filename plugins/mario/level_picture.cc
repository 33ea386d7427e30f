#include "plugins/mario/level_picture.h"

#include <algorithm>
#include <cassert>
#include <cstdlib>

namespace pastiche::mario {
namespace {

constexpr std::uint32_t kLowestCloud = 10;  // Row from the bottom.

// A fixed scatter: what varies the art from place to place.
std::uint32_t Scatter(std::size_t col, std::size_t row, std::uint32_t salt) {
  auto bits = static_cast<std::uint32_t>(col) * 0x9E3779B1u ^
              static_cast<std::uint32_t>(row) * 0x85EBCA77u ^
              salt * 0xC2B2AE3Du;
  bits ^= bits >> 15;
  bits *= 0x2C1B3C6Du;
  bits ^= bits >> 12;
  bits *= 0x297A2D39u;
  return bits ^ bits >> 15;
}

class Composer {
 public:
  explicit Composer(std::span<const Token> tokens) : tokens_(tokens) {
    picture_.columns = tokens.size() / kRows;
    picture_.scenery.assign(tokens.size(), kArtNone);
    picture_.level.assign(tokens.size(), kArtNone);
  }

  LevelPicture Run() {
    for (std::size_t col = 0; col < picture_.columns; ++col) {
      for (std::size_t row = 0; row < kRows; ++row) {
        picture_.level[At(col, row)] = ArtOf(col, row);
        if (row > 0) PlantOn(col, row);
      }
    }
    PlaceClouds();
    return std::move(picture_);
  }

 private:
  // `row` counts from the bottom here, from the top in the picture.
  [[nodiscard]] std::size_t At(std::size_t col, std::size_t row) const {
    return (kRows - 1 - row) * picture_.columns + col;
  }
  [[nodiscard]] Token Tile(std::size_t col, std::size_t row) const {
    return tokens_[col * kRows + row];
  }
  // Ground with something else above it; the level's top edge is no sky.
  [[nodiscard]] bool IsGrass(std::size_t col, std::size_t row) const {
    return Tile(col, row) == kGround && row + 1 < kRows &&
           Tile(col, row + 1) != kGround;
  }

  [[nodiscard]] Art ArtOf(std::size_t col, std::size_t row) const {
    switch (Tile(col, row)) {
      case kAir:
        return kArtNone;
      case kGround:
        if (IsGrass(col, row)) return kArtGroundTop;
        return Scatter(col, row, 1) % 4 == 0 ? kArtGroundInner2
                                             : kArtGroundInner;
      default:
        for (int art = kArtBrick; art < kArtUnknown; ++art) {
          if (TokenOf(static_cast<Art>(art)) == Tile(col, row)) {
            return static_cast<Art>(art);
          }
        }
        return kArtUnknown;
    }
  }

  void PlantOn(std::size_t col, std::size_t row) {
    if (Tile(col, row) != kAir || !IsGrass(col, row - 1)) return;
    const std::uint32_t kind = Scatter(col, 0, 2) % 16;
    Art plant = kArtNone;
    if (kind < 2) plant = kArtBush;
    if (kind == 2) plant = kArtFlowers;
    if (kind > 2 && kind < 6) plant = kArtTufts;
    picture_.scenery[At(col, row)] = plant;
  }

  void PlaceClouds() {
    for (std::size_t col = 0; col < picture_.columns;) {
      const std::uint32_t bits = Scatter(col, 0, 3);
      const std::size_t length = 2 + bits / 16 % 3;
      const std::size_t row = kLowestCloud + bits / 64 % (kRows - kLowestCloud);
      if (bits % 11 == 0 && col + length <= picture_.columns &&
          AllAir(col, row, length)) {
        for (std::size_t i = 0; i < length; ++i) {
          picture_.scenery[At(col + i, row)] =
              i == 0 ? kArtCloudLeft
                     : (i + 1 == length ? kArtCloudRight : kArtCloudMiddle);
        }
        col += length + 1;
      } else {
        ++col;
      }
    }
  }

  [[nodiscard]] bool AllAir(std::size_t col, std::size_t row,
                            std::size_t length) const {
    for (std::size_t i = 0; i < length; ++i) {
      if (Tile(col + i, row) != kAir) return false;
    }
    return true;
  }

  std::span<const Token> tokens_;
  LevelPicture picture_;
};

// Lays art over a place of the image.
void Stamp(Art art, std::size_t col, std::size_t row, Image& image) {
  if (art == kArtNone) return;
  const Pixels& pixels = PixelsOf(art);
  for (std::size_t y = 0; y < kTilePixels; ++y) {
    std::uint8_t* const out =
        &image
             .pixels[(row * kTilePixels + y) * image.width + col * kTilePixels];
    for (std::size_t x = 0; x < kTilePixels; ++x) {
      const std::uint8_t index = pixels[y * kTilePixels + x];
      if (index != 0) out[x] = index;
    }
  }
}

// A disc of this radius, cut at the image's edges.
void Dot(Point at, int radius, std::uint8_t color, Image& image) {
  for (int dy = -radius; dy <= radius; ++dy) {
    for (int dx = -radius; dx <= radius; ++dx) {
      if (dx * dx + dy * dy > radius * radius + 1) continue;
      const int x = at.x + dx;
      const int y = at.y + dy;
      if (x < 0 || y < 0 || x >= static_cast<int>(image.width) ||
          y >= static_cast<int>(image.height)) {
        continue;
      }
      image.pixels[static_cast<std::size_t>(y) * image.width +
                   static_cast<std::size_t>(x)] = color;
    }
  }
}

void Line(std::span<const Point> points, int radius, std::uint8_t color,
          Image& image) {
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const int dx = points[i + 1].x - points[i].x;
    const int dy = points[i + 1].y - points[i].y;
    const int steps = std::max({std::abs(dx), std::abs(dy), 1});
    for (int step = 0; step <= steps; ++step) {
      Dot({points[i].x + dx * step / steps, points[i].y + dy * step / steps},
          radius, color, image);
    }
  }
}

}  // namespace

LevelPicture ComposePicture(std::span<const Token> tokens) {
  assert(!tokens.empty() && tokens.size() % kRows == 0);
  return Composer(tokens).Run();
}

Image DrawPicture(const LevelPicture& picture) {
  Image image{.width = picture.columns * kTilePixels,
              .height = kRows * kTilePixels,
              .pixels = {}};
  image.pixels.resize(image.width * image.height);
  for (std::size_t row = 0; row < kRows; ++row) {
    for (std::size_t col = 0; col < picture.columns; ++col) {
      const std::size_t at = row * picture.columns + col;
      Stamp(static_cast<Art>(kArtSky + row), col, row, image);
      Stamp(picture.scenery[at], col, row, image);
      Stamp(picture.level[at], col, row, image);
    }
  }
  return image;
}

std::vector<Point> WayPoints(const JumpReport& report) {
  constexpr int kSize = kTilePixels;
  std::vector<Point> points;
  for (const Cell& cell : report.path) {
    points.push_back(
        {static_cast<int>(cell.col) * kSize + kSize / 2,
         static_cast<int>(kRows - 1 - cell.row) * kSize + kSize / 2});
  }
  return points;
}

ColumnRange FaultColumns(const JumpReport& report, std::size_t columns) {
  if (report.playable || columns == 0) return {};
  std::size_t begin = std::size_t{report.furthest_column} + 1;
  std::size_t size = 1;
  if (report.obstacle == Obstacle::kGap) size = report.obstacle_size;
  if (report.obstacle == Obstacle::kNoStart) {
    begin = 0;
    size = 3;
  }
  begin = std::min(begin, columns - 1);
  return {begin, std::min(begin + size, columns)};
}

int SurpriseLevel(double bits) {
  return bits >= 6.0 ? 3 : bits >= 4.0 ? 2 : bits >= 2.0 ? 1 : 0;
}

void FrameSurprises(std::span<const double> bits, Image& image) {
  for (std::size_t i = 0; i < bits.size(); ++i) {
    const auto width = static_cast<std::size_t>(SurpriseLevel(bits[i]));
    const std::size_t left = i / kRows * kTilePixels;
    const std::size_t top = (kRows - 1 - i % kRows) * kTilePixels;
    for (std::size_t y = 0; y < kTilePixels && width > 0; ++y) {
      for (std::size_t x = 0; x < kTilePixels; ++x) {
        const std::size_t to_edge =
            std::min({x, y, kTilePixels - 1 - x, kTilePixels - 1 - y});
        if (to_edge >= width) continue;
        image.pixels[(top + y) * image.width + left + x] = FaultColor();
      }
    }
  }
}

void DrawWay(const JumpReport& report, Image& image) {
  const ColumnRange fault = FaultColumns(report, image.width / kTilePixels);
  for (std::size_t y = 0; y < image.height; ++y) {
    for (std::size_t x = fault.begin * kTilePixels; x < fault.end * kTilePixels;
         ++x) {
      if ((x + y) % 4 == 0) image.pixels[y * image.width + x] = FaultColor();
    }
  }
  const std::vector<Point> points = WayPoints(report);
  if (points.empty()) return;
  assert(points.back().x < static_cast<int>(image.width));
  const auto draw = [&](int thinner, std::uint8_t color) {
    Line(points, 2 - thinner, color, image);
    Dot(points.front(), 5 - thinner, color, image);
    Dot(points.back(), 5 - thinner, color, image);
  };
  draw(0, WayEdgeColor());
  draw(1, WayColor());
}

}  // namespace pastiche::mario
