// What the worker takes from itself before it loads a plugin: resources, and
// system calls that no plugin needs.

#ifndef PASTICHE_FRAMEWORK_WORKER_CONFINE_H_
#define PASTICHE_FRAMEWORK_WORKER_CONFINE_H_

#include <cstdint>
#include <string>

namespace pastiche {

struct WorkerLimits {
  std::uint64_t memory_bytes = std::uint64_t{1} << 30;  // Beyond what is used.
  std::uint64_t cpu_seconds = 10;
};

// Bytes of private writable memory, as RLIMIT_DATA counts them; a sanitizer's
// shadow memory is among them. 0 where the system does not tell.
[[nodiscard]] std::uint64_t DataInUse();

// Bounds memory (RLIMIT_DATA: counts what is written, so that the address space
// a sanitizer reserves does not matter), processor time, open files (64), files
// written (none) and core dumps (none). For good.
void LimitResources(const WorkerLimits& limits);

enum class Confinement : std::uint8_t {
  // No new process or program, socket, signal to others, tracing; no file
  // opened for writing, made, renamed or removed. Threads and reading are
  // allowed: the dynamic loader needs it.
  kNoOutside,
  // Only what computing takes: memory, threads, clocks, and reading and writing
  // what is open. No file is opened, no path looked at.
  kComputeOnly,
};

// Installs a seccomp filter for every thread of the process; forbidden calls
// fail with EPERM. For good; a stricter one may follow. Returns why it is not
// available, else empty.
[[nodiscard]] std::string ConfineSystemCalls(Confinement confinement);

// How a worker gives up what it does not need: as above, or as a test says.
struct Confiner {
  void (*limit)(const WorkerLimits& limits) = LimitResources;
  std::string (*confine)(Confinement confinement) = ConfineSystemCalls;
};

// Ends this process when the process `parent` ends, also if it already has.
// Linux ends it with the *thread* that started it, so start workers from
// threads that last.
void DieWithParent(int parent);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_WORKER_CONFINE_H_
