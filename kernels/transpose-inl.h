// Packs a tile's queries with queries along vectors, and writes its outputs
// back row by row. Included once per SIMD target.

// NOLINTNEXTLINE(llvm-header-guard): Highway's per-target toggle.
#if defined(PASTICHE_KERNELS_TRANSPOSE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PASTICHE_KERNELS_TRANSPOSE_INL_H_
#undef PASTICHE_KERNELS_TRANSPOSE_INL_H_
#else
#define PASTICHE_KERNELS_TRANSPOSE_INL_H_
#endif

#include <stddef.h>

#include "hwy/highway.h"
#include "kernels/tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET != HWY_SCALAR
using D4 = hn::FixedTag<float, 4>;
using V4 = hn::Vec<D4>;

// In each 128-bit block of lanes, transposes the 4 x 4 matrix that rows r0 ...
// r3 hold there, in place.
template <class V>
HWY_INLINE void Transpose4x4(V& r0, V& r1, V& r2, V& r3) {
  const hn::DFromV<V> d;
  const hn::Repartition<double, hn::DFromV<V>> dd;
  const auto low01 = hn::BitCast(dd, hn::InterleaveLower(d, r0, r1));
  const auto low23 = hn::BitCast(dd, hn::InterleaveLower(d, r2, r3));
  const auto high01 = hn::BitCast(dd, hn::InterleaveUpper(d, r0, r1));
  const auto high23 = hn::BitCast(dd, hn::InterleaveUpper(d, r2, r3));
  r0 = hn::BitCast(d, hn::InterleaveLower(dd, low01, low23));
  r1 = hn::BitCast(d, hn::InterleaveUpper(dd, low01, low23));
  r2 = hn::BitCast(d, hn::InterleaveLower(dd, high01, high23));
  r3 = hn::BitCast(d, hn::InterleaveUpper(dd, high01, high23));
}

// TransposeScaled for 4 rows and as many columns as D has lanes.
template <class D>
HWY_INLINE void TransposeScaled4Rows(D d, const float* HWY_RESTRICT from,
                                     size_t from_stride,
                                     const float* HWY_RESTRICT scale,
                                     size_t scale_step, float* HWY_RESTRICT to,
                                     size_t to_stride) {
  const size_t lanes = hn::Lanes(d);
  const auto factor =
      scale_step == 0 ? hn::Set(d, scale[0]) : hn::LoadU(d, scale);
  const auto row = [&](size_t r) HWY_ATTR {
    // Adding 0 turns -0, whose sign could depend on tiling, into 0.
    return hn::Add(hn::Mul(hn::LoadU(d, from + r * from_stride), factor),
                   hn::Zero(d));
  };
  auto r0 = row(0);
  auto r1 = row(1);
  auto r2 = row(2);
  auto r3 = row(3);
  Transpose4x4(r0, r1, r2, r3);
  // Block b of vector r is column 4 b + r.
  HWY_ALIGN float columns[4 * kLanes];
  hn::Store(r0, d, columns);
  hn::Store(r1, d, columns + lanes);
  hn::Store(r2, d, columns + 2 * lanes);
  hn::Store(r3, d, columns + 3 * lanes);
  const D4 d4;
  for (size_t b = 0; b < lanes / 4; ++b) {
    PASTICHE_UNROLL for (size_t r = 0; r < 4; ++r) {
      hn::StoreU(hn::Load(d4, columns + r * lanes + 4 * b), d4,
                 to + (4 * b + r) * to_stride);
    }
  }
}
#endif

// to[c][r] = from[r][c] * scale[c * scale_step] + 0 for r < rows, c < cols,
// with a scale_step of 0 or 1. Touches no other cell.
HWY_INLINE void TransposeScaled(const float* HWY_RESTRICT from,
                                size_t from_stride, size_t rows, size_t cols,
                                const float* HWY_RESTRICT scale,
                                size_t scale_step, float* HWY_RESTRICT to,
                                size_t to_stride) {
  size_t whole_rows = 0;
  size_t whole_cols = 0;
#if HWY_TARGET != HWY_SCALAR
  const Df d;
  const D4 d4;
  whole_rows = rows / 4 * 4;
  for (; whole_cols + kLanes <= cols; whole_cols += kLanes) {
    const size_t c = whole_cols;
    for (size_t r = 0; r < whole_rows; r += 4) {
      TransposeScaled4Rows(d, from + r * from_stride + c, from_stride,
                           scale + c * scale_step, scale_step,
                           to + c * to_stride + r, to_stride);
    }
  }
  for (; whole_cols + 4 <= cols; whole_cols += 4) {
    const size_t c = whole_cols;
    for (size_t r = 0; r < whole_rows; r += 4) {
      TransposeScaled4Rows(d4, from + r * from_stride + c, from_stride,
                           scale + c * scale_step, scale_step,
                           to + c * to_stride + r, to_stride);
    }
  }
#endif
  for (size_t r = 0; r < rows; ++r) {
    for (size_t c = r < whole_rows ? whole_cols : 0; c < cols; ++c) {
      const float scaled = from[r * from_stride + c] * scale[c * scale_step];
      to[c * to_stride + r] = scaled + 0.0f;
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#endif  // Per-target include guard.
