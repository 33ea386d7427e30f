#include "kernels/match_attention.h"

#include <cassert>
#include <cstddef>
#include <cstdint>

// Compiles the code below once per SIMD target; see docs/kernels.md.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/match_attention.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
// Must come after foreach_target.h.
#include "hwy/highway.h"
#include "kernels/match_exp-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using DU16 = hn::ScalableTag<std::uint16_t>;
using VU16 = hn::Vec<DU16>;

// Rows between two tests of whether a block is still in reach.
constexpr std::size_t kRowsPerTest = 4;
// Float sums are kept in this many lanes on every target: same bytes.
constexpr std::size_t kSumLanes = 16;

// What the slots that a block's keys share cost, with the bucket's cost; one
// pass over `uniform`, 2 * lanes slots at a time.
HWY_INLINE std::uint32_t SharedCost(const std::uint16_t* HWY_RESTRICT uniform,
                                    const MatchQuery& query,
                                    std::size_t slot_count,
                                    std::uint32_t bucket_cost) {
  const DU16 d;
  const std::size_t lanes = hn::Lanes(d);
  const VU16 varies = hn::Set(d, kMatchVaries);
  const std::size_t padded = PaddedSlots(slot_count);
  VU16 sum = hn::Zero(d);
  for (std::size_t s = 0; s < padded; s += lanes) {
    const VU16 symbols = hn::LoadU(d, uniform + s);
    const VU16 charged = hn::IfThenZeroElse(
        hn::Eq(symbols, hn::LoadU(d, query.symbols.data() + s)),
        hn::LoadU(d, query.costs.data() + s));
    sum = hn::SaturatedAdd(
        sum, hn::IfThenZeroElse(hn::Eq(symbols, varies), charged));
  }
  HWY_ALIGN std::uint16_t parts[HWY_MAX_BYTES / 2];
  hn::Store(sum, d, parts);
  std::uint32_t cost = bucket_cost;
  for (std::size_t i = 0; i < lanes; ++i) cost += parts[i];
  if (query.tabulated.empty()) return cost;
  const bool small = query.table_width <= kSmallTable;
  for (std::size_t s = 0; s < slot_count && cost < query.cutoff; ++s) {
    if (query.tabulated[s] == 0 || uniform[s] == kMatchVaries) continue;
    const std::size_t code = small ? (uniform[s] & 0xFF) / 2 : uniform[s];
    cost += query.tables[s * query.table_width + code];
  }
  return cost;
}

// Looks 16-bit costs up by stored symbol: a byte shuffle for small tables.
HWY_INLINE VU16 TableCosts(DU16 d, const std::uint16_t* HWY_RESTRICT table,
                           bool small, const std::uint16_t* HWY_RESTRICT row) {
#if HWY_TARGET != HWY_SCALAR
  if (small) {
    return hn::TableLookupBytes(hn::LoadDup128(d, table), hn::LoadU(d, row));
  }
#endif
  HWY_ALIGN std::uint16_t costs[HWY_MAX_BYTES / 2];
  for (std::size_t i = 0; i < hn::Lanes(d); ++i) {
    costs[i] = table[small ? (row[i] & 0xFF) / 2 : row[i]];
  }
  return hn::Load(d, costs);
}

// Writes the costs of one block's keys; returns whether any is below the
// cutoff. Costs of keys that went out of reach on the way are unfinished, but
// >= cutoff.
HWY_INLINE bool BlockCosts(const MatchKeys& keys, std::size_t block,
                           const MatchQuery& query, std::uint32_t shared_cost,
                           std::uint16_t* HWY_RESTRICT costs) {
  const DU16 d;
  const std::size_t lanes = hn::Lanes(d);
  const VU16 cutoff = hn::Set(d, query.cutoff);
  const MatchBlock rows = keys.blocks[block];
  const std::uint16_t* slots = keys.row_slots.data() + rows.first_row;
  const std::uint16_t* symbols =
      keys.rows.data() + std::size_t{rows.first_row} * kMatchBlock;
  const bool small = query.table_width <= kSmallTable;
  const bool tables = !query.tabulated.empty();
  bool in_reach = false;
  // Two vectors at a time: a whole block on AVX-512.
  for (std::size_t at = 0; at < kMatchBlock; at += 2 * lanes) {
    VU16 cost0 = hn::Set(d, static_cast<std::uint16_t>(shared_cost));
    VU16 cost1 = cost0;
    bool reachable = true;
    for (std::size_t r = 0; r < rows.row_count && reachable;) {
      const std::size_t stop =
          HWY_MIN(r + kRowsPerTest, std::size_t{rows.row_count});
      for (; r < stop; ++r) {
        const std::size_t slot = slots[r];
        const std::uint16_t* row = symbols + r * kMatchBlock + at;
        if (HWY_UNLIKELY(tables && query.tabulated[slot] != 0)) {
          const std::uint16_t* table =
              query.tables.data() + slot * query.table_width;
          cost0 = hn::SaturatedAdd(cost0, TableCosts(d, table, small, row));
          cost1 =
              hn::SaturatedAdd(cost1, TableCosts(d, table, small, row + lanes));
          continue;
        }
        const VU16 symbol = hn::Set(d, query.symbols[slot]);
        const VU16 cost = hn::Set(d, query.costs[slot]);
        cost0 = hn::SaturatedAdd(
            cost0, hn::IfThenZeroElse(hn::Eq(hn::LoadU(d, row), symbol), cost));
        cost1 = hn::SaturatedAdd(
            cost1, hn::IfThenZeroElse(hn::Eq(hn::LoadU(d, row + lanes), symbol),
                                      cost));
      }
      const VU16 room = hn::Or(hn::SaturatedSub(cutoff, cost0),
                               hn::SaturatedSub(cutoff, cost1));
      reachable = !hn::AllTrue(d, hn::Eq(room, hn::Zero(d)));
    }
    in_reach |= reachable;
    hn::StoreU(cost0, d, costs + at);
    hn::StoreU(cost1, d, costs + at + lanes);
  }
  return in_reach;
}

// products[i] = weights[i] * 2^(-costs[i] / 1024) for one block.
HWY_INLINE void BlockProducts(const std::uint16_t* HWY_RESTRICT costs,
                              const float* HWY_RESTRICT weights,
                              std::uint16_t cutoff,
                              float* HWY_RESTRICT products) {
  const hn::CappedTag<float, kSumLanes> df;
  const hn::RebindToSigned<decltype(df)> di;
  const hn::Rebind<std::uint16_t, decltype(df)> du;
  const auto limit = hn::Set(di, cutoff);
  for (std::size_t i = 0; i < kMatchBlock; i += hn::Lanes(df)) {
    const auto cost = hn::PromoteTo(di, hn::LoadU(du, costs + i));
    hn::StoreU(hn::Mul(hn::LoadU(df, weights + i), Exp2OfCost(df, cost, limit)),
               df, products + i);
  }
}

// sums[lane] += products, kSumLanes lanes, in ascending key order per lane.
HWY_INLINE void AddProducts(const float* HWY_RESTRICT products,
                            float* HWY_RESTRICT sums) {
  const hn::CappedTag<float, kSumLanes> df;
  for (std::size_t i = 0; i < kMatchBlock; i += hn::Lanes(df)) {
    float* sum = sums + i % kSumLanes;
    hn::StoreU(hn::Add(hn::LoadU(df, sum), hn::LoadU(df, products + i)), df,
               sum);
  }
}

// Copies a block's weights with the overrides that fall into it; moves `change`
// past them.
const float* OverriddenWeights(const float* weights, std::size_t first_key,
                               const MatchOverride*& change,
                               const MatchOverride* end, float* scratch) {
  while (change != end && change->key < first_key) ++change;
  if (HWY_LIKELY(change == end || change->key >= first_key + kMatchBlock)) {
    return weights;
  }
  for (std::size_t i = 0; i < kMatchBlock; ++i) scratch[i] = weights[i];
  for (; change != end && change->key < first_key + kMatchBlock; ++change) {
    scratch[change->key - first_key] = change->weight;
  }
  return scratch;
}

void AttendMatch(const MatchKeys& keys, const MatchRun* runs,
                 std::size_t run_count, const MatchQuery& query,
                 double* HWY_RESTRICT masses) {
  HWY_ALIGN std::uint16_t costs[kMatchBlock];
  HWY_ALIGN float products[kMatchBlock];
  HWY_ALIGN float scratch[kMatchBlock];
  HWY_ALIGN float sums[kSumLanes];
  const MatchOverride* change = query.overrides.data();
  const std::size_t padded = PaddedSlots(keys.slot_count);
  const MatchOverride* const changes_end = change + query.overrides.size();

  for (std::size_t r = 0; r < run_count; ++r) {
    const MatchRun& run = runs[r];
    const std::uint16_t bucket_cost = query.bucket_costs[run.bucket];
    if (bucket_cost >= query.cutoff) continue;
    for (float& sum : sums) sum = 0.0f;
    for (std::size_t b = run.first_block; b < run.first_block + run.block_count;
         ++b) {
      const std::uint32_t shared =
          SharedCost(keys.uniform.data() + b * padded, query, keys.slot_count,
                     bucket_cost);
      if (shared >= query.cutoff) continue;
      if (!BlockCosts(keys, b, query, shared, costs)) continue;
      const std::size_t first_key = b * kMatchBlock;
      const float* weights =
          OverriddenWeights(keys.weights.data() + first_key, first_key, change,
                            changes_end, scratch);
      BlockProducts(costs, weights, query.cutoff, products);
      if (run.value != kMixedValues) {
        AddProducts(products, sums);
        continue;
      }
      const std::uint32_t* values = keys.values.data() + first_key;
      for (std::size_t i = 0; i < kMatchBlock; ++i) {
        if (products[i] != 0.0f) masses[values[i]] += double{products[i]};
      }
    }
    if (run.value == kMixedValues) continue;
    double total = 0.0;
    for (const float sum : sums) total += double{sum};
    masses[run.value] += total;
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pastiche::kernels {
HWY_EXPORT(AttendMatch);

void AttendMatch(const MatchKeys& keys, std::span<const MatchRun> runs,
                 const MatchQuery& query, std::span<double> masses) {
  assert(query.symbols.size() == PaddedSlots(keys.slot_count));
  assert(query.costs.size() == PaddedSlots(keys.slot_count));
  assert(keys.weights.size() == keys.blocks.size() * kMatchBlock);
  for ([[maybe_unused]] const MatchRun& run : runs) {
    assert(run.bucket < query.bucket_costs.size());
    assert(run.value == kMixedValues ? keys.values.size() == keys.weights.size()
                                     : run.value < masses.size());
    assert(run.first_block + run.block_count <= keys.blocks.size());
  }
  HWY_DYNAMIC_DISPATCH(AttendMatch)
  (keys, runs.data(), runs.size(), query, masses.data());
}

}  // namespace pastiche::kernels
#endif  // HWY_ONCE
