// Scalar double-precision twin of AttendMatch: defines what it means.

#ifndef PASTICHE_KERNELS_MATCH_REFERENCE_H_
#define PASTICHE_KERNELS_MATCH_REFERENCE_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/match_attention.h"

namespace pastiche::kernels::reference {

// The symbol that key `lane` of `block` holds in `slot`; its low byte or half
// byte where it is stored so (0xFFFF for what equals no query's).
inline std::uint16_t SymbolAt(const MatchKeys& keys, std::size_t block,
                              std::size_t slot, std::size_t lane) {
  const std::uint16_t shared =
      keys.uniform[block * PaddedSlots(keys.slot_count) + slot];
  if (shared != kMatchVaries) return shared;
  for (std::size_t r = keys.blocks[block].first_row;; ++r) {
    if (keys.row_slots[r] != slot) continue;
    if (!keys.nibble_rows.empty()) {
      const std::uint8_t nibble =
          NibbleAt(keys.nibble_rows.data() + r * (kMatchBlock / 2), lane);
      return static_cast<std::uint16_t>(nibble == 0xF ? 0xFFFF : nibble);
    }
    const std::size_t at = r * kMatchBlock + lane;
    return keys.narrow_rows.empty() ? keys.rows[at] : keys.narrow_rows[at];
  }
}

// What a key with this symbol in this slot costs.
inline std::uint32_t SlotCost(const MatchQuery& query, std::size_t slot,
                              std::uint16_t symbol, bool narrow = false) {
  if (!query.tabulated.empty() && query.tabulated[slot] != 0) {
    const std::size_t code =
        query.table_width <= kSmallTable ? (symbol & 0xFF) / 2 : symbol;
    return query.tables[slot * query.table_width + code];
  }
  if (!query.unknown_costs.empty() && symbol == kMatchUnknown) {
    return query.unknown_costs[slot];
  }
  const int differ = (symbol ^ query.symbols[slot]) & (narrow ? 0xFF : 0xFFFF);
  return differ != 0 ? query.costs[slot] : 0;
}

// Leaves nothing out, whatever the allowance.
inline void AttendMatch(const MatchKeys& keys, std::span<const MatchRun> runs,
                        const MatchQuery& query, std::span<double> masses) {
  for (const MatchRun& run : runs) {
    for (std::size_t i = run.first_block * kMatchBlock;
         i < (run.first_block + run.block_count) * kMatchBlock; ++i) {
      std::uint32_t cost = query.bucket_costs[run.bucket];
      for (std::size_t s = 0; s < keys.slot_count; ++s) {
        cost += SlotCost(query, s,
                         SymbolAt(keys, i / kMatchBlock, s, i % kMatchBlock),
                         !keys.narrow_rows.empty());
      }
      if (std::min<std::uint32_t>(cost, kMatchNever) >= query.cutoff) continue;
      double weight = double{keys.weights[i]};
      for (const MatchOverride& change : query.overrides) {
        if (change.key == i) weight = double{change.weight};
      }
      const std::uint32_t value =
          run.value == kMixedValues ? keys.values[i] : run.value;
      masses[value] += weight * std::exp2(-double(cost) / kMatchCostPerBit);
    }
  }
}

}  // namespace pastiche::kernels::reference

#endif  // PASTICHE_KERNELS_MATCH_REFERENCE_H_
