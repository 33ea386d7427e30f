// 2^(-cost) of integer costs, for the kernels with categorical keys.
// Elementwise and the same bits on every target. Included once per SIMD target.

// NOLINTNEXTLINE(llvm-header-guard): Highway's per-target toggle.
#if defined(PASTICHE_KERNELS_MATCH_EXP_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PASTICHE_KERNELS_MATCH_EXP_INL_H_
#undef PASTICHE_KERNELS_MATCH_EXP_INL_H_
#else
#define PASTICHE_KERNELS_MATCH_EXP_INL_H_
#endif

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// 2^(-cost / 1024), or 0 from the cutoff on. A degree-5 minimax polynomial on
// [-.5, .5] (see exp2) for the fraction, the exponent bits for the rest.
template <class DF, class VI>
HWY_INLINE hn::Vec<DF> Exp2OfCost(DF df, VI cost, VI cutoff) {
  const hn::RebindToSigned<DF> di;
  const auto whole = hn::ShiftRight<10>(cost);
  const auto fraction = hn::And(cost, hn::Set(di, 1023));
  const auto x = hn::MulAdd(hn::ConvertTo(df, fraction),
                            hn::Set(df, -1.0f / 1024.0f), hn::Set(df, 0.5f));
  auto p = hn::Set(df, 1.326472721e-3f);
  p = hn::MulAdd(p, x, hn::Set(df, 9.671512812e-3f));
  p = hn::MulAdd(p, x, hn::Set(df, 5.550733745e-2f));
  p = hn::MulAdd(p, x, hn::Set(df, 2.402224208e-1f));
  p = hn::MulAdd(p, x, hn::Set(df, 6.931469776e-1f));
  p = hn::MulAdd(p, x, hn::Set(df, 1.0f));
  const auto scale =
      hn::BitCast(df, hn::ShiftLeft<23>(hn::Sub(hn::Set(di, 127), whole)));
  const auto value =
      hn::Mul(hn::Mul(p, hn::Set(df, 0.70710678118654752f)), scale);
  return hn::IfThenElseZero(hn::RebindMask(df, hn::Lt(cost, cutoff)), value);
}

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#endif  // Per-target include guard.
