// How many queries a tile has and how far its loops unroll, per SIMD target;
// and the names that all tile code uses. Included once per SIMD target.

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
// register file. On a Xeon with AVX3, 8 x 3 was ahead of 8 x 2 and 4 x 4 by
// 3 %; 4 x 6 spills.
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL
inline constexpr size_t kUnrolledRows = 8, kTileVecs = 3;
#elif HWY_TARGET == HWY_AVX2
inline constexpr size_t kUnrolledRows = 4, kTileVecs = 3;
#elif HWY_TARGET == HWY_NEON
inline constexpr size_t kUnrolledRows = 8, kTileVecs = 3;
#else  // 16 registers, and a multiply-add needs one for the product.
inline constexpr size_t kUnrolledRows = 4, kTileVecs = 2;
#endif
static_assert((kUnrolledRows & (kUnrolledRows - 1)) == 0);

// Inner loops run this many columns or rows between branches: 1 to 3 % ahead of
// single steps (n = 1024, Xeon, AVX3).
inline constexpr size_t kUnrolledSteps = 4;

inline constexpr size_t kTileQueries = kTileVecs * kLanes;

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#endif  // Per-target include guard.
