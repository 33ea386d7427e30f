#include "framework/plugin/environment_guard.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cfenv>
#include <clocale>
#include <csignal>
#include <cstdint>
#include <cstring>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace pastiche {
namespace {

// The control bits that <cfenv> does not promise to restore: FTZ, DAZ and x87
// precision. The MXCSR's sticky exception flags (low 6 bits) are no mode.
struct FloatControl {
  std::uint32_t mxcsr = 0;
  std::uint16_t x87 = 0;
  bool operator==(const FloatControl&) const = default;
};

FloatControl ReadFloatControl() {
  FloatControl control;
#if defined(__x86_64__)
  control.mxcsr = _mm_getcsr() & ~0x3Fu;
  __asm__ volatile("fnstcw %0" : "=m"(control.x87));
#elif defined(__aarch64__)
  std::uint64_t fpcr = 0;
  __asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
  control.mxcsr = static_cast<std::uint32_t>(fpcr);
#endif
  return control;
}

void WriteFloatControl(const FloatControl& control) {
#if defined(__x86_64__)
  _mm_setcsr((_mm_getcsr() & 0x3Fu) | control.mxcsr);
  __asm__ volatile("fldcw %0" : : "m"(control.x87));
#elif defined(__aarch64__)
  const std::uint64_t fpcr = control.mxcsr;
  __asm__ volatile("msr fpcr, %0" : : "r"(fpcr));
#else
  static_cast<void>(control);
#endif
}

bool SameAction(const struct sigaction& a, const struct sigaction& b) {
  constexpr int kUserFlags = SA_NOCLDSTOP | SA_NOCLDWAIT | SA_NODEFER |
                             SA_ONSTACK | SA_RESETHAND | SA_RESTART |
                             SA_SIGINFO;
  return a.sa_handler == b.sa_handler &&
         (a.sa_flags & kUserFlags) == (b.sa_flags & kUserFlags);
}

mode_t ReadUmask() {
  const mode_t mask = ::umask(077);  // Strict in the moment it is set.
  ::umask(mask);
  return mask;
}

bool SameMask(const sigset_t& a, const sigset_t& b) {
  for (int signal = 1; signal < NSIG; ++signal) {
    if (sigismember(&a, signal) != sigismember(&b, signal)) return false;
  }
  return true;
}

}  // namespace

struct EnvironmentGuard::Saved {
  FloatControl float_control = ReadFloatControl();
  std::fenv_t float_environment = {};
  std::string locale = std::setlocale(LC_ALL, nullptr);
  locale_t thread_locale = ::uselocale(nullptr);
  std::array<struct sigaction, NSIG> actions = {};
  std::array<bool, NSIG> action_known = {};
  sigset_t signal_mask = {};
  mode_t umask = ReadUmask();
  int folder = ::open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
  struct stat folder_status = {};
};

EnvironmentGuard::EnvironmentGuard() : saved_(std::make_unique<Saved>()) {
  std::fegetenv(&saved_->float_environment);
  for (int signal = 1; signal < NSIG; ++signal) {
    const auto i = static_cast<std::size_t>(signal);
    saved_->action_known[i] =
        ::sigaction(signal, nullptr, &saved_->actions[i]) == 0;
  }
  ::pthread_sigmask(SIG_SETMASK, nullptr, &saved_->signal_mask);
  ::stat(".", &saved_->folder_status);
}

EnvironmentGuard::~EnvironmentGuard() { Restore(); }

std::vector<std::string> EnvironmentGuard::Restore() {
  std::vector<std::string> changed;
  if (saved_ == nullptr) return changed;
  if (!(ReadFloatControl() == saved_->float_control)) {
    changed.emplace_back("floating-point mode");
  }
  std::fesetenv(&saved_->float_environment);
  WriteFloatControl(saved_->float_control);

  if (saved_->locale != std::setlocale(LC_ALL, nullptr) ||
      ::uselocale(nullptr) != saved_->thread_locale) {
    changed.emplace_back("locale");
    std::setlocale(LC_ALL, saved_->locale.c_str());
    ::uselocale(saved_->thread_locale);
  }

  bool signals = false;
  for (int signal = 1; signal < NSIG; ++signal) {
    const auto i = static_cast<std::size_t>(signal);
    struct sigaction now = {};
    if (!saved_->action_known[i] || ::sigaction(signal, nullptr, &now) != 0 ||
        SameAction(now, saved_->actions[i])) {
      continue;
    }
    signals = true;
    ::sigaction(signal, &saved_->actions[i], nullptr);
  }
  sigset_t mask = {};
  ::pthread_sigmask(SIG_SETMASK, &saved_->signal_mask, &mask);
  if (signals || !SameMask(mask, saved_->signal_mask)) {
    changed.emplace_back("signal handling");
  }

  struct stat here = {};
  if (saved_->folder >= 0) {
    if (::stat(".", &here) != 0 ||
        here.st_ino != saved_->folder_status.st_ino ||
        here.st_dev != saved_->folder_status.st_dev) {
      changed.emplace_back("working directory");
      // Nothing to be done should it fail: the folder is gone.
      static_cast<void>(::fchdir(saved_->folder) == 0);
    }
    ::close(saved_->folder);
  }
  if (::umask(saved_->umask) != saved_->umask) changed.emplace_back("umask");
  saved_.reset();
  return changed;
}

}  // namespace pastiche
