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

// Transposes kLanes x kLanes numbers in registers: load(r) gives row r, and
// store(c, v) takes column c. All rows are loaded first.
template <class D, class Load, class Store>
HWY_INLINE void TransposeSquare(D d, const Load& load, const Store& store) {
  constexpr size_t kBlocks = hn::MaxLanes(D()) / 4;
  hn::Vec<D> v[4 * kBlocks];
  PASTICHE_UNROLL for (size_t r = 0; r < 4 * kBlocks; ++r) v[r] = load(r);
  PASTICHE_UNROLL for (size_t g = 0; g < 4 * kBlocks; g += 4) {
    Transpose4x4(v[g], v[g + 1], v[g + 2], v[g + 3]);
  }
  // Block b of vector 4 g + r is column 4 b + r of rows 4 g ... 4 g + 3.
  PASTICHE_UNROLL for (size_t r = 0; r < 4; ++r) {
    if constexpr (kBlocks == 1) {
      store(r, v[r]);
    } else if constexpr (kBlocks == 2) {
      store(r, hn::ConcatLowerLower(d, v[4 + r], v[r]));
      store(4 + r, hn::ConcatUpperUpper(d, v[4 + r], v[r]));
    } else {
      static_assert(kBlocks == 4);
      // Blocks 0 and 2, and blocks 1 and 3, of two groups of rows.
      const auto even = [&](size_t g) HWY_ATTR {
        return hn::OddEvenBlocks(hn::SwapAdjacentBlocks(v[g + 4 + r]),
                                 v[g + r]);
      };
      const auto odd = [&](size_t g) HWY_ATTR {
        return hn::OddEvenBlocks(v[g + 4 + r],
                                 hn::SwapAdjacentBlocks(v[g + r]));
      };
      const auto even0 = even(0);
      const auto even8 = even(8);
      store(r, hn::ConcatLowerLower(d, even8, even0));
      store(8 + r, hn::ConcatUpperUpper(d, even8, even0));
      const auto odd0 = odd(0);
      const auto odd8 = odd(8);
      store(4 + r, hn::ConcatLowerLower(d, odd8, odd0));
      store(12 + r, hn::ConcatUpperUpper(d, odd8, odd0));
    }
  }
}
// TransposeScaled for as many rows and columns as D has lanes.
template <class D>
HWY_INLINE void TransposeScaledSquare(D d, const float* HWY_RESTRICT from,
                                      size_t from_stride,
                                      const float* HWY_RESTRICT scale,
                                      size_t scale_step, float* HWY_RESTRICT to,
                                      size_t to_stride) {
  const auto factor =
      scale_step == 0 ? hn::Set(d, scale[0]) : hn::LoadU(d, scale);
  TransposeSquare(
      d,
      [&](size_t r) HWY_ATTR {
        // Adding 0 turns -0, whose sign could depend on tiling, into 0.
        return hn::Add(hn::Mul(hn::LoadU(d, from + r * from_stride), factor),
                       hn::Zero(d));
      },
      [&](size_t c, hn::Vec<D> column)
          HWY_ATTR { hn::StoreU(column, d, to + c * to_stride); });
}
#endif

// to[c][r] = from[r][c] * scale[c * scale_step] + 0 for r < rows, c < cols,
// with a scale_step of 0 or 1. Touches no other cell.
HWY_INLINE void TransposeScaled(const float* HWY_RESTRICT from,
                                size_t from_stride, size_t rows, size_t cols,
                                const float* HWY_RESTRICT scale,
                                size_t scale_step, float* HWY_RESTRICT to,
                                size_t to_stride) {
  size_t done_rows = 0;  // Of the columns before done_cols.
  size_t done_cols = 0;
#if HWY_TARGET != HWY_SCALAR
  const Df d;
  const D4 d4;
  done_rows = rows / 4 * 4;
  done_cols = cols / 4 * 4;
  for (size_t c = 0; c < done_cols;) {
    const float* const column = scale + c * scale_step;
    const size_t width = c + kLanes <= done_cols ? kLanes : 4;
    size_t r = 0;
    for (; width == kLanes && r + kLanes <= done_rows; r += kLanes) {
      TransposeScaledSquare(d, from + r * from_stride + c, from_stride, column,
                            scale_step, to + c * to_stride + r, to_stride);
    }
    for (; r < done_rows; r += 4) {
      for (size_t i = 0; i < width; i += 4) {
        TransposeScaledSquare(d4, from + r * from_stride + c + i, from_stride,
                              column + i * scale_step, scale_step,
                              to + (c + i) * to_stride + r, to_stride);
      }
    }
    c += width;
  }
#endif
  for (size_t r = 0; r < rows; ++r) {
    for (size_t c = r < done_rows ? done_cols : 0; c < cols; ++c) {
      const float scaled = from[r * from_stride + c] * scale[c * scale_step];
      to[c * to_stride + r] = scaled + 0.0f;
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#endif  // Per-target include guard.
