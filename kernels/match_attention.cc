#include "kernels/match_attention.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>

#include "kernels/match_budget.h"

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

  void NearestFirst(std::size_t run_count) {
    std::size_t total = 0;
    for (std::size_t r = 0; r < run_count; ++r) total += runs_[r].block_count;
    MatchBudget budget(query_.allowance, query_.cutoff, total, masses_);
    std::size_t so_far = 0;
    budget.Begin(HWY_MIN(total, kBatch));
    for (std::size_t r = 0; r < run_count; ++r) {
      const std::uint16_t bucket_cost = query_.bucket_costs[runs_[r].bucket];
      const std::size_t begin = runs_[r].first_block;
      for (std::size_t b = begin; b < begin + runs_[r].block_count; ++b) {
        const std::uint32_t least =
            bucket_cost >= query_.cutoff
                ? bucket_cost
                : LeastCost(keys_, query_, b, bucket_cost);
        if (least < query_.cutoff) {
          Wait(b, runs_[r].value, least);
          budget.Add(least / kBin, keys_.block_weights[b]);
        }
        if (++so_far % kBatch == 0) {
          Nearest(budget);
          budget.Begin(HWY_MIN(total, so_far + kBatch));
        }
      }
    }
    Nearest(budget);
  }

 private:
  static constexpr std::size_t kBatch = 1024;
  static constexpr std::uint32_t kBin = 65536 / kMatchBins;
  static constexpr std::uint16_t kEnd = 0xFFFF;

  struct Waiting {
    std::uint32_t block;
    std::uint32_t value;
    std::uint16_t least;
    std::uint16_t next;  // Of the same bin.
  };

  HWY_INLINE void Wait(std::size_t block, std::uint32_t value,
                       std::uint32_t least) {
    if (count_ == 0) {
      for (std::uint16_t& bin : first_) bin = kEnd;
    }
    const std::uint32_t bin = least / kBin;
    const auto number = static_cast<std::uint16_t>(count_++);
    waiting_[number] = {static_cast<std::uint32_t>(block), value,
                        static_cast<std::uint16_t>(least), kEnd};
    if (first_[bin] == kEnd) {
      first_[bin] = number;
    } else {
      waiting_[last_[bin]].next = number;
    }
    last_[bin] = number;
  }

  // Visits the blocks that wait, from the nearest on, while they may matter.
  void Nearest(MatchBudget& budget) {
    for (std::size_t bin = 0; bin < kMatchBins && count_ > 0; ++bin) {
      if (first_[bin] == kEnd) continue;
      const std::uint32_t leave = budget.Enter(bin);
      if (leave == 0) break;
      for (std::uint16_t at = first_[bin]; at != kEnd; at = waiting_[at].next) {
        const Waiting& each = waiting_[at];
        if (each.least >= leave ||
            !Block(each.block, each.value, each.least, leave)) {
          budget.Leave(keys_.block_weights[each.block]);
        }
      }
      budget.Finish(bin);
    }
    budget.End();
    count_ = 0;
  }

  // Adds what the keys of a block give; false if it was left.
  HWY_INLINE bool Block(std::size_t block, std::uint32_t value,
                        std::uint32_t least, std::uint32_t leave) {
    const bool all =
        keys_.narrow_rows.empty()
            ? BlockCosts<WideRows>(keys_, query_, block,
                                   static_cast<std::uint16_t>(least),
                                   static_cast<std::uint16_t>(leave), costs_)
            : BlockCosts<NarrowRows>(keys_, query_, block,
                                     static_cast<std::uint16_t>(least),
                                     static_cast<std::uint16_t>(leave), costs_);
    if (!all) return false;
    const std::size_t first_key = block * kMatchBlock;
    BlockProducts(costs_, Weights(first_key), query_.cutoff, products_);
    if (value != kMixedValues) {
      masses_[value] += SumOfProducts(products_);
      return true;
    }
    const std::uint32_t* values = keys_.values.data() + first_key;
    for (std::size_t i = 0; i < kMatchBlock; ++i) {
      if (products_[i] != 0.0f) masses_[values[i]] += double{products_[i]};
    }
    return true;
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
  std::uint16_t first_[kMatchBins], last_[kMatchBins];
  Waiting waiting_[kBatch];
  HWY_ALIGN std::uint16_t costs_[kMatchBlock];
  HWY_ALIGN float products_[kMatchBlock];
  HWY_ALIGN float weights_[kMatchBlock];
};

void AttendMatch(const MatchKeys& keys, const MatchRun* runs,
                 std::size_t run_count, const MatchQuery& query,
                 std::span<double> masses) {
  Visit visit(keys, runs, query, masses);
  const bool far_may_go =
      query.allowance.base > 0.0 && !keys.block_weights.empty();
  far_may_go ? visit.NearestFirst(run_count) : visit.InOrder(run_count);
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
  (keys, runs.data(), runs.size(), query, masses);
}

}  // namespace pastiche::kernels
#endif  // HWY_ONCE
