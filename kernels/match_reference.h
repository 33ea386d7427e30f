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

// The cost of one term for a key with this stored symbol.
inline std::uint32_t TermCost(const MatchTerm& term, std::uint16_t symbol) {
  switch (term.kind) {
    case MatchTerm::kUnlessEqual:
      return symbol != term.costs[0] ? term.costs[1] : 0;
    case MatchTerm::kIfEqual:
      return symbol == term.costs[0] ? term.costs[1] : 0;
    case MatchTerm::kTable:
      return term.costs[(symbol & 0xFF) / 2];
  }
  return 0;
}

inline void AttendMatch(const MatchKeys& keys, std::span<const MatchRun> runs,
                        const MatchQuery& query, std::span<double> masses) {
  for (const MatchRun& run : runs) {
    for (std::size_t i = run.first_block * kMatchBlock;
         i < (run.first_block + run.block_count) * kMatchBlock; ++i) {
      const std::size_t block = i / kMatchBlock, lane = i % kMatchBlock;
      std::uint32_t cost = query.bucket_costs[run.bucket];
      for (const MatchTerm& term : query.terms) {
        cost += TermCost(
            term,
            keys.symbols[(block * keys.slot_count + term.slot) * kMatchBlock +
                         lane]);
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
