// A tile's outputs, O^T += V^T P^T: vectors run along queries, values stay
// row-major and are broadcast. Included once per SIMD target.

// NOLINTNEXTLINE(llvm-header-guard): Highway's per-target toggle.
#if defined(PASTICHE_KERNELS_VALUES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PASTICHE_KERNELS_VALUES_INL_H_
#undef PASTICHE_KERNELS_VALUES_INL_H_
#else
#define PASTICHE_KERNELS_VALUES_INL_H_
#endif

#include <stddef.h>

#include "hwy/highway.h"
#include "kernels/tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

// out_t[c][q] = out_t[c][q] * keep[q] + sum over r of probs[r][q] *
// values[r][c], for kCols columns. The block's sum is formed on its own and
// then added: errors grow with the block size plus the number of blocks, not
// with the number of rows.
template <size_t kCols, size_t kVecs>
HWY_NOINLINE void AddValueCols(const float* HWY_RESTRICT probs, size_t rows,
                               const float* HWY_RESTRICT values,
                               size_t value_stride,
                               const float* HWY_RESTRICT keep,
                               float* HWY_RESTRICT out_t) {
  const Df d;
  Vf sum[kCols][kVecs];
  PASTICHE_UNROLL for (size_t c = 0; c < kCols; ++c) {
    PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) sum[c][v] = hn::Zero(d);
  }
  const auto add_row = [&](size_t r) HWY_ATTR {
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
  };
  size_t r = 0;
  for (; r + kUnrolledSteps <= rows; r += kUnrolledSteps) {
    PASTICHE_UNROLL for (size_t k = 0; k < kUnrolledSteps; ++k) add_row(r + k);
  }
  for (; r < rows; ++r) add_row(r);
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
