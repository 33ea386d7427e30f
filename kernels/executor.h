// Runs independent pieces of work on a fixed number of threads: oneTBB, or
// plain std::thread (CMake: PASTICHE_EXECUTOR=threads, for ThreadSanitizer).

#ifndef PASTICHE_KERNELS_EXECUTOR_H_
#define PASTICHE_KERNELS_EXECUTOR_H_

#include <cstddef>
#include <memory>
#include <type_traits>

namespace pastiche::kernels {

// Borrows any callable as void(std::size_t begin, std::size_t end). Does not
// allocate; must not outlive the callable.
class RangeBody {
 public:
  template <typename F, typename = std::enable_if_t<
                            !std::is_same_v<std::decay_t<F>, RangeBody>>>
  RangeBody(F&& body)  // NOLINT(google-explicit-constructor): like a reference.
      : context_(
            const_cast<void*>(static_cast<const void*>(std::addressof(body)))),
        call_([](void* context, std::size_t begin, std::size_t end) {
          (*static_cast<std::remove_reference_t<F>*>(context))(begin, end);
        }) {}

  void operator()(std::size_t begin, std::size_t end) const {
    call_(context_, begin, end);
  }

 private:
  void* context_;
  void (*call_)(void*, std::size_t, std::size_t);
};

// Splits [0, count) into ranges of at most max(grain, 1) and calls `body` once
// for each, on up to thread_count() threads, the caller's being one of them.
// Returns when all are done. Which thread runs a range, and in which order, is
// not defined; callers must write results that do not depend on it. Runs in the
// calling thread, in order, when thread_count() is 1 or one range suffices.
// `body` must not throw, and may itself call ParallelFor.
void ParallelFor(std::size_t count, std::size_t grain, RangeBody body);

// The same for an outermost loop, of a caller that holds no lock: while it
// waits for the last ranges, it takes up those of the loops inside.
void ParallelForOutermost(std::size_t count, std::size_t grain, RangeBody body);

// Threads that ParallelFor uses, >= 1. Starts as the number of CPUs.
[[nodiscard]] int thread_count();

// Process-wide. Clamped to [1, kMaxThreads]; 0 or less means the number of
// CPUs. Must not be called while a ParallelFor runs: the host calls it once,
// from --threads or PASTICHE_THREADS. May start or stop threads.
void SetThreadCount(int count);

inline constexpr int kMaxThreads = 256;

// "tbb" or "threads".
[[nodiscard]] const char* ExecutorName();

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_EXECUTOR_H_
