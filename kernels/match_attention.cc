// Visiting the blocks within reach, and weighing their keys by value.

#include "kernels/match_attention.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>

#include "kernels/match_block_weights.h"

// Compiles the code below once per SIMD target; see docs/kernels.md.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/match_attention.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
// Must come after foreach_target.h.
#include "hwy/highway.h"
#include "kernels/match_block-inl.h"
#include "kernels/match_exp-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {
namespace {

// Float sums are kept in this many lanes on every target: same bytes.
constexpr std::size_t kSumLanes = 16;

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

// The sum of a block's products, in one order on every target.
HWY_INLINE double SumOfProducts(const float* HWY_RESTRICT products) {
  const hn::CappedTag<float, kSumLanes> df;
  const hn::CappedTag<float, 4> d4;
  HWY_ALIGN float sums[kSumLanes];
  for (std::size_t i = 0; i < kSumLanes; i += hn::Lanes(df)) {
    auto sum = hn::LoadU(df, products + i);
    for (std::size_t k = i + kSumLanes; k < kMatchBlock; k += kSumLanes) {
      sum = hn::Add(sum, hn::LoadU(df, products + k));
    }
    hn::StoreU(sum, df, sums + i);
  }
  for (std::size_t i = 0; i < 4; i += hn::Lanes(d4)) {
    const auto low =
        hn::Add(hn::LoadU(d4, sums + i), hn::LoadU(d4, sums + i + 4));
    const auto high =
        hn::Add(hn::LoadU(d4, sums + i + 8), hn::LoadU(d4, sums + i + 12));
    hn::StoreU(hn::Add(low, high), d4, sums + i);
  }
  return (double{sums[0]} + double{sums[1]}) +
         (double{sums[2]} + double{sums[3]});
}

// One call's work.
class Visit {
 public:
  Visit(const MatchKeys& keys, const MatchRun* runs, const MatchQuery& query,
        std::span<double> masses)
      : keys_(keys), runs_(runs), query_(query), masses_(masses) {}

  void InOrder(std::size_t run_count) {
    for (std::size_t r = 0; r < run_count; ++r) {
      const std::uint16_t bucket_cost = query_.bucket_costs[runs_[r].bucket];
      if (bucket_cost >= query_.cutoff) continue;
      const std::size_t begin = runs_[r].first_block;
      for (std::size_t b = begin; b < begin + runs_[r].block_count; ++b) {
        const std::uint32_t least = LeastCost(keys_, query_, b, bucket_cost);
        if (least < query_.cutoff)
          Block(b, runs_[r].value, least, query_.cutoff);
      }
    }
  }

  // Bounds the blocks first; a batch at a time, each with its part of the
  // allowance.
  void WithinAllowance(std::size_t run_count) {
    std::size_t total = 0, so_far = 0;
    for (std::size_t r = 0; r < run_count; ++r) total += runs_[r].block_count;
    const double share = query_.allowance / static_cast<double>(total);
    for (std::size_t r = 0; r < run_count; ++r) {
      const std::uint16_t bucket_cost = query_.bucket_costs[runs_[r].bucket];
      const std::size_t begin = runs_[r].first_block;
      for (std::size_t b = begin; b < begin + runs_[r].block_count; ++b) {
        if (bucket_cost < query_.cutoff) {
          const std::uint32_t least = LeastCost(keys_, query_, b, bucket_cost);
          if (least < query_.cutoff) {
            waiting_[count_++] = {static_cast<std::uint32_t>(b), runs_[r].value,
                                  least};
          }
        }
        if (++so_far % kBatch == 0) {
          Near(share * static_cast<double>(kBatch));
        }
      }
    }
    Near(share * static_cast<double>(so_far % kBatch));
  }

 private:
  static constexpr std::size_t kBatch = 1024;

  struct Waiting {
    std::uint32_t block, value, least;
  };

  // Visits the blocks that wait but for those that may be left.
  void Near(double allowance) {
    BlockWeights weights;
    for (std::size_t i = 0; i < count_; ++i) {
      weights.Add(waiting_[i].least, keys_.block_weights[waiting_[i].block]);
    }
    const std::uint32_t leave =
        HWY_MIN(query_.cutoff, weights.CutoffFor(allowance));
    for (std::size_t i = 0; i < count_; ++i) {
      const Waiting& each = waiting_[i];
      if (each.least < leave) Block(each.block, each.value, each.least, leave);
    }
    count_ = 0;
  }

  // Adds what the keys of a block give, unless all of them cost `leave` or
  // more.
  HWY_INLINE void Block(std::size_t block, std::uint32_t value,
                        std::uint32_t least, std::uint32_t leave) {
    const auto from = static_cast<std::uint16_t>(least);
    const auto to = static_cast<std::uint16_t>(leave);
    const bool all =
        !keys_.nibble_rows.empty()
            ? BlockCosts<NibbleRows>(keys_, query_, block, from, to, costs_)
        : !keys_.narrow_rows.empty()
            ? BlockCosts<NarrowRows>(keys_, query_, block, from, to, costs_)
        : query_.unknown_costs.empty()
            ? BlockCosts<WideRows>(keys_, query_, block, from, to, costs_)
            : BlockCosts<WideRowsWithUnknowns>(keys_, query_, block, from, to,
                                               costs_);
    if (!all) return;
    const std::size_t first_key = block * kMatchBlock;
    BlockProducts(costs_, Weights(first_key), query_.cutoff, products_);
    if (value != kMixedValues) {
      masses_[value] += SumOfProducts(products_);
      return;
    }
    const std::uint32_t* values = keys_.values.data() + first_key;
    for (std::size_t i = 0; i < kMatchBlock; ++i) {
      if (products_[i] != 0.0f) masses_[values[i]] += double{products_[i]};
    }
  }

  // A block's weights, with the overrides that fall into it.
  const float* Weights(std::size_t first_key) {
    const float* weights = keys_.weights.data() + first_key;
    if (HWY_LIKELY(query_.overrides.empty())) return weights;
    const auto* change = std::lower_bound(
        query_.overrides.data(),
        query_.overrides.data() + query_.overrides.size(), first_key,
        [](const MatchOverride& each, std::size_t key) {
          return each.key < key;
        });
    const auto* const end = query_.overrides.data() + query_.overrides.size();
    if (change == end || change->key >= first_key + kMatchBlock) return weights;
    for (std::size_t i = 0; i < kMatchBlock; ++i) weights_[i] = weights[i];
    for (; change != end && change->key < first_key + kMatchBlock; ++change) {
      weights_[change->key - first_key] = change->weight;
    }
    return weights_;
  }

  const MatchKeys& keys_;
  const MatchRun* runs_;
  const MatchQuery& query_;
  std::span<double> masses_;
  std::size_t count_ = 0;
  Waiting waiting_[kBatch];
  HWY_ALIGN std::uint16_t costs_[kMatchBlock];
  HWY_ALIGN float products_[kMatchBlock];
  HWY_ALIGN float weights_[kMatchBlock];
};

void AttendMatch(const MatchKeys& keys, const MatchRun* runs,
                 std::size_t run_count, const MatchQuery& query,
                 std::span<double> masses) {
  Visit visit(keys, runs, query, masses);
  const bool far_may_go = query.allowance > 0.0 && !keys.block_weights.empty();
  far_may_go ? visit.WithinAllowance(run_count) : visit.InOrder(run_count);
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
  assert(query.unknown_costs.empty() ||
         (query.unknown_costs.size() == query.costs.size() &&
          keys.present.empty() && keys.narrow_rows.empty() &&
          keys.nibble_rows.empty()));
  assert(keys.weights.size() == keys.blocks.size() * kMatchBlock);
  for ([[maybe_unused]] const MatchRun& run : runs) {
    assert(run.bucket < query.bucket_costs.size());
    assert(run.value == kMixedValues ? keys.values.size() == keys.weights.size()
                                     : run.value < masses.size());
    assert(run.first_block + run.block_count <= keys.blocks.size());
  }
  HWY_DYNAMIC_DISPATCH(AttendMatch)
  (keys, runs.data(), runs.size(), query, masses);
}

}  // namespace pastiche::kernels
#endif  // HWY_ONCE
