// 2^x of whole spans: the exponential inside every softmax here, exposed for
// tests and for callers that need the same bits.

#ifndef PASTICHE_KERNELS_EXP2_H_
#define PASTICHE_KERNELS_EXP2_H_

#include <span>

namespace pastiche::kernels {

// out[i] = 2^x[i], within 3 ULP (2 where the CPU has FMA). 0 for x < -126, so
// also for -infinity, and for NaN; +infinity from 128 up. The same bytes on
// AVX2 and AVX-512. Requires out.size() == x.size() (asserted); may be the same
// span.
void Exp2(std::span<const float> x, std::span<float> out);

// out[i] = m[i] * ln 2 + ln x[i] for normal x > 0 and integral m; -infinity for
// x = 0: how kernels turn a running maximum (base 2) and a sum into the
// log-sum-exp they return. Within 2 ULP of max(|m ln 2|, |ln x|, |result|).
// Requires equal sizes (asserted).
void LogOfScaled(std::span<const float> m, std::span<const float> x,
                 std::span<float> out);

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_EXP2_H_
