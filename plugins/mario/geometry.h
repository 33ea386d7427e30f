// Which places a tile looks at: the grid neighbourhood behind the memory's
// keys, as a fixed list of slots (displacements), causal ones first.

#ifndef PASTICHE_PLUGINS_MARIO_GEOMETRY_H_
#define PASTICHE_PLUGINS_MARIO_GEOMETRY_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "plugins/mario/tiles.h"

namespace pastiche::mario {

// Reach of the neighbourhood, in tiles: a tall core and a wide belt.
inline constexpr int kSlotColumns = 12;     // |dcol| of the belt.
inline constexpr int kSlotRows = 7;         // |drow| of the belt.
inline constexpr int kCoreSlotColumns = 4;  // |dcol| of the core...
inline constexpr int kCoreSlotRows = 13;    // ...and its |drow|.

inline constexpr std::size_t kCausalSlotCount = 241;
inline constexpr std::size_t kSlotCount = 482;

inline constexpr std::int64_t kSlotOutside = -1;  // Beyond the level's edge.
inline constexpr std::int64_t kSlotUnknown = -2;  // Nothing there yet.

struct Slot {
  int dcol = 0;     // Columns to the right; negative is left.
  int drow = 0;     // Rows upwards; negative is below.
  char id[9] = "";  // "c-1r+2", NUL-terminated.

  // Refers only to tokens earlier in generation order.
  [[nodiscard]] constexpr bool IsCausal() const {
    return dcol < 0 || (dcol == 0 && drow < 0);
  }
};

// All kSlotCount slots: the causal ones first, each half from near to far (by
// Euclidean distance, then by column, then by row).
[[nodiscard]] std::span<const Slot> Slots();

enum class ContextMode {
  kCausal,  // Left to right: later places are kSlotUnknown.
  kFill,    // All around; beyond the last column is kSlotOutside.
};

// Writes, for each position i of [begin, end), kSlotCount entries at
// slots[(i - begin) * kSlotCount] (an index below token_count, kSlotOutside or
// kSlotUnknown) and features[i - begin], the row 0..13 from the bottom.
//
// A place inside the grid but not below token_count (the rest of an unfinished
// last column) is kSlotUnknown in both modes. Requires begin <= end <=
// token_count + 1 and spans of exactly those sizes (asserted). O(kSlotCount)
// per position, no allocation.
void DescribeContext(std::uint64_t token_count, std::uint64_t begin,
                     std::uint64_t end, ContextMode mode,
                     std::span<std::int64_t> slots,
                     std::span<std::int32_t> features);

}  // namespace pastiche::mario

#endif  // PASTICHE_PLUGINS_MARIO_GEOMETRY_H_
