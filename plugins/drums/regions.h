// The parts of a document that people name: lanes, bars and steps.

#ifndef PASTICHE_PLUGINS_DRUMS_REGIONS_H_
#define PASTICHE_PLUGINS_DRUMS_REGIONS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "plugins/drums/kit.h"

namespace pastiche::drums {

struct Region {
  std::string label;  // "kick", "bar 2", "step 2.16"
  std::vector<std::pair<std::size_t, std::size_t>> runs;  // [begin, end)
};

enum class RegionKind : std::uint8_t { kLane, kBar, kStep };
inline constexpr std::array<const char*, 3> kRegionKinds = {"lane", "bar",
                                                            "step"};

// The regions of that kind in a document of `count` cells, in order, clipped to
// it. Lanes are the nine instruments, then "hat" (both hats) and "tom" (all
// three), which overlap them.
[[nodiscard]] std::vector<Region> ListRegions(RegionKind kind,
                                              std::size_t count,
                                              Grid grid = Grid::kSixteenths);

}  // namespace pastiche::drums

#endif  // PASTICHE_PLUGINS_DRUMS_REGIONS_H_
