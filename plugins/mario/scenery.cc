// Shares of solid tiles around a column, in steps.

#include "plugins/mario/scenery.h"

#include <algorithm>

namespace pastiche::mario {
namespace {

constexpr std::size_t kRoofRow = kRows - 4;  // Up to the top.

// Solid tiles among those known.
struct Share {
  std::size_t solid = 0;
  std::size_t known = 0;

  void Count(Token tile) {
    if (tile >= kTileCount) return;
    ++known;
    if (IsSolid(tile)) ++solid;
  }
  // Whether less than `part` in `whole` are solid.
  [[nodiscard]] bool Below(std::size_t part, std::size_t whole) const {
    return solid * whole < known * part;
  }
};

std::int64_t RoofOf(const Share& share) {
  if (share.known == 0) return kSlotUnknown;
  if (share.solid == 0) return 0;
  return share.Below(1, 8) ? 1 : 2;
}

std::int64_t FloorOf(const Share& share) {
  if (share.known == 0) return kSlotUnknown;
  if (share.Below(1, 3)) return 0;
  return share.Below(3, 4) ? 1 : 2;
}

// Of the columns first .. last - 1 but `own`.
std::array<std::int64_t, 2> RoofAndFloor(std::span<const Token> tokens,
                                         std::size_t first, std::size_t last,
                                         std::size_t own) {
  Share roof, floor;
  bool any = false;
  for (std::size_t col = first; col < last; ++col) {
    if (col == own) continue;
    any = true;
    const auto column = tokens.subspan(
        col * kRows, std::min<std::size_t>(kRows, tokens.size() - col * kRows));
    floor.Count(column[0]);
    for (std::size_t row = kRoofRow; row < column.size(); ++row) {
      roof.Count(column[row]);
    }
  }
  if (!any) return {kSlotOutside, kSlotOutside};
  return {RoofOf(roof), FloorOf(floor)};
}

}  // namespace

std::array<std::int64_t, kScenerySlots.size()> Scenery(
    std::span<const Token> tokens, std::size_t col, ContextMode mode) {
  const auto [roof, floor] =
      RoofAndFloor(tokens, col - std::min(col, kSceneryColumns), col, col);
  if (mode == ContextMode::kCausal) {
    return {roof, floor, kSlotUnknown, kSlotUnknown};
  }
  const std::size_t columns = (tokens.size() + kRows - 1) / kRows;
  const auto [roof_around, floor_around] =
      RoofAndFloor(tokens, col - std::min(col, kSceneryAround),
                   std::min(columns, col + kSceneryAround + 1), col);
  return {roof, floor, roof_around, floor_around};
}

}  // namespace pastiche::mario
