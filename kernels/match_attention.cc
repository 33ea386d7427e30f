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

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using DU16 = hn::ScalableTag<std::uint16_t>;
using VU16 = hn::Vec<DU16>;

// Terms between two tests of whether a block is still in reach.
constexpr std::size_t kTermsPerTest = 4;
// Float sums are kept in this many lanes on every target: same bytes.
constexpr std::size_t kSumLanes = 16;

// The cost of `term` for the keys whose stored symbols are `symbols`.
HWY_INLINE VU16 TermCost(DU16 d, const MatchTerm& term, VU16 symbols) {
  if (HWY_LIKELY(term.kind == MatchTerm::kUnlessEqual)) {
    return hn::IfThenZeroElse(hn::Eq(symbols, hn::Set(d, term.costs[0])),
                              hn::Set(d, term.costs[1]));
  }
  if (term.kind == MatchTerm::kIfEqual) {
    return hn::IfThenElseZero(hn::Eq(symbols, hn::Set(d, term.costs[0])),
                              hn::Set(d, term.costs[1]));
  }
#if HWY_TARGET == HWY_SCALAR
  return hn::Set(d, term.costs[(hn::GetLane(symbols) & 0xFF) / 2]);
#else
  return hn::TableLookupBytes(hn::LoadDup128(d, term.costs), symbols);
#endif
}

// Writes the costs of one block's keys; returns whether any is below the
// cutoff. Costs of keys that went out of reach on the way are unfinished, but
// >= cutoff.
HWY_INLINE bool BlockCosts(const std::uint16_t* HWY_RESTRICT symbols,
                           const MatchQuery& query, std::uint16_t bucket_cost,
                           std::uint16_t* HWY_RESTRICT costs) {
  const DU16 d;
  const std::size_t lanes = hn::Lanes(d);
  const VU16 cutoff = hn::Set(d, query.cutoff);
  const MatchTerm* terms = query.terms.data();
  const std::size_t term_count = query.terms.size();
  bool in_reach = false;
  // Two vectors at a time: a whole block on AVX-512.
  for (std::size_t at = 0; at < kMatchBlock; at += 2 * lanes) {
    VU16 cost0 = hn::Set(d, bucket_cost);
    VU16 cost1 = cost0;
    bool reachable = true;
    for (std::size_t t = 0; t < term_count && reachable;) {
      const std::size_t stop =
          t + kTermsPerTest < term_count ? t + kTermsPerTest : term_count;
      for (; t < stop; ++t) {
        const std::uint16_t* row = symbols + terms[t].slot * kMatchBlock + at;
        cost0 =
            hn::SaturatedAdd(cost0, TermCost(d, terms[t], hn::LoadU(d, row)));
        cost1 = hn::SaturatedAdd(
            cost1, TermCost(d, terms[t], hn::LoadU(d, row + lanes)));
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

// 2^(-cost / 1024), or 0 from the cutoff on. A degree-5 minimax polynomial on
// [-.5, .5] (see exp2) for the fraction, the exponent bits for the rest.
template <class DF, class VI>
HWY_INLINE hn::Vec<DF> Exp2OfCost(DF df, VI cost, VI cutoff) {
  const hn::RebindToSigned<DF> di;
  const auto whole = hn::ShiftRight<10>(cost);
  const auto fraction = hn::And(cost, hn::Set(di, 1023));
  const auto x = hn::MulAdd(hn::ConvertTo(df, fraction),
                            hn::Set(df, -1.0f / 1024.0f), hn::Set(df, 0.5f));
  auto p = hn::Set(df, 1.326472721e-3f);
  p = hn::MulAdd(p, x, hn::Set(df, 9.671512812e-3f));
  p = hn::MulAdd(p, x, hn::Set(df, 5.550733745e-2f));
  p = hn::MulAdd(p, x, hn::Set(df, 2.402224208e-1f));
  p = hn::MulAdd(p, x, hn::Set(df, 6.931469776e-1f));
  p = hn::MulAdd(p, x, hn::Set(df, 1.0f));
  const auto scale =
      hn::BitCast(df, hn::ShiftLeft<23>(hn::Sub(hn::Set(di, 127), whole)));
  const auto value =
      hn::Mul(hn::Mul(p, hn::Set(df, 0.70710678118654752f)), scale);
  return hn::IfThenElseZero(hn::RebindMask(df, hn::Lt(cost, cutoff)), value);
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
  const MatchOverride* const changes_end = change + query.overrides.size();

  for (std::size_t r = 0; r < run_count; ++r) {
    const MatchRun& run = runs[r];
    const std::uint16_t bucket_cost = query.bucket_costs[run.bucket];
    if (bucket_cost >= query.cutoff) continue;
    for (float& sum : sums) sum = 0.0f;
    for (std::size_t b = run.first_block; b < run.first_block + run.block_count;
         ++b) {
      const std::uint16_t* symbols =
          keys.symbols.data() + b * keys.slot_count * kMatchBlock;
      if (!BlockCosts(symbols, query, bucket_cost, costs)) continue;
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
  for ([[maybe_unused]] const MatchRun& run : runs) {
    assert(run.bucket < query.bucket_costs.size());
    assert(run.value == kMixedValues ? keys.values.size() == keys.weights.size()
                                     : run.value < masses.size());
    assert((run.first_block + run.block_count) * kMatchBlock <=
           keys.weights.size());
  }
  HWY_DYNAMIC_DISPATCH(AttendMatch)
  (keys, runs.data(), runs.size(), query, masses.data());
}

}  // namespace pastiche::kernels
#endif  // HWY_ONCE
