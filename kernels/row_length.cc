#include "kernels/row_length.h"

#include <stddef.h>

#include <cmath>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/row_length.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
// Must come after foreach_target.h.
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// The largest sum of squares of a row; NaN or infinity if some cell is not
// finite: sums of non-negative numbers keep both.
float MaxSquaredLength(const float* HWY_RESTRICT cells, size_t rows,
                       size_t cols, size_t stride) {
  const hn::ScalableTag<float> d;
  const size_t lanes = hn::Lanes(d);
  float largest = 0.0f;
  for (size_t r = 0; r < rows; ++r) {
    const float* const row = cells + r * stride;
    auto even = hn::Zero(d);
    auto odd = hn::Zero(d);
    size_t c = 0;
    for (; c + 2 * lanes <= cols; c += 2 * lanes) {
      const auto x = hn::LoadU(d, row + c);
      const auto y = hn::LoadU(d, row + c + lanes);
      even = hn::MulAdd(x, x, even);
      odd = hn::MulAdd(y, y, odd);
    }
    float sum = hn::GetLane(hn::SumOfLanes(d, hn::Add(even, odd)));
    for (; c < cols; ++c) sum += row[c] * row[c];
    // Written so that NaN passes, and stays.
    if (!(sum <= largest)) largest = sum;
    if (largest != largest) return largest;
  }
  return largest;
}

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pastiche::kernels {
HWY_EXPORT(MaxSquaredLength);

float MaxRowLength(const ConstMatrix& rows) {
  if (rows.rows == 0) return 0.0f;
  const float squared = HWY_DYNAMIC_DISPATCH(MaxSquaredLength)(
      rows.data.data(), rows.rows, rows.cols, rows.stride);
  // Squares of cells below 1e-19 vanish; no row of 256 of them is longer than
  // the term added.
  const float length = std::sqrt(squared) * 1.0005f + 1e-17f;
  return std::isfinite(length) ? length
                               : std::numeric_limits<float>::infinity();
}

}  // namespace pastiche::kernels
#endif  // HWY_ONCE
