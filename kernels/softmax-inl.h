// The online softmax of a tile, one block of rows at a time. Purely vertical:
// each query is one lane, so lanes never mix. Included once per SIMD target.

// NOLINTNEXTLINE(llvm-header-guard): Highway's per-target toggle.
#if defined(PASTICHE_KERNELS_SOFTMAX_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PASTICHE_KERNELS_SOFTMAX_INL_H_
#undef PASTICHE_KERNELS_SOFTMAX_INL_H_
#else
#define PASTICHE_KERNELS_SOFTMAX_INL_H_
#endif

#include <stddef.h>

#include "hwy/highway.h"
#include "kernels/exp2-inl.h"
#include "kernels/tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

// Exponents are taken relative to a running maximum m that is rounded up to an
// integer (in log2 units). Rescaling is then by exact powers of two, and s - m
// need not be formed; see Exp2Below. Beyond this size of m it must be.
inline constexpr float kMaxExactExponent = 2097152.0f;  // 2^21

// The state of one tile between blocks, per query: exponent m, -infinity until
// something was attended; sum of 2^(s - m). For the block at hand: keep = 2^(m
// before - m now), by which earlier sums are to be multiplied; its maxima; or,
// where scores are bounded, its sums.
template <size_t kVecs>
struct SoftmaxState {
  HWY_ALIGN float exponent[kVecs * kLanes];
  HWY_ALIGN float sum[kVecs * kLanes];
  HWY_ALIGN float keep[kVecs * kLanes];
  HWY_ALIGN float block_max[kVecs * kLanes];
  HWY_ALIGN float block_sum[kVecs * kLanes];
};

// Turns a column of scores into 2^(s - m) in place; adds them to `sum`. Every
// lane has |m| <= kMaxExactExponent.
template <size_t kVecs>
HWY_INLINE Vf ExpColumn(Vf m, Vf sum, size_t rows, float* HWY_RESTRICT scores) {
  const Df d;
  const Vf magic_minus_m = hn::Sub(hn::Set(d, kRoundingMagic), m);
  const Vf cutoff = hn::Sub(m, hn::Set(d, 127.0f));
  for (size_t r = 0; r < rows; ++r) {
    float* const at = scores + r * kVecs * kLanes;
    const Vf p = Exp2Below(d, hn::Load(d, at), magic_minus_m, cutoff);
    hn::Store(p, d, at);
    sum = hn::Add(sum, p);
  }
  return sum;
}

// ExpColumn for any m: lanes in the exact range get the same bits as there.
// Scores of +infinity count as the largest float.
template <size_t kVecs>
HWY_NOINLINE Vf ExpColumnAnyRange(Vf m, size_t rows,
                                  float* HWY_RESTRICT scores) {
  const Df d;
  const Vf limit = hn::Set(d, kMaxExactExponent);
  const auto exact = hn::Le(hn::Abs(m), limit);
  const Vf exact_m = hn::IfThenElseZero(exact, m);
  const Vf magic_minus_m = hn::Sub(hn::Set(d, kRoundingMagic), exact_m);
  const Vf cutoff = hn::Sub(exact_m, hn::Set(d, 127.0f));
  const Vf infinity = hn::Inf(d);
  const Vf largest = hn::Set(d, hwy::HighestValue<float>());
  Vf sum = hn::Zero(d);
  for (size_t r = 0; r < rows; ++r) {
    float* const at = scores + r * kVecs * kLanes;
    const Vf score = hn::Load(d, at);
    const Vf s = hn::IfThenElse(hn::Eq(score, infinity), largest, score);
    // Lanes that saw nothing have m = -infinity: the difference is NaN, whose
    // Exp2 is 0.
    const Vf p = hn::IfThenElse(exact, Exp2Below(d, s, magic_minus_m, cutoff),
                                Exp2(d, hn::Sub(s, m)));
    hn::Store(p, d, at);
    sum = hn::Add(sum, p);
  }
  return sum;
}

// For the queries of vector v: replaces rows [begin, end) of the scores by
// 2^(s - m) and updates the state; its block_max holds their maxima, -infinity
// where nothing is visible.
template <size_t kVecs>
HWY_INLINE void SoftmaxColumn(size_t v, size_t begin, size_t end,
                              float* HWY_RESTRICT scores,
                              SoftmaxState<kVecs>& state) {
  const Df d;
  const size_t at = v * kLanes;
  const Vf largest = hn::Set(d, hwy::HighestValue<float>());
  const Vf lowest = hn::Set(d, -kMaxExactExponent);
  const Vf before = hn::Load(d, state.exponent + at);
  const Vf block_max = hn::Load(d, state.block_max + at);
  const Vf m = hn::Max(before, hn::Ceil(hn::Min(block_max, largest)));
  const Vf keep = Exp2(d, hn::Sub(before, m));
  // A lane that has seen nothing yet may use any m: all its scores are
  // -infinity or NaN.
  const Vf finite_m = hn::IfThenElse(hn::Eq(m, hn::Neg(hn::Inf(d))), lowest, m);
  const bool exact =
      hn::AllTrue(d, hn::Le(hn::Abs(finite_m), hn::Set(d, kMaxExactExponent)));
  float* const column = scores + begin * kVecs * kLanes + at;
  const Vf sum =
      exact ? ExpColumn<kVecs>(finite_m, hn::Zero(d), end - begin, column)
            : ExpColumnAnyRange<kVecs>(m, end - begin, column);
  hn::Store(m, d, state.exponent + at);
  hn::Store(keep, d, state.keep + at);
  hn::Store(hn::MulAdd(hn::Load(d, state.sum + at), keep, sum), d,
            state.sum + at);
}

// SoftmaxColumn for every vector and `rows` rows.
template <size_t kVecs>
HWY_INLINE void SoftmaxBlock(size_t rows, float* HWY_RESTRICT scores,
                             SoftmaxState<kVecs>& state) {
  for (size_t v = 0; v < kVecs; ++v) {
    SoftmaxColumn<kVecs>(v, 0, rows, scores, state);
  }
}

// Where scores are within +-kBoundedScore, any exponent in that range will do,
// so that the one of earlier blocks stays, or 0: being a power of two, it does
// not show in the results. ScoreRows then goes on to 2^(s - m) and the block's
// sums at once, with no maximum and no clamp.
template <size_t kVecs>
HWY_INLINE void BeginBounded(SoftmaxState<kVecs>& state) {
  const Df d;
  for (size_t v = 0; v < kVecs; ++v) {
    const size_t at = v * kLanes;
    const Vf before = hn::Load(d, state.exponent + at);
    const Vf m =
        hn::IfThenZeroElse(hn::Eq(before, hn::Neg(hn::Inf(d))), before);
    hn::Store(m, d, state.exponent + at);
    hn::Store(hn::Set(d, 1.0f), d, state.keep + at);
    hn::Store(hn::Zero(d), d, state.block_sum + at);
  }
}

// Rows of vectors low ... high - 1 that hold scores, -infinity where hidden.
template <size_t kVecs>
HWY_INLINE void ExpBounded(size_t low, size_t high, size_t rows,
                           float* HWY_RESTRICT scores,
                           SoftmaxState<kVecs>& state) {
  const Df d;
  for (size_t v = low; v < high; ++v) {
    const size_t at = v * kLanes;
    const Vf sum =
        ExpColumn<kVecs>(hn::Load(d, state.exponent + at),
                         hn::Load(d, state.block_sum + at), rows, scores + at);
    hn::Store(sum, d, state.block_sum + at);
  }
}

template <size_t kVecs>
HWY_INLINE void EndBounded(SoftmaxState<kVecs>& state) {
  const Df d;
  for (size_t v = 0; v < kVecs; ++v) {
    const size_t at = v * kLanes;
    hn::Store(
        hn::Add(hn::Load(d, state.sum + at), hn::Load(d, state.block_sum + at)),
        d, state.sum + at);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#endif  // Per-target include guard.
