// What kind of scenery a place lies in, as two symbols beyond the reach of the
// tile slots: whether a roof runs above and whether there is ground below.

#ifndef PASTICHE_PLUGINS_MARIO_SCENERY_H_
#define PASTICHE_PLUGINS_MARIO_SCENERY_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "plugins/mario/geometry.h"
#include "plugins/mario/tiles.h"

namespace pastiche::mario {

inline constexpr std::size_t kSceneryColumns = 16;  // To the left...
inline constexpr std::size_t kSceneryAround = 8;    // ...or on each side.

struct ScenerySlot {
  const char* id;
  bool causal;
};
inline constexpr std::array<ScenerySlot, 4> kScenerySlots = {{
    {"roof", true},
    {"floor", true},
    {"roof-around", false},
    {"floor-around", false},
}};

// The symbols of all places of column `col`, one per scenery slot, from the
// known tiles of the columns before it, or on both sides; never of its own:
//   roof    share of solid tiles in the top four rows: 0 none, 1 less than 1/8,
//           2 more
//   floor   share of solid tiles in the bottom row: 0 less than 1/3, 1 less
//           than 3/4, 2 more
// kSlotOutside where there is no such column, kSlotUnknown where none of those
// tiles is known, and on both sides in kCausal. Ids beyond the alphabet count
// as unknown.
[[nodiscard]] std::array<std::int64_t, kScenerySlots.size()> Scenery(
    std::span<const Token> tokens, std::size_t col, ContextMode mode);

}  // namespace pastiche::mario

#endif  // PASTICHE_PLUGINS_MARIO_SCENERY_H_
