// The executor of the freestanding profile, which has no threads: runs
// everything in the caller's. Exactly one executor_*.cc is compiled.

#include <algorithm>

#include "kernels/executor.h"

namespace pastiche::kernels {

void ParallelFor(std::size_t count, std::size_t grain, RangeBody body) {
  grain = std::max<std::size_t>(grain, 1);
  for (std::size_t begin = 0; begin < count;) {
    const std::size_t end = begin + std::min(grain, count - begin);
    body(begin, end);
    begin = end;
  }
}

void ParallelForOutermost(std::size_t count, std::size_t grain,
                          RangeBody body) {
  ParallelFor(count, grain, body);
}

int thread_count() { return 1; }

void SetThreadCount(int) {}

const char* ExecutorName() { return "serial"; }

}  // namespace pastiche::kernels
