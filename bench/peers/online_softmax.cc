#include "bench/peers/online_softmax.h"

#include <stddef.h>

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/peers/online_softmax.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
// Must come after foreach_target.h.
#include "hwy/highway.h"
#include "kernels/exp2-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::bench {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Df = hn::ScalableTag<float>;
using D1 = hn::CappedTag<float, 1>;

template <class D>
HWY_INLINE hn::Vec<D> Probability(D d, hn::Vec<D> s, float m) {
  namespace kn = kernels::HWY_NAMESPACE;
  return kn::Exp2Below(d, s, hn::Set(d, kn::kRoundingMagic - m),
                       hn::Set(d, m - 127.0f));
}

float RowMax(const float* HWY_RESTRICT row, size_t cols) {
  const Df d;
  const size_t lanes = hn::Lanes(d);
  auto m0 = hn::Set(d, -INFINITY), m1 = m0, m2 = m0, m3 = m0;
  size_t c = 0;
  for (; c + 4 * lanes <= cols; c += 4 * lanes) {
    m0 = hn::Max(m0, hn::LoadU(d, row + c));
    m1 = hn::Max(m1, hn::LoadU(d, row + c + lanes));
    m2 = hn::Max(m2, hn::LoadU(d, row + c + 2 * lanes));
    m3 = hn::Max(m3, hn::LoadU(d, row + c + 3 * lanes));
  }
  m0 = hn::Max(hn::Max(m0, m1), hn::Max(m2, m3));
  float max = hn::GetLane(hn::MaxOfLanes(d, m0));
  for (; c < cols; ++c) max = HWY_MAX(max, row[c]);
  return max;
}

// row = 2^(row - m); returns their sum.
float ExpRow(float* HWY_RESTRICT row, size_t cols, float m) {
  const Df d;
  const D1 d1;
  const size_t lanes = hn::Lanes(d);
  auto s0 = hn::Zero(d), s1 = s0;
  size_t c = 0;
  for (; c + 2 * lanes <= cols; c += 2 * lanes) {
    const auto p0 = Probability(d, hn::LoadU(d, row + c), m);
    const auto p1 = Probability(d, hn::LoadU(d, row + c + lanes), m);
    hn::StoreU(p0, d, row + c);
    hn::StoreU(p1, d, row + c + lanes);
    s0 = hn::Add(s0, p0);
    s1 = hn::Add(s1, p1);
  }
  float sum = hn::GetLane(hn::SumOfLanes(d, hn::Add(s0, s1)));
  for (; c < cols; ++c) {
    const auto p = Probability(d1, hn::LoadU(d1, row + c), m);
    hn::StoreU(p, d1, row + c);
    sum += hn::GetLane(p);
  }
  return sum;
}

void ScaleRow(float* HWY_RESTRICT row, size_t cols, float factor) {
  const Df d;
  const auto f = hn::Set(d, factor);
  const size_t lanes = hn::Lanes(d);
  size_t c = 0;
  for (; c + lanes <= cols; c += lanes) {
    hn::StoreU(hn::Mul(hn::LoadU(d, row + c), f), d, row + c);
  }
  for (; c < cols; ++c) row[c] *= factor;
}

// The running maximum is rounded up to an integer, as in our own kernels.
void Update(float* scores, size_t rows, size_t cols, float* max, float* sum,
            float* out, size_t dim, bool rescale) {
  for (size_t r = 0; r < rows; ++r) {
    float* const row = scores + r * cols;
    const float m = HWY_MAX(max[r], std::ceil(RowMax(row, cols)));
    if (rescale && m != max[r]) {
      const float keep = std::exp2(max[r] - m);
      sum[r] *= keep;
      ScaleRow(out + r * dim, dim, keep);
    }
    max[r] = m;
    sum[r] += ExpRow(row, cols, m);
  }
}

void Divide(const float* sum, size_t rows, float* out, size_t dim) {
  for (size_t r = 0; r < rows; ++r) {
    ScaleRow(out + r * dim, dim, 1.0f / sum[r]);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::bench
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pastiche::bench {
HWY_EXPORT(Update);
HWY_EXPORT(Divide);

void SoftmaxRows::Reset(std::size_t rows) {
  max.assign(rows, -INFINITY);
  sum.assign(rows, 0.0f);
}

void UpdateSoftmax(float* scores, std::size_t rows, std::size_t cols,
                   SoftmaxRows& state, float* out, std::size_t dim,
                   bool rescale) {
  HWY_DYNAMIC_DISPATCH(Update)
  (scores, rows, cols, state.max.data(), state.sum.data(), out, dim, rescale);
}

void DivideBySums(const SoftmaxRows& state, std::size_t rows, float* out,
                  std::size_t dim) {
  HWY_DYNAMIC_DISPATCH(Divide)(state.sum.data(), rows, out, dim);
}

}  // namespace pastiche::bench
#endif  // HWY_ONCE
