#include "kernels/exp2.h"

#include <cassert>
#include <cstddef>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/exp2.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
// Must come after foreach_target.h.
#include "hwy/highway.h"
#include "kernels/exp2-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

void Exp2Span(const float* x, float* out, size_t count) {
  const hn::ScalableTag<float> d;
  size_t i = 0;
  for (; i + hn::Lanes(d) <= count; i += hn::Lanes(d)) {
    hn::StoreU(Exp2(d, hn::LoadU(d, x + i)), d, out + i);
  }
  const hn::CappedTag<float, 1> d1;
  for (; i < count; ++i) {
    hn::StoreU(Exp2(d1, hn::LoadU(d1, x + i)), d1, out + i);
  }
}

void LogOfScaledSpan(const float* m, const float* x, float* out, size_t count) {
  const hn::ScalableTag<float> d;
  size_t i = 0;
  for (; i + hn::Lanes(d) <= count; i += hn::Lanes(d)) {
    hn::StoreU(LogOfScaled(d, hn::LoadU(d, m + i), hn::LoadU(d, x + i)), d,
               out + i);
  }
  const hn::CappedTag<float, 1> d1;
  for (; i < count; ++i) {
    hn::StoreU(LogOfScaled(d1, hn::LoadU(d1, m + i), hn::LoadU(d1, x + i)), d1,
               out + i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pastiche::kernels {
HWY_EXPORT(Exp2Span);
HWY_EXPORT(LogOfScaledSpan);

void Exp2(std::span<const float> x, std::span<float> out) {
  assert(out.size() == x.size());
  HWY_DYNAMIC_DISPATCH(Exp2Span)(x.data(), out.data(), x.size());
}

void LogOfScaled(std::span<const float> m, std::span<const float> x,
                 std::span<float> out) {
  assert(m.size() == x.size() && out.size() == x.size());
  HWY_DYNAMIC_DISPATCH(LogOfScaledSpan)
  (m.data(), x.data(), out.data(), x.size());
}

}  // namespace pastiche::kernels
#endif  // HWY_ONCE
