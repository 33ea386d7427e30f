// What this machine is and what it can do at most.

#ifndef PASTICHE_BENCH_MACHINE_H_
#define PASTICHE_BENCH_MACHINE_H_

#include <cstddef>
#include <span>

#include "bench/report.h"

namespace pastiche::bench {

// Name, compiler, SIMD target in use, and the limits below: for 1 and `threads`
// threads, the best of several tries. About a second.
[[nodiscard]] Machine DescribeMachine(int threads);

// Billions of floating-point operations per second of independent multiply-adds
// on this many threads at once, measured for about a millisecond.
[[nodiscard]] double FmaGflops(int threads);

// Reads all once, on the executor's threads.
void ReadAll(std::span<const float> data);

// Bytes of a cache (2 or 3), or a usual size where the system does not tell.
[[nodiscard]] std::size_t CacheBytes(int level);

}  // namespace pastiche::bench

#endif  // PASTICHE_BENCH_MACHINE_H_
