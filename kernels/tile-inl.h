// The two matrix products of a tile: S^T = K Q^T and O^T += V^T P^T. Vectors
// run along queries; keys and values stay row-major and are broadcast, so
// nothing but the tile itself is packed. Included once per SIMD target.

// NOLINTNEXTLINE(llvm-header-guard): Highway's per-target toggle.
#if defined(PASTICHE_KERNELS_TILE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PASTICHE_KERNELS_TILE_INL_H_
#undef PASTICHE_KERNELS_TILE_INL_H_
#else
#define PASTICHE_KERNELS_TILE_INL_H_
#endif

#include <stddef.h>

#include "hwy/highway.h"

// Accumulator arrays stay in registers only if their loops unroll completely.
#undef PASTICHE_UNROLL
#if HWY_COMPILER_CLANG
#define PASTICHE_UNROLL _Pragma("clang loop unroll(full)")
#else
#define PASTICHE_UNROLL _Pragma("GCC unroll 16")
#endif

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Df = hn::ScalableTag<float>;
using Vf = hn::Vec<Df>;

inline constexpr size_t kLanes = hn::MaxLanes(Df());

// Accumulators are kUnrolledRows x kTileVecs vectors. Both are bounded by the
// register file: a shape too large spills and loses half the speed.
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL
inline constexpr size_t kUnrolledRows = 8, kTileVecs = 2;
#elif HWY_TARGET == HWY_AVX2
inline constexpr size_t kUnrolledRows = 4, kTileVecs = 3;
#elif HWY_TARGET == HWY_NEON
inline constexpr size_t kUnrolledRows = 8, kTileVecs = 3;
#else  // 16 registers, and a multiply-add needs one for the product.
inline constexpr size_t kUnrolledRows = 4, kTileVecs = 2;
#endif
static_assert((kUnrolledRows & (kUnrolledRows - 1)) == 0);

inline constexpr size_t kTileQueries = kTileVecs * kLanes;

// scores[r][q] = log2(e) * bias[r] + sum over c of queries_t[c][q] * row r of
// `keys` [c], for kRows rows and kVecs vectors of queries; maxima[q] is raised
// to the largest of them. `queries_t` already carries scale * log2(e). NaN
// never raises a maximum: Max returns its second operand on x86.
template <size_t kRows, size_t kVecs>
HWY_INLINE void ScoreRows(const float* HWY_RESTRICT queries_t, size_t dim,
                          const float* HWY_RESTRICT keys, size_t key_stride,
                          const float* HWY_RESTRICT bias,
                          float* HWY_RESTRICT scores,
                          float* HWY_RESTRICT maxima) {
  const Df d;
  Vf sum[kRows][kVecs];
  PASTICHE_UNROLL for (size_t r = 0; r < kRows; ++r) {
    PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) sum[r][v] = hn::Zero(d);
  }
  for (size_t c = 0; c < dim; ++c) {
    Vf query[kVecs];
    PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) {
      query[v] = hn::Load(d, queries_t + (c * kVecs + v) * kLanes);
    }
    PASTICHE_UNROLL for (size_t r = 0; r < kRows; ++r) {
      const Vf key = hn::Set(d, keys[r * key_stride + c]);
      PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) {
        sum[r][v] = hn::MulAdd(key, query[v], sum[r][v]);
      }
    }
  }
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
    Vf max = hn::Load(d, maxima + v * kLanes);
    PASTICHE_UNROLL for (size_t r = 0; r < kRows; ++r) {
      max = hn::Max(sum[r][v], max);
      hn::Store(sum[r][v], d, scores + (r * kVecs + v) * kLanes);
    }
    hn::Store(max, d, maxima + v * kLanes);
  }
}

// ScoreRows for any number of rows.
template <size_t kVecs>
HWY_INLINE void ScoreBlock(const float* HWY_RESTRICT queries_t, size_t dim,
                           const float* HWY_RESTRICT keys, size_t key_stride,
                           const float* HWY_RESTRICT bias, size_t rows,
                           float* HWY_RESTRICT scores,
                           float* HWY_RESTRICT maxima) {
  size_t r = 0;
  for (; r + kUnrolledRows <= rows; r += kUnrolledRows) {
    ScoreRows<kUnrolledRows, kVecs>(
        queries_t, dim, keys + r * key_stride, key_stride,
        bias == nullptr ? bias : bias + r, scores + r * kVecs * kLanes, maxima);
  }
  for (; r < rows; ++r) {
    ScoreRows<1, kVecs>(queries_t, dim, keys + r * key_stride, key_stride,
                        bias == nullptr ? bias : bias + r,
                        scores + r * kVecs * kLanes, maxima);
  }
}

// out_t[c][q] = out_t[c][q] * keep[q] + sum over r of probs[r][q] *
// values[r][c], for kCols columns. The block's sum is formed on its own and
// then added: errors grow with the block size plus the number of blocks, not
// with the number of rows.
template <size_t kCols, size_t kVecs>
HWY_INLINE void AddValueCols(const float* HWY_RESTRICT probs, size_t rows,
                             const float* HWY_RESTRICT values,
                             size_t value_stride,
                             const float* HWY_RESTRICT keep,
                             float* HWY_RESTRICT out_t) {
  const Df d;
  Vf sum[kCols][kVecs];
  PASTICHE_UNROLL for (size_t c = 0; c < kCols; ++c) {
    PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) sum[c][v] = hn::Zero(d);
  }
  for (size_t r = 0; r < rows; ++r) {
    Vf prob[kVecs];
    PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) {
      prob[v] = hn::Load(d, probs + (r * kVecs + v) * kLanes);
    }
    PASTICHE_UNROLL for (size_t c = 0; c < kCols; ++c) {
      const Vf value = hn::Set(d, values[r * value_stride + c]);
      PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) {
        sum[c][v] = hn::MulAdd(value, prob[v], sum[c][v]);
      }
    }
  }
  PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) {
    const Vf k = hn::Load(d, keep + v * kLanes);
    PASTICHE_UNROLL for (size_t c = 0; c < kCols; ++c) {
      float* const to = out_t + (c * kVecs + v) * kLanes;
      hn::Store(hn::MulAdd(hn::Load(d, to), k, sum[c][v]), d, to);
    }
  }
}

// AddValueCols for any number of columns.
template <size_t kVecs>
HWY_INLINE void AddValueBlock(const float* HWY_RESTRICT probs, size_t rows,
                              const float* HWY_RESTRICT values,
                              size_t value_stride, size_t dim,
                              const float* HWY_RESTRICT keep,
                              float* HWY_RESTRICT out_t) {
  size_t c = 0;
  for (; c + kUnrolledRows <= dim; c += kUnrolledRows) {
    AddValueCols<kUnrolledRows, kVecs>(probs, rows, values + c, value_stride,
                                       keep, out_t + c * kVecs * kLanes);
  }
  for (; c < dim; ++c) {
    AddValueCols<1, kVecs>(probs, rows, values + c, value_stride, keep,
                           out_t + c * kVecs * kLanes);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#endif  // Per-target include guard.
