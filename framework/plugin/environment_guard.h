// Puts back what loading a plugin may change in the process. A plugin linked
// with -ffast-math makes denormals zero in the host from a constructor; others
// call setlocale() or install signal handlers.

#ifndef PASTICHE_FRAMEWORK_PLUGIN_ENVIRONMENT_GUARD_H_
#define PASTICHE_FRAMEWORK_PLUGIN_ENVIRONMENT_GUARD_H_

#include <memory>
#include <string>
#include <vector>

namespace pastiche {

// Saves, on construction, the calling thread's floating-point environment
// (MXCSR and x87 control word included) and signal mask, and the process's
// locale, signal dispositions, working directory and umask. Costs about 18 us,
// most of it two system calls per signal. Threads: the process's part is
// shared, so no other thread should change it meanwhile.
class EnvironmentGuard {
 public:
  EnvironmentGuard();
  ~EnvironmentGuard();  // Restores, unless Restore() has.
  EnvironmentGuard(const EnvironmentGuard&) = delete;
  EnvironmentGuard& operator=(const EnvironmentGuard&) = delete;

  // Puts everything back. Returns what had changed, in words: "locale",
  // "floating-point mode", ... Empty the second time.
  std::vector<std::string> Restore();

 private:
  struct Saved;
  std::unique_ptr<Saved> saved_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_PLUGIN_ENVIRONMENT_GUARD_H_
