#include "bench/kernels_peak.h"

#include <stddef.h>

#include <chrono>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/kernels_peak.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
// Must come after foreach_target.h.
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::bench {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Df = hn::ScalableTag<float>;
using Vf = hn::Vec<Df>;

// `rounds` times 12 multiply-adds in independent chains: more than latency
// times throughput of any CPU at hand. Returns their number of flops.
double MultiplyAdd(size_t rounds, float* sink) {
  const Df d;
  const Vf x = hn::Set(d, 0.999f);
  const Vf y = hn::Set(d, 0.001f);
  // Different starts: equal chains would be computed once.
  const auto start = [&](int i) HWY_ATTR {
    return hn::Set(d, 0.5f + 0.01f * static_cast<float>(i));
  };
  Vf a0 = start(0), a1 = start(1), a2 = start(2), a3 = start(3), a4 = start(4),
     a5 = start(5);
  Vf b0 = start(6), b1 = start(7), b2 = start(8), b3 = start(9), b4 = start(10),
     b5 = start(11);
  for (size_t i = 0; i < rounds; ++i) {
    a0 = hn::MulAdd(a0, x, y);
    a1 = hn::MulAdd(a1, x, y);
    a2 = hn::MulAdd(a2, x, y);
    a3 = hn::MulAdd(a3, x, y);
    a4 = hn::MulAdd(a4, x, y);
    a5 = hn::MulAdd(a5, x, y);
    b0 = hn::MulAdd(b0, x, y);
    b1 = hn::MulAdd(b1, x, y);
    b2 = hn::MulAdd(b2, x, y);
    b3 = hn::MulAdd(b3, x, y);
    b4 = hn::MulAdd(b4, x, y);
    b5 = hn::MulAdd(b5, x, y);
  }
  const Vf a =
      hn::Add(hn::Add(hn::Add(a0, a1), hn::Add(a2, a3)), hn::Add(a4, a5));
  const Vf b =
      hn::Add(hn::Add(hn::Add(b0, b1), hn::Add(b2, b3)), hn::Add(b4, b5));
  *sink = hn::GetLane(hn::Add(a, b));
  return static_cast<double>(rounds) * 12.0 * 2.0 *
         static_cast<double>(hn::Lanes(d));
}

float Sum(const float* HWY_RESTRICT data, size_t count) {
  const Df d;
  const size_t lanes = hn::Lanes(d);
  Vf s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0;
  Vf s4 = s0, s5 = s0, s6 = s0, s7 = s0;
  size_t i = 0;
  for (; i + 8 * lanes <= count; i += 8 * lanes) {
    s0 = hn::Add(s0, hn::LoadU(d, data + i));
    s1 = hn::Add(s1, hn::LoadU(d, data + i + lanes));
    s2 = hn::Add(s2, hn::LoadU(d, data + i + 2 * lanes));
    s3 = hn::Add(s3, hn::LoadU(d, data + i + 3 * lanes));
    s4 = hn::Add(s4, hn::LoadU(d, data + i + 4 * lanes));
    s5 = hn::Add(s5, hn::LoadU(d, data + i + 5 * lanes));
    s6 = hn::Add(s6, hn::LoadU(d, data + i + 6 * lanes));
    s7 = hn::Add(s7, hn::LoadU(d, data + i + 7 * lanes));
  }
  s0 = hn::Add(hn::Add(s0, s1), hn::Add(s2, s3));
  s4 = hn::Add(hn::Add(s4, s5), hn::Add(s6, s7));
  float sum = hn::GetLane(hn::SumOfLanes(d, hn::Add(s0, s4)));
  for (; i < count; ++i) sum += data[i];
  return sum;
}

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::bench
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pastiche::bench {
HWY_EXPORT(MultiplyAdd);
HWY_EXPORT(Sum);

double MeasureFmaGflops() {
  using Clock = std::chrono::steady_clock;
  volatile float kept = 0.0f;
  float sink = 0.0f;
  const auto start = Clock::now();
  const double flops = HWY_DYNAMIC_DISPATCH(MultiplyAdd)(200000, &sink);
  const std::chrono::duration<double> seconds = Clock::now() - start;
  kept = sink;
  static_cast<void>(kept);
  return flops * 1e-9 / seconds.count();
}

float SumFloats(const float* data, std::size_t count) {
  return HWY_DYNAMIC_DISPATCH(Sum)(data, count);
}

}  // namespace pastiche::bench
#endif  // HWY_ONCE
