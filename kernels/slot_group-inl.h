// A group of keys with categorical slots: slots by keys, costs per head,
// masses. Included once per SIMD target.

// NOLINTNEXTLINE(llvm-header-guard): Highway's per-target toggle.
#if defined(PASTICHE_KERNELS_SLOT_GROUP_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PASTICHE_KERNELS_SLOT_GROUP_INL_H_
#undef PASTICHE_KERNELS_SLOT_GROUP_INL_H_
#else
#define PASTICHE_KERNELS_SLOT_GROUP_INL_H_
#endif

#include <stddef.h>
#include <stdint.h>

#include "hwy/highway.h"
#include "kernels/match_exp-inl.h"
#include "kernels/slot_attention.h"
#include "kernels/transpose-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Keys are taken in groups of this many on every target.
constexpr size_t kGroup = 16;
// Two slots of a key share one 32-bit lane.
constexpr size_t kPairs = kKeySlots / 2;
// Heads are attended up to four at a time.
constexpr size_t kStep = 4;

using D32 = hn::CappedTag<uint32_t, kGroup>;
using D16 = hn::Repartition<uint16_t, D32>;
using DF = hn::CappedTag<float, kGroup>;
constexpr size_t kFloats = hn::MaxLanes(DF());
#if HWY_TARGET != HWY_SCALAR
constexpr size_t kGroupVecs = kGroup / hn::MaxLanes(D32());
#endif

// What a query looks like to the inner loop: the pairs that cost anything, and
// each head's costs of theirs.
struct PackedQuery {
  size_t pair_count = 0;
  uint8_t pairs[kPairs];
  uint32_t symbols[kPairs];
  uint32_t costs[kMaxSlotHeads][kPairs];
};

HWY_INLINE PackedQuery Pack(const SlotQuery& query, size_t heads) {
  PackedQuery packed;
  const auto pair = [](uint16_t low, uint16_t high) {
    return uint32_t{low} | (uint32_t{high} << 16);
  };
  for (size_t p = 0; p < kPairs; ++p) {
    uint32_t any = 0;
    for (size_t h = 0; h < heads; ++h) {
      const uint16_t* const costs = query.costs.data() + h * kKeySlots + 2 * p;
      const uint32_t cost = pair(costs[0], costs[1]);
      packed.costs[h][packed.pair_count] = cost;
      any |= cost;
    }
    if (any == 0) continue;
    packed.pairs[packed.pair_count] = static_cast<uint8_t>(p);
    packed.symbols[packed.pair_count] =
        pair(query.symbols[2 * p], query.symbols[2 * p + 1]);
    ++packed.pair_count;
  }
  return packed;
}

// pairs[p][i] = slots 2 p and 2 p + 1 of the key that rows[i] points to.
HWY_INLINE void TransposeGroup(const uint16_t* const* HWY_RESTRICT rows,
                               uint32_t* HWY_RESTRICT pairs) {
#if HWY_TARGET == HWY_SCALAR
  for (size_t i = 0; i < kGroup; ++i) {
    for (size_t p = 0; p < kPairs; ++p) {
      pairs[p * kGroup + i] =
          uint32_t{rows[i][2 * p]} | (uint32_t{rows[i][2 * p + 1]} << 16);
    }
  }
#else
  const DF df;
  for (size_t i = 0; i < kGroup; i += kFloats) {
    for (size_t p = 0; p < kPairs; p += kFloats) {
      TransposeSquare(
          df,
          [&](size_t r) HWY_ATTR {
            return hn::BitCast(df, hn::LoadU(D16(), rows[i + r] + 2 * p));
          },
          [&](size_t c, hn::Vec<DF> column) HWY_ATTR {
            hn::Store(hn::BitCast(D32(), column), D32(),
                      pairs + (p + c) * kGroup + i);
          });
    }
  }
#endif
}

// costs[h][i] = what key i of the group costs head h, at most 65535, for kHeads
// heads from `first_head`.
template <size_t kHeads>
HWY_INLINE void GroupCosts(const PackedQuery& query, size_t first_head,
                           const uint32_t* HWY_RESTRICT pairs,
                           int32_t* HWY_RESTRICT costs) {
#if HWY_TARGET == HWY_SCALAR
  for (size_t h = 0; h < kHeads; ++h) {
    for (size_t i = 0; i < kGroup; ++i) {
      uint32_t sum = 0;
      for (size_t n = 0; n < query.pair_count; ++n) {
        const uint32_t differs =
            pairs[query.pairs[n] * kGroup + i] ^ query.symbols[n];
        const uint32_t cost = query.costs[first_head + h][n];
        if ((differs & 0xFFFF) != 0) sum += cost & 0xFFFF;
        if ((differs >> 16) != 0) sum += cost >> 16;
      }
      costs[h * kGroup + i] = static_cast<int32_t>(HWY_MIN(sum, 65535u));
    }
  }
#else
  const D32 d;
  const D16 d16;
  const hn::RebindToSigned<D32> di;
  constexpr size_t kWidth = kFloats;
  for (size_t g = 0; g < kGroupVecs; ++g) {
    hn::Vec<D16> sums[kHeads];
    for (size_t h = 0; h < kHeads; ++h) sums[h] = hn::Zero(d16);
    for (size_t n = 0; n < query.pair_count; ++n) {
      const auto held = hn::BitCast(
          d16, hn::Load(d, pairs + query.pairs[n] * kGroup + g * kWidth));
      const auto equal =
          hn::Eq(held, hn::BitCast(d16, hn::Set(d, query.symbols[n])));
      for (size_t h = 0; h < kHeads; ++h) {
        const auto cost =
            hn::BitCast(d16, hn::Set(d, query.costs[first_head + h][n]));
        sums[h] = hn::SaturatedAdd(sums[h], hn::IfThenZeroElse(equal, cost));
      }
    }
    for (size_t h = 0; h < kHeads; ++h) {
      const auto both = hn::BitCast(d, sums[h]);
      const auto sum = hn::Min(
          hn::Add(hn::And(both, hn::Set(d, 0xFFFF)), hn::ShiftRight<16>(both)),
          hn::Set(d, 65535));
      hn::Store(hn::BitCast(di, sum), di, costs + h * kGroup + g * kWidth);
    }
  }
#endif
}

// Where GroupMasses puts the masses of key i: four heads side by side.
constexpr size_t MassesAt(size_t i) {
  if constexpr (kFloats < 4) return i * kStep;
  const size_t lane = i % kFloats;
  return (i - lane) * kStep + lane % 4 * kFloats + lane / 4 * 4;
}

// The masses 2^(-costs[h][i] / 1024) of four heads; returns whether any is
// above 0.
HWY_INLINE bool GroupMasses(const int32_t* HWY_RESTRICT costs, uint16_t cutoff,
                            float* HWY_RESTRICT masses) {
  const DF df;
  const hn::RebindToSigned<DF> di;
  const auto limit = hn::Set(di, cutoff);
  bool any = false;
  for (size_t i = 0; i < kGroup; i += kFloats) {
    const auto mass = [&](size_t h) HWY_ATTR {
      const auto cost = hn::Load(di, costs + h * kGroup + i);
      any |= !hn::AllFalse(di, hn::Lt(cost, limit));
      return Exp2OfCost(df, cost, limit);
    };
    auto m0 = mass(0);
    auto m1 = mass(1);
    auto m2 = mass(2);
    auto m3 = mass(3);
#if HWY_TARGET != HWY_SCALAR
    Transpose4x4(m0, m1, m2, m3);
#endif
    float* const to = masses + i * kStep;
    hn::Store(m0, df, to);
    hn::Store(m1, df, to + kFloats);
    hn::Store(m2, df, to + 2 * kFloats);
    hn::Store(m3, df, to + 3 * kFloats);
  }
  return any;
}

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#endif  // Per-target include guard.
