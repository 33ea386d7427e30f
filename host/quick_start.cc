// Stands in for a function of libhwy that its start-up calls and only its
// benchmark timer needs: measuring the timer took 6 of 19 ms of `pastiche
// --help` (Zen 5, libhwy 1.0.3, 2026-11-30). The program's symbols come before
// those of libraries.

#include <cstdint>

namespace hwy::platform {

// Ticks between two readings of the timer. Declared here: the library's header
// would bring in SIMD intrinsics.
std::uint64_t TimerResolution();
__attribute__((visibility("default"))) std::uint64_t TimerResolution() {
  return 1;
}

}  // namespace hwy::platform
