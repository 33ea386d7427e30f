#include "kernels/merge.h"

#include <algorithm>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/merge.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
// Must come after foreach_target.h.
#include "hwy/highway.h"
#include "kernels/exp2-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

// For one vector of rows: the two weights, which sum to 1 or are both 0, and
// the merged log-sum-exp.
template <class D>
HWY_INLINE void MergeWeights(D d, const float* HWY_RESTRICT other_lse,
                             float* HWY_RESTRICT lse,
                             float* HWY_RESTRICT other_weight,
                             float* HWY_RESTRICT weight) {
  const auto none = hn::Neg(hn::Inf(d));
  auto l = hn::LoadU(d, lse);
  auto other = hn::LoadU(d, other_lse);
  l = hn::IfThenElse(hn::Eq(l, l), l, none);  // NaN: an empty set.
  other = hn::IfThenElse(hn::Eq(other, other), other, none);
  const auto m = hn::Max(l, other);
  const auto log2_e = hn::Set(d, 1.44269504f);
  // -infinity minus itself is NaN, whose Exp2 is 0.
  const auto w = Exp2(d, hn::Mul(hn::Sub(l, m), log2_e));
  const auto other_w = Exp2(d, hn::Mul(hn::Sub(other, m), log2_e));
  const auto sum = hn::Add(w, other_w);
  const auto inverse = hn::IfThenElseZero(hn::Gt(sum, hn::Zero(d)),
                                          hn::Div(hn::Set(d, 1.0f), sum));
  hn::StoreU(hn::Mul(w, inverse), d, weight);
  hn::StoreU(hn::Mul(other_w, inverse), d, other_weight);
  const auto log_sum = LogOfScaled(d, hn::Zero(d), sum);
  hn::StoreU(hn::IfThenElse(hn::Gt(m, none), hn::Add(m, log_sum), none), d,
             lse);
}

// MergeWeights for `count` rows.
void MergeWeightRows(const float* other_lse, float* lse, float* other_weight,
                     float* weight, size_t count) {
  const hn::ScalableTag<float> d;
  size_t i = 0;
  for (; i + hn::Lanes(d) <= count; i += hn::Lanes(d)) {
    MergeWeights(d, other_lse + i, lse + i, other_weight + i, weight + i);
  }
  const hn::CappedTag<float, 1> d1;
  for (; i < count; ++i) {
    MergeWeights(d1, other_lse + i, lse + i, other_weight + i, weight + i);
  }
}

// out = weight * out + other_weight * other, each product rounded, so that the
// two sides may be swapped.
void MergeRow(const float* HWY_RESTRICT other, float other_weight,
              float* HWY_RESTRICT out, float weight, size_t count) {
  const hn::ScalableTag<float> d;
  size_t i = 0;
  for (; i + hn::Lanes(d) <= count; i += hn::Lanes(d)) {
    const auto mine = hn::Mul(hn::LoadU(d, out + i), hn::Set(d, weight));
    const auto theirs =
        hn::Mul(hn::LoadU(d, other + i), hn::Set(d, other_weight));
    hn::StoreU(hn::Add(mine, theirs), d, out + i);
  }
  for (; i < count; ++i) {
    out[i] = out[i] * weight + other[i] * other_weight;
  }
}

void MergeRows(const ConstMatrix& other_out, const float* other_lse,
               const MutableMatrix& out, float* lse) {
  constexpr size_t kBatch = 64;
  float other_weight[kBatch];
  float weight[kBatch];
  for (size_t first = 0; first < out.rows; first += kBatch) {
    const size_t count = HWY_MIN(kBatch, out.rows - first);
    MergeWeightRows(other_lse + first, lse + first, other_weight, weight,
                    count);
    for (size_t r = 0; r < count; ++r) {
      MergeRow(other_out.row(first + r), other_weight[r], out.row(first + r),
               weight[r], out.cols);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pastiche::kernels {
HWY_EXPORT(MergeRows);

Status CheckMerge(const ConstMatrix& other_out,
                  std::span<const float> other_lse, const MutableMatrix& out,
                  std::span<const float> lse) {
  constexpr std::size_t kAnyCols = std::numeric_limits<std::size_t>::max();
  Status status = CheckMatrix("other_out", other_out, kAnyCols);
  if (status.ok()) status = CheckMatrix("out", out, kAnyCols);
  if (!status.ok()) return status;
  if (other_out.rows != out.rows || other_out.cols != out.cols) {
    return Status::Error("other_out is ", other_out.rows, " by ",
                         other_out.cols, " but out is ", out.rows, " by ",
                         out.cols);
  }
  if (other_lse.size() != out.rows || lse.size() != out.rows) {
    return Status::Error("lse has ", lse.size(), " and other_lse ",
                         other_lse.size(), " entries for ", out.rows, " rows");
  }
  return {};
}

Status Merge(const ConstMatrix& other_out, std::span<const float> other_lse,
             const MutableMatrix& out, std::span<float> lse) {
  Status status = CheckMerge(other_out, other_lse, out, lse);
  if (!status.ok() || out.rows == 0) return status;
  HWY_DYNAMIC_DISPATCH(MergeRows)(other_out, other_lse.data(), out, lse.data());
  return status;
}

}  // namespace pastiche::kernels
#endif  // HWY_ONCE
