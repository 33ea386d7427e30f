// Loads stored numbers as vectors of floats, exactly. Included once per SIMD
// target.

// NOLINTNEXTLINE(llvm-header-guard): Highway's per-target toggle.
#if defined(PASTICHE_KERNELS_STORAGE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PASTICHE_KERNELS_STORAGE_INL_H_
#undef PASTICHE_KERNELS_STORAGE_INL_H_
#else
#define PASTICHE_KERNELS_STORAGE_INL_H_
#endif

#include <stdint.h>

#include "hwy/highway.h"
#include "kernels/storage_type.h"

// Whether the target converts halves in one instruction.
#undef PASTICHE_NATIVE_HALF
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3 || \
    HWY_TARGET == HWY_AVX3_DL || HWY_TARGET == HWY_NEON
#define PASTICHE_NATIVE_HALF 1
#else
#define PASTICHE_NATIVE_HALF 0
#endif

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

template <class D, class V = hn::Vec<D>>
HWY_INLINE V LoadStored(D d, const float* p) {
  return hn::LoadU(d, p);
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V LoadStored(D d, const Bfloat16* p) {
  const hn::Rebind<uint16_t, D> d16;
  const hn::Rebind<uint32_t, D> d32;
  const auto bits = hn::LoadU(d16, reinterpret_cast<const uint16_t*>(p));
  return hn::BitCast(d, hn::ShiftLeft<16>(hn::PromoteTo(d32, bits)));
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V LoadStored(D d, const int8_t* p) {
  const hn::Rebind<int8_t, D> d8;
  const hn::Rebind<int32_t, D> d32;
  return hn::ConvertTo(d, hn::PromoteTo(d32, hn::LoadU(d8, p)));
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V LoadStored(D d, const Half* p) {
#if PASTICHE_NATIVE_HALF
  const hn::Rebind<hwy::float16_t, D> d16;
  return hn::PromoteTo(
      d, hn::LoadU(d16, reinterpret_cast<const hwy::float16_t*>(p)));
#else
  // HalfToFloat of storage_type.cc, on vectors.
  const hn::Rebind<uint16_t, D> d16;
  const hn::Rebind<int32_t, D> d32;
  const auto bits =
      hn::PromoteTo(d32, hn::LoadU(d16, reinterpret_cast<const uint16_t*>(p)));
  const auto sign = hn::ShiftLeft<16>(hn::And(bits, hn::Set(d32, 0x8000)));
  const auto magnitude = hn::ShiftLeft<13>(hn::And(bits, hn::Set(d32, 0x7FFF)));
  const auto finite = hn::BitCast(
      d32, hn::Mul(hn::BitCast(d, magnitude), hn::Set(d, 0x1p112f)));
  const auto special = hn::Or(magnitude, hn::Set(d32, 0x7F800000));
  const auto chosen = hn::IfThenElse(
      hn::Gt(magnitude, hn::Set(d32, 0x0F7FFFFF)), special, finite);
  return hn::BitCast(d, hn::Or(chosen, sign));
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#endif  // Per-target include guard.
