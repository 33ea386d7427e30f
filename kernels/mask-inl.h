// Hides from each query of a tile the rows it may not see. Included once per
// SIMD target.

// NOLINTNEXTLINE(llvm-header-guard): Highway's per-target toggle.
#if defined(PASTICHE_KERNELS_MASK_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PASTICHE_KERNELS_MASK_INL_H_
#undef PASTICHE_KERNELS_MASK_INL_H_
#else
#define PASTICHE_KERNELS_MASK_INL_H_
#endif

#include <stddef.h>

#include "hwy/highway.h"
#include "kernels/plan.h"
#include "kernels/scores-inl.h"
#include "kernels/softmax-inl.h"
#include "kernels/tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

static_assert(kTileQueries <= kMaxTileQueries);

// Rows of one source, all in one block of the grid.
struct BlockRows {
  size_t count = 0;
  const float* keys = nullptr;
  size_t key_stride = 0;
  const float* values = nullptr;
  size_t value_stride = 0;
  const float* bias = nullptr;  // Or null.
};

// For vector v: hides rows [begin, end) from queries outside the band, where
// queries first + r ... last + r of the tile (either may lie outside it) see
// row r; raises block_max by what is left.
template <size_t kVecs>
HWY_INLINE void MaskBandRows(size_t v, ptrdiff_t first, ptrdiff_t last,
                             size_t begin, size_t end,
                             float* HWY_RESTRICT scores,
                             SoftmaxState<kVecs>& state) {
  const Df d;
  const Vf hidden = hn::Neg(hn::Inf(d));
  // Query less row: small, so exact; bounds too large for that stay large.
  const Vf low = hn::Set(d, static_cast<float>(first));
  const Vf high = hn::Set(d, static_cast<float>(last));
  Vf offset =
      hn::Iota(d, static_cast<float>(v * kLanes) - static_cast<float>(begin));
  Vf max = hn::Load(d, state.block_max + v * kLanes);
  for (size_t r = begin; r < end; ++r) {
    const auto seen = hn::And(hn::Ge(offset, low), hn::Le(offset, high));
    float* const at = scores + (r * kVecs + v) * kLanes;
    const Vf s = hn::IfThenElse(seen, hn::Load(d, at), hidden);
    hn::Store(s, d, at);
    max = hn::Max(s, max);
    offset = hn::Sub(offset, hn::Set(d, 1.0f));
  }
  hn::Store(max, d, state.block_max + v * kLanes);
}

// Hides rows 0 ... rows - 1 from the queries not in their sets; raises
// block_max by what is left.
template <size_t kVecs>
HWY_INLINE void MaskRowSets(const QuerySet* HWY_RESTRICT sets, size_t rows,
                            float* HWY_RESTRICT scores,
                            SoftmaxState<kVecs>& state) {
  const Df d;
  const Vf hidden = hn::Neg(hn::Inf(d));
  for (size_t v = 0; v < kVecs; ++v) {
    Vf max = hn::Load(d, state.block_max + v * kLanes);
    for (size_t r = 0; r < rows; ++r) {
      const QuerySet bits = sets[r] >> (v * kLanes);
      const auto seen =
          hn::LoadMaskBits(d, reinterpret_cast<const uint8_t*>(&bits));
      float* const at = scores + (r * kVecs + v) * kLanes;
      const Vf s = hn::IfThenElse(seen, hn::Load(d, at), hidden);
      hn::Store(s, d, at);
      max = hn::Max(s, max);
    }
    hn::Store(max, d, state.block_max + v * kLanes);
  }
}

// ScoreBlock for a kRowMasks range: `first` is the number of the block's first
// row in its source. Bounded: goes on to 2^(s - m), as ScoreRows does.
template <size_t kVecs, bool kBounded>
HWY_INLINE void ScoreMaskedRows(const TileTask& task, const BlockRows& block,
                                const RowRange& range, size_t first,
                                const float* HWY_RESTRICT queries_t,
                                float* HWY_RESTRICT scores,
                                SoftmaxState<kVecs>& state) {
  HWY_ALIGN float ignored[kVecs * kLanes];
  const size_t end = first + block.count;
  const size_t masked = HWY_MIN(HWY_MAX(range.mask_begin, first), end) - first;
  const size_t masked_end =
      HWY_MIN(HWY_MAX(range.mask_end, first), end) - first;
  const size_t edges[4] = {0, masked, masked_end, block.count};
  for (size_t part = 0; part < 3; ++part) {
    const size_t begin = edges[part];
    const size_t rows = edges[part + 1] - begin;
    float* const at = scores + begin * kVecs * kLanes;
    const float* const keys = block.keys + begin * block.key_stride;
    const float* const bias =
        block.bias == nullptr ? nullptr : block.bias + begin;
    if (part != 1) {
      ScoreBlock<kVecs, kBounded>(
          queries_t, task.key_dim, keys, block.key_stride, bias, rows, at,
          kBounded ? state.block_sum : state.block_max, state.exponent);
      continue;
    }
    ScoreBlock<kVecs>(queries_t, task.key_dim, keys, block.key_stride, bias,
                      rows, at, ignored);
    const size_t skipped = first + masked - range.mask_begin;
    MaskRowSets<kVecs>(task.row_masks + range.mask_index + skipped, rows, at,
                       state);
    if (kBounded) ExpBounded<kVecs>(0, kVecs, rows, at, state);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#endif  // Per-target include guard.
