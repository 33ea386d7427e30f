// 2^x and ln x on vectors, for the softmax of every kernel. Elementwise and
// built from the same operations on every target, so AVX2 and AVX-512 give the
// same bits. Included once per SIMD target.

// NOLINTNEXTLINE(llvm-header-guard): Highway's per-target toggle.
#if defined(PASTICHE_KERNELS_EXP2_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PASTICHE_KERNELS_EXP2_INL_H_
#undef PASTICHE_KERNELS_EXP2_INL_H_
#else
#define PASTICHE_KERNELS_EXP2_INL_H_
#endif

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// 1.5 * 2^23: a float near it has a spacing of 1, so adding it rounds to the
// nearest integer and leaves that integer in the low bits.
inline constexpr float kRoundingMagic = 12582912.0f;

// 2^f for f in [-.5, .5]: minimax polynomial of degree 5, within 2 ULP. Exactly
// 1 at f = 0.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Exp2Fraction(D d, V f) {
  V p = hn::Set(d, 1.326472721e-3f);
  p = hn::MulAdd(p, f, hn::Set(d, 9.671512812e-3f));
  p = hn::MulAdd(p, f, hn::Set(d, 5.550733745e-2f));
  p = hn::MulAdd(p, f, hn::Set(d, 2.402224208e-1f));
  p = hn::MulAdd(p, f, hn::Set(d, 6.931469776e-1f));
  return hn::MulAdd(p, f, hn::Set(d, 1.0f));
}

// mantissa * 2^n, where `rounded` is kRoundingMagic + n, in the bits of a
// float: the magic's own low nine bits are zero, so the shift leaves n in the
// exponent field. Meant for normal results.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V ScaleByExponent(D d, V mantissa, V rounded) {
  const hn::RebindToSigned<D> di;
  const auto exponent = hn::ShiftLeft<23>(hn::BitCast(di, rounded));
  return hn::BitCast(d, hn::Add(hn::BitCast(di, mantissa), exponent));
}

// 2^(s - m) for finite s in [m - 127, m + 127): Exp2Below without its clamp.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Exp2Clamped(D d, V s, V magic_minus_m) {
  const V rounded = hn::Add(s, magic_minus_m);
  const V f = hn::Sub(s, hn::Sub(rounded, magic_minus_m));
  return ScaleByExponent(d, Exp2Fraction(d, f), rounded);
}

// 2^(s - m) for s <= m; 0 where s is NaN or s <= m - 127. `m` is an integer
// with |m| <= 2^21, given as magic_minus_m = kRoundingMagic - m (exact) and
// cutoff = m - 127. Never forms s - m, so nothing is rounded before the
// polynomial. Between m - 127 and m - 126 the result leaves the normal floats
// and falls to 0 steadily, off by less than 2^-127.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Exp2Below(D d, V s, V magic_minus_m, V cutoff) {
  // Where s is NaN, x86's Max returns its second operand, NEON's the number. At
  // the cutoff the exponent field is that of 1 minus 127: all bits are 0.
  return Exp2Clamped(d, hn::Max(s, cutoff), magic_minus_m);
}

// 2^x within 2 ULP; 0 for x < -126 (so also for -infinity) and for NaN;
// +infinity from 128 up.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Exp2(D d, V x) {
  const V p = Exp2Below(d, x, hn::Set(d, kRoundingMagic), hn::Set(d, -127.0f));
  const V normal = hn::IfThenElseZero(hn::Ge(x, hn::Set(d, -126.0f)), p);
  return hn::IfThenElse(hn::Ge(x, hn::Set(d, 128.0f)), hn::Inf(d), normal);
}

// ln(2^m * x) for normal x > 0 and integral m, within 2 ULP of the larger of
// its two terms; -infinity for x = 0. ln of the mantissa by the atanh series:
// 2 (s + s^3/3 + ... + s^9/9), s = (x-1)/(x+1), |s| <= .172.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V LogOfScaled(D d, V m, V x) {
  const hn::RebindToSigned<D> di;
  // Splits x = 2^e * mantissa with mantissa in [sqrt(1/2), sqrt(2)).
  const auto offset = hn::Sub(hn::BitCast(di, x), hn::Set(di, 0x3F3504F3));
  const auto e = hn::ShiftRight<23>(offset);
  const V mantissa =
      hn::BitCast(d, hn::Sub(hn::BitCast(di, x), hn::ShiftLeft<23>(e)));
  const V one = hn::Set(d, 1.0f);
  const V s = hn::Div(hn::Sub(mantissa, one), hn::Add(mantissa, one));
  const V z = hn::Mul(s, s);
  V series = hn::Set(d, 1.0f / 9.0f);
  series = hn::MulAdd(series, z, hn::Set(d, 1.0f / 7.0f));
  series = hn::MulAdd(series, z, hn::Set(d, 1.0f / 5.0f));
  series = hn::MulAdd(series, z, hn::Set(d, 1.0f / 3.0f));
  const V twice = hn::Add(s, s);
  const V log_mantissa = hn::MulAdd(hn::Mul(series, z), twice, twice);
  const V exponent = hn::Add(m, hn::ConvertTo(d, e));
  // ln 2 in two parts, the first short enough for exact products.
  const V low = hn::MulAdd(exponent, hn::Set(d, -2.12194440e-4f), log_mantissa);
  const V log = hn::MulAdd(exponent, hn::Set(d, 0.693359375f), low);
  return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), log, hn::Neg(hn::Inf(d)));
}

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#endif  // Per-target include guard.
