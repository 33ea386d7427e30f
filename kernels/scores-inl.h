// A tile's scores, S^T = K Q^T: vectors run along queries, keys stay row-major
// and are broadcast. Included once per SIMD target.

// NOLINTNEXTLINE(llvm-header-guard): Highway's per-target toggle.
#if defined(PASTICHE_KERNELS_SCORES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PASTICHE_KERNELS_SCORES_INL_H_
#undef PASTICHE_KERNELS_SCORES_INL_H_
#else
#define PASTICHE_KERNELS_SCORES_INL_H_
#endif

#include <stddef.h>

#include "hwy/cache_control.h"
#include "hwy/highway.h"
#include "kernels/exp2-inl.h"
#include "kernels/lookahead-inl.h"
#include "kernels/tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

// Not inlined: in one function with everything else, g++ 12 spills some of the
// sums, which costs 3 % on AVX3.
//
// scores[r][q] = log2(e) * bias[r] + sum over c of queries_t[c][q] * row r of
// `keys` [c], for kRows rows and kVecs vectors of queries; maxima[q] is raised
// to the largest of them. `queries_t` already carries scale * log2(e). NaN
// never raises a maximum: Max returns its second operand on x86. Rows of
// `queries_t` and `scores` are kStride vectors apart. Prefetches `dim` lines
// from `ahead` on: 16 rows.
//
// kBounded: scores[r][q] = 2^(the above - exponents[q]) and sums[q] grows by
// them. In place of a pass of its own, because these operations then run beside
// the multiply-adds of the next call.
template <size_t kRows, size_t kVecs, size_t kStride = kVecs,
          bool kBounded = false>
HWY_NOINLINE void ScoreRows(const float* HWY_RESTRICT queries_t, size_t dim,
                            const float* HWY_RESTRICT keys, size_t key_stride,
                            const float* HWY_RESTRICT bias,
                            float* HWY_RESTRICT scores,
                            float* HWY_RESTRICT maxima_or_sums,
                            const float* HWY_RESTRICT exponents,
                            const float* ahead) {
  const Df d;
  Vf sum[kRows][kVecs];
  PASTICHE_UNROLL for (size_t r = 0; r < kRows; ++r) {
    PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) sum[r][v] = hn::Zero(d);
  }
  const auto add_column = [&](size_t c) HWY_ATTR {
    hwy::Prefetch(ahead + c * kLineFloats);
    Vf query[kVecs];
    PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) {
      query[v] = hn::Load(d, queries_t + (c * kStride + v) * kLanes);
    }
    PASTICHE_UNROLL for (size_t r = 0; r < kRows; ++r) {
      const Vf key = hn::Set(d, keys[r * key_stride + c]);
      PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) {
        sum[r][v] = hn::MulAdd(key, query[v], sum[r][v]);
      }
    }
  };
  size_t c = 0;
  for (; c + kUnrolledSteps <= dim; c += kUnrolledSteps) {
    PASTICHE_UNROLL for (size_t k = 0; k < kUnrolledSteps; ++k) {
      add_column(c + k);
    }
  }
  for (; c < dim; ++c) add_column(c);
  if (bias != nullptr) {
    const Vf log2_e = hn::Set(d, 1.44269504f);
    PASTICHE_UNROLL for (size_t r = 0; r < kRows; ++r) {
      const Vf b = hn::Set(d, bias[r]);
      PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) {
        sum[r][v] = hn::MulAdd(b, log2_e, sum[r][v]);
      }
    }
  }
  PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) {
    Vf most_or_sum = hn::Load(d, maxima_or_sums + v * kLanes);
    const Vf magic_minus_m = kBounded
                                 ? hn::Sub(hn::Set(d, kRoundingMagic),
                                           hn::Load(d, exponents + v * kLanes))
                                 : hn::Zero(d);
    PASTICHE_UNROLL for (size_t r = 0; r < kRows; ++r) {
      float* const to = scores + (r * kStride + v) * kLanes;
      if constexpr (kBounded) {
        const Vf p = Exp2Clamped(d, sum[r][v], magic_minus_m);
        hn::Store(p, d, to);
        most_or_sum = hn::Add(most_or_sum, p);
      } else {
        hn::Store(sum[r][v], d, to);
        most_or_sum = hn::Max(sum[r][v], most_or_sum);
      }
    }
    hn::Store(most_or_sum, d, maxima_or_sums + v * kLanes);
  }
}

// ScoreRows for any number of rows. Prefetching the rows that the next calls
// read is worth 4 % once keys and values leave L2 (n = 4096, Xeon, AVX3); doing
// so with values as well added 1 % there but cost 2 % at n = 1024 on AVX2.
template <size_t kVecs, bool kBounded = false>
HWY_INLINE void ScoreBlock(const float* HWY_RESTRICT queries_t, size_t dim,
                           const float* HWY_RESTRICT keys, size_t key_stride,
                           const float* HWY_RESTRICT bias, size_t rows,
                           float* HWY_RESTRICT scores,
                           float* HWY_RESTRICT maxima_or_sums,
                           const float* HWY_RESTRICT exponents = nullptr) {
  size_t r = 0;
  for (; r + kUnrolledRows <= rows; r += kUnrolledRows) {
    ScoreRows<kUnrolledRows, kVecs, kVecs, kBounded>(
        queries_t, dim, keys + r * key_stride, key_stride,
        bias == nullptr ? bias : bias + r, scores + r * kVecs * kLanes,
        maxima_or_sums, exponents, keys + (r + kUnrolledRows) * key_stride);
  }
  for (; r < rows; ++r) {
    ScoreRows<1, kVecs, kVecs, kBounded>(
        queries_t, dim, keys + r * key_stride, key_stride,
        bias == nullptr ? bias : bias + r, scores + r * kVecs * kLanes,
        maxima_or_sums, exponents, keys + (r + 1) * key_stride);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#endif  // Per-target include guard.
