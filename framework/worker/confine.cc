// Resource limits; system calls are filtered in confine_calls.cc.

#include "framework/worker/confine.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>

namespace pastiche {
namespace {

void Limit(int resource, std::uint64_t soft, std::uint64_t hard) {
  rlimit limit = {};
  if (::getrlimit(static_cast<__rlimit_resource>(resource), &limit) != 0) {
    return;
  }
  limit.rlim_max = std::min<rlim_t>(limit.rlim_max, hard);
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, soft);
  static_cast<void>(
      ::setrlimit(static_cast<__rlimit_resource>(resource), &limit));
}

}  // namespace

std::uint64_t DataInUse() {
  std::FILE* const file = std::fopen("/proc/self/statm", "re");
  if (file == nullptr) return 0;
  unsigned long pages = 0;
  if (std::fscanf(file, "%*u %*u %*u %*u %*u %lu", &pages) != 1) pages = 0;
  std::fclose(file);
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

void LimitResources(const WorkerLimits& limits) {
  const std::uint64_t data = DataInUse() + limits.memory_bytes;
  Limit(RLIMIT_DATA, data, data);
  // One second between the signal that names the reason and the one that ends.
  Limit(RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1);
  Limit(RLIMIT_NOFILE, 64, 64);
  Limit(RLIMIT_FSIZE, 0, 0);
  Limit(RLIMIT_CORE, 0, 0);
  // Writing beyond the limit then fails instead of killing.
  std::signal(SIGXFSZ, SIG_IGN);
}

void DieWithParent(int parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
}

}  // namespace pastiche
