// Installs the system-call filters over seccomp(2): no library needed.

#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "framework/worker/call_filter.h"
#include "framework/worker/confine.h"

namespace pastiche {

std::string ConfineSystemCalls(Confinement confinement) {
  auto code = CallFilter(confinement, static_cast<std::uint32_t>(::getpid()));
  if (code.empty()) return "no filter is written for this processor";
  sock_fprog program = {static_cast<unsigned short>(code.size()), code.data()};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    return std::strerror(errno);
  }
  if (::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC,
                &program) != 0) {
    return std::strerror(errno);
  }
  return "";
}

}  // namespace pastiche
