// How long work says how far it is and learns that it should stop. Workers only
// add to the counter; the host's one ticker reads it and prints.

#ifndef PASTICHE_FRAMEWORK_CORE_PROGRESS_H_
#define PASTICHE_FRAMEWORK_CORE_PROGRESS_H_

#include <atomic>
#include <cstdint>

namespace pastiche {

struct Progress {
  std::atomic<std::uint64_t> done{0};   // Work units finished.
  std::atomic<std::uint64_t> total{0};  // 0 = not known yet.
  std::atomic<bool> cancelled{false};   // Set by the host: stop soon.
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_CORE_PROGRESS_H_
