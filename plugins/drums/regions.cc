// Runs of cells, by arithmetic on step-major order.

#include "plugins/drums/regions.h"

#include <algorithm>

#include "plugins/drums/kit.h"

namespace pastiche::drums {
namespace {

// Instruments [first, last] of every step.
Region LaneRegion(std::string label, std::size_t first, std::size_t last,
                  std::size_t count) {
  Region region{std::move(label), {}};
  for (std::size_t at = first; at < count; at += kInstrumentCount) {
    region.runs.emplace_back(at, std::min(at + last - first + 1, count));
  }
  return region;
}

std::vector<Region> Lanes(std::size_t count) {
  std::vector<Region> regions;
  for (std::size_t i = 0; i < kInstrumentCount; ++i) {
    regions.push_back(LaneRegion(std::string(kInstruments[i].id), i, i, count));
  }
  regions.push_back(LaneRegion("hat", kClosedHat, kOpenHat, count));
  regions.push_back(LaneRegion("tom", kLowTom, kHighTom, count));
  return regions;
}

}  // namespace

std::vector<Region> ListRegions(RegionKind kind, std::size_t count, Grid grid) {
  if (kind == RegionKind::kLane) return Lanes(count);
  const std::size_t per_bar = TokensPerBar(grid);
  const std::size_t size =
      kind == RegionKind::kBar ? per_bar : kInstrumentCount;
  std::vector<Region> regions;
  for (std::size_t begin = 0; begin < count; begin += size) {
    std::string label = kind == RegionKind::kBar ? "bar " : "step ";
    label += std::to_string(begin / per_bar + 1);
    if (kind == RegionKind::kStep) {
      label += '.';
      label += std::to_string(begin % per_bar / kInstrumentCount + 1);
    }
    regions.push_back(
        {std::move(label), {{begin, std::min(begin + size, count)}}});
  }
  return regions;
}

}  // namespace pastiche::drums
