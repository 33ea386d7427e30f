// Hides from each query of a tile the rows outside its band. Included once per
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
#include "kernels/softmax-inl.h"
#include "kernels/tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

// Hides the rows that a query may not see: row r is seen by queries first + r
// ... last + r of the tile (either may lie outside it). Sets block_max afresh.
template <size_t kVecs>
HWY_INLINE void MaskRows(ptrdiff_t first, ptrdiff_t last, size_t rows,
                         float* HWY_RESTRICT scores,
                         SoftmaxState<kVecs>& state) {
  const Df d;
  const Vf hidden = hn::Neg(hn::Inf(d));
  for (size_t v = 0; v < kVecs; ++v) {
    const Vf query = hn::Iota(d, static_cast<float>(v * kLanes));
    Vf max = hidden;
    for (size_t r = 0; r < rows; ++r) {
      const ptrdiff_t row = static_cast<ptrdiff_t>(r);
      const ptrdiff_t tile = static_cast<ptrdiff_t>(kVecs * kLanes);
      const ptrdiff_t low = HWY_MAX(ptrdiff_t{-1}, HWY_MIN(tile, first + row));
      const ptrdiff_t high = HWY_MAX(ptrdiff_t{-1}, HWY_MIN(tile, last + row));
      const auto seen =
          hn::And(hn::Ge(query, hn::Set(d, static_cast<float>(low))),
                  hn::Le(query, hn::Set(d, static_cast<float>(high))));
      float* const at = scores + (r * kVecs + v) * kLanes;
      const Vf s = hn::IfThenElse(seen, hn::Load(d, at), hidden);
      hn::Store(s, d, at);
      max = hn::Max(s, max);
    }
    hn::Store(max, d, state.block_max + v * kLanes);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#endif  // Per-target include guard.
