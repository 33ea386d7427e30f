// The softmax of one chunk of decoding, of every decode kernel. Included once
// per SIMD target.

// NOLINTNEXTLINE(llvm-header-guard): Highway's per-target toggle.
#if defined(PASTICHE_KERNELS_DECODE_EXP_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PASTICHE_KERNELS_DECODE_EXP_INL_H_
#undef PASTICHE_KERNELS_DECODE_EXP_INL_H_
#else
#define PASTICHE_KERNELS_DECODE_EXP_INL_H_
#endif

#include <stddef.h>

#include "hwy/highway.h"
#include "kernels/decode_chunk.h"
#include "kernels/softmax-inl.h"
#include "kernels/tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

// Replaces scores by 2^(score - m); sets partial.exponent and partial.sum. The
// sum is kSumWidth wide on every target, so that lane counts do not show.
HWY_INLINE void ExpScores(size_t padded, float* HWY_RESTRICT scores,
                          DecodePartial& partial) {
  constexpr size_t kSumWidth = 16;
  constexpr size_t kSums = kSumWidth / kLanes;
  static_assert(kSumWidth % kLanes == 0);
  const Df d;
  Vf max = hn::Neg(hn::Inf(d));
  for (size_t j = 0; j < padded; j += kLanes) {
    max = hn::Max(hn::Load(d, scores + j), max);
  }
  max = hn::Min(hn::MaxOfLanes(d, max), hn::Set(d, hwy::HighestValue<float>()));
  const Vf m = hn::Ceil(max);
  HWY_ALIGN float sums[kSumWidth];
  const bool none = hn::AllTrue(d, hn::Eq(m, hn::Neg(hn::Inf(d))));
  const Vf finite_m = none ? hn::Set(d, -kMaxExactExponent) : m;
  const bool exact =
      hn::AllTrue(d, hn::Le(hn::Abs(finite_m), hn::Set(d, kMaxExactExponent)));
  // ExpColumn walks a column of kSums vectors per row: one lane of kSumWidth.
  for (size_t v = 0; v < kSums; ++v) {
    float* const column = scores + v * kLanes;
    const size_t rows = padded / kSumWidth;
    const Vf sum = exact ? ExpColumn<kSums>(finite_m, hn::Zero(d), rows, column)
                         : ExpColumnAnyRange<kSums>(m, rows, column);
    hn::Store(sum, d, sums + v * kLanes);
  }
  for (size_t width = kSumWidth / 2; width > 0; width /= 2) {
    for (size_t i = 0; i < width; ++i) sums[i] += sums[i + width];
  }
  partial.exponent = hn::GetLane(m);
  partial.sum = sums[0];
}

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#endif  // Per-target include guard.
