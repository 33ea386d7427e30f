// Which system calls a confined worker may make, as a seccomp program. Apart
// from what installs it, so that tests can ask it about any call.

#ifndef PASTICHE_FRAMEWORK_WORKER_CALL_FILTER_H_
#define PASTICHE_FRAMEWORK_WORKER_CALL_FILTER_H_

#include <linux/filter.h>

#include <cstdint>
#include <vector>

#include "framework/worker/confine.h"

namespace pastiche {

// Classic BPF over seccomp_data for process `self`, which may signal nobody
// else. Empty: none is written for this processor.
[[nodiscard]] std::vector<sock_filter> CallFilter(Confinement confinement,
                                                  std::uint32_t self);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_WORKER_CALL_FILTER_H_
