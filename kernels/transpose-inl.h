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

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET != HWY_SCALAR
using D4 = hn::FixedTag<float, 4>;
using V4 = hn::Vec<D4>;

// Transposes the 4 x 4 matrix of rows r0 ... r3 in place.
HWY_INLINE void Transpose4x4(V4& r0, V4& r1, V4& r2, V4& r3) {
  const D4 d;
  const hn::Repartition<double, D4> dd;
  const auto low01 = hn::BitCast(dd, hn::InterleaveLower(d, r0, r1));
  const auto low23 = hn::BitCast(dd, hn::InterleaveLower(d, r2, r3));
  const auto high01 = hn::BitCast(dd, hn::InterleaveUpper(d, r0, r1));
  const auto high23 = hn::BitCast(dd, hn::InterleaveUpper(d, r2, r3));
  r0 = hn::BitCast(d, hn::InterleaveLower(dd, low01, low23));
  r1 = hn::BitCast(d, hn::InterleaveUpper(dd, low01, low23));
  r2 = hn::BitCast(d, hn::InterleaveLower(dd, high01, high23));
  r3 = hn::BitCast(d, hn::InterleaveUpper(dd, high01, high23));
}

// v * scale + 0. Adding 0 turns -0, whose sign could depend on tiling, into 0.
HWY_INLINE V4 Scaled(V4 v, float scale) {
  const D4 d;
  return hn::Add(hn::Mul(v, hn::Set(d, scale)), hn::Zero(d));
}

// TransposeScaled for one 4 x 4 block.
HWY_INLINE void TransposeScaled4x4(const float* HWY_RESTRICT from,
                                   size_t from_stride,
                                   const float* HWY_RESTRICT scale,
                                   size_t scale_step, float* HWY_RESTRICT to,
                                   size_t to_stride) {
  const D4 d;
  V4 r0 = hn::LoadU(d, from);
  V4 r1 = hn::LoadU(d, from + from_stride);
  V4 r2 = hn::LoadU(d, from + 2 * from_stride);
  V4 r3 = hn::LoadU(d, from + 3 * from_stride);
  Transpose4x4(r0, r1, r2, r3);
  hn::StoreU(Scaled(r0, scale[0]), d, to);
  hn::StoreU(Scaled(r1, scale[scale_step]), d, to + to_stride);
  hn::StoreU(Scaled(r2, scale[2 * scale_step]), d, to + 2 * to_stride);
  hn::StoreU(Scaled(r3, scale[3 * scale_step]), d, to + 3 * to_stride);
}
#endif

// to[c][r] = from[r][c] * scale[c * scale_step] + 0 for r < rows, c < cols.
// Touches no other cell.
HWY_INLINE void TransposeScaled(const float* HWY_RESTRICT from,
                                size_t from_stride, size_t rows, size_t cols,
                                const float* HWY_RESTRICT scale,
                                size_t scale_step, float* HWY_RESTRICT to,
                                size_t to_stride) {
  size_t whole_rows = 0;
  size_t whole_cols = 0;
#if HWY_TARGET != HWY_SCALAR
  whole_rows = rows / 4 * 4;
  whole_cols = cols / 4 * 4;
  for (size_t c = 0; c < whole_cols; c += 4) {
    for (size_t r = 0; r < whole_rows; r += 4) {
      TransposeScaled4x4(from + r * from_stride + c, from_stride,
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
