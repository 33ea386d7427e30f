// Signal handlers and a watching thread that name the plugin at fault.

#include "host/crash_report.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>

#include "framework/plugin/call_mark.h"

namespace pastiche::host {
namespace {

struct Watched {
  std::atomic<const char*> path{nullptr};
  std::atomic<const CrashSentinel*> sentinel{nullptr};
};
std::array<Watched, 16> watched;

constexpr std::array kFatal = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
std::array<struct sigaction, kFatal.size()> before;

// Async-signal-safe from here to Report().
class Line {
 public:
  Line& Add(const char* text) {
    while (*text != '\0' && size_ < sizeof text_) text_[size_++] = *text++;
    return *this;
  }
  void Write() const {
    std::size_t done = 0;
    while (done < size_) {
      const ssize_t wrote = ::write(STDERR_FILENO, text_ + done, size_ - done);
      if (wrote <= 0) return;
      done += static_cast<std::size_t>(wrote);
    }
  }

 private:
  char text_[4096];
  std::size_t size_ = 0;
};

const CrashSentinel* SentinelOf(const char* path) {
  for (const Watched& each : watched) {
    const char* const known = each.path;
    if (known != nullptr && std::strcmp(known, path) == 0) return each.sentinel;
  }
  return nullptr;
}

// Says who did it and ends the program.
[[noreturn]] void Report(const char* path, const char* function,
                         const char* what) {
  const CrashSentinel* const sentinel = SentinelOf(path);
  if (sentinel != nullptr) sentinel->Blame(what, function);
  Line line;
  line.Add("pastiche: error: plugin file ").Add(path).Add(" ").Add(what);
  line.Add(" in ").Add(function).Add("(); ");
  if (sentinel != nullptr) {
    const char* const slash = std::strrchr(path, '/');
    line.Add(
        "it is quarantined from now on: rebuild it, or run pastiche list "
        "--clear-quarantine ");
    line.Add(slash == nullptr ? path : slash + 1);
  } else {
    line.Add("report it to the plugin's vendor");
  }
  line.Add("; --isolate=all runs a plugin in a process of its own\n");
  line.Write();
  ::_exit(1);
}

const char* NameOf(int signal) {
  switch (signal) {
    case SIGSEGV:
      return "crashed (segmentation fault)";
    case SIGBUS:
      return "crashed (bus error)";
    case SIGILL:
      return "crashed (illegal instruction)";
    case SIGFPE:
      return "crashed (arithmetic error)";
    default:
      return "crashed (abort)";
  }
}

void OnFatalSignal(int signal) {
  const CallMark* const mark = ThreadCallMark();
  const char* const function =
      mark == nullptr ? nullptr : mark->function.load();
  if (function != nullptr) Report(mark->path, function, NameOf(signal));
  // Not a plugin's: as if this had never been here.
  for (std::size_t i = 0; i < kFatal.size(); ++i) {
    if (kFatal[i] == signal) ::sigaction(signal, &before[i], nullptr);
  }
  ::raise(signal);
}

void OnExit() {
  const CallMark* const mark = ThreadCallMark();
  const char* const function =
      mark == nullptr ? nullptr : mark->function.load();
  if (function != nullptr) Report(mark->path, function, "ended the program");
}

void WatchCalls(std::chrono::milliseconds deadline) {
  using Clock = std::chrono::steady_clock;
  struct Seen {
    std::uint64_t calls = 0;
    Clock::time_point since = Clock::now();
  };
  static std::array<Seen, kMaxCallMarks> seen;
  const std::string what = "did not return within " +
                           std::to_string((deadline.count() + 999) / 1000) +
                           " s";
  for (;;) {
    std::this_thread::sleep_for(
        std::min(deadline / 4, std::chrono::milliseconds(200)));
    for (std::size_t i = 0; i < kMaxCallMarks; ++i) {
      const CallMark& mark = CallMarks()[i];
      const char* const function =
          mark.function.load(std::memory_order_acquire);
      const std::uint64_t calls = mark.calls.load(std::memory_order_relaxed);
      if (function == nullptr || calls != seen[i].calls) {
        seen[i] = {calls, Clock::now()};
      } else if (Clock::now() - seen[i].since > deadline) {
        Report(mark.path, function, what.c_str());
      }
    }
  }
}

}  // namespace

void ReportPluginCrashes() {
  // The main thread's: a plugin that overflows its stack still gets its line.
  static std::array<char, 1 << 16> stack;
  stack_t alternative = {};
  alternative.ss_sp = stack.data();
  alternative.ss_size = stack.size();
  ::sigaltstack(&alternative, nullptr);
  for (std::size_t i = 0; i < kFatal.size(); ++i) {
    struct sigaction action = {};
    action.sa_handler = OnFatalSignal;
    action.sa_flags = SA_ONSTACK | SA_NODEFER;
    ::sigaction(kFatal[i], &action, &before[i]);
  }
  std::atexit(OnExit);
}

void ReportPluginHangs(std::chrono::milliseconds deadline) {
  // Sleeps until the program ends; it holds nothing that needs an end.
  sigset_t all, old;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &old);  // Signals are for the others.
  std::thread(WatchCalls, deadline).detach();
  ::pthread_sigmask(SIG_SETMASK, &old, nullptr);
}

void SetSentinel(const char* path, const CrashSentinel* sentinel) {
  for (Watched& each : watched) {
    const char* const known = each.path;
    if (known != nullptr && std::strcmp(known, path) != 0) continue;
    if (known == nullptr && sentinel == nullptr) continue;
    each.sentinel = sentinel;
    each.path = sentinel == nullptr ? nullptr : path;
    return;
  }
}

}  // namespace pastiche::host
