// The executor on oneTBB. Exactly one executor_*.cc is compiled.

#include <tbb/blocked_range.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/partitioner.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <memory>
#include <thread>

#include "kernels/executor.h"

namespace pastiche::kernels {
namespace {

struct Arena {
  explicit Arena(int count)
      : thread_count(count),
        // Without it oneTBB never runs more threads than there are CPUs.
        limit(tbb::global_control::max_allowed_parallelism,
              static_cast<std::size_t>(count)),
        arena(count) {}

  int thread_count;
  tbb::global_control limit;
  tbb::task_arena arena;  // Starts no thread until first used.
};

int CpuCount() {
  const auto count = static_cast<int>(std::thread::hardware_concurrency());
  return std::clamp(count, 1, kMaxThreads);
}

std::unique_ptr<Arena>& GlobalArena() {
  static std::unique_ptr<Arena> arena = std::make_unique<Arena>(CpuCount());
  return arena;
}

// Calls run(loop) in the arena unless the calling thread can do all itself.
template <typename Run>
void Split(std::size_t count, std::size_t grain, RangeBody body,
           const Run& run) {
  grain = std::max<std::size_t>(grain, 1);
  Arena& global = *GlobalArena();
  if (global.thread_count == 1 || count <= grain) {
    for (std::size_t begin = 0; begin < count;) {
      const std::size_t end = begin + std::min(grain, count - begin);
      body(begin, end);
      begin = end;
    }
    return;
  }
  const auto loop = [&] {
    tbb::parallel_for(
        tbb::blocked_range<std::size_t>(0, count, grain),
        [&](const tbb::blocked_range<std::size_t>& range) {
          body(range.begin(), range.end());
        },
        tbb::simple_partitioner());
  };
  global.arena.execute([&] { run(loop); });
}

}  // namespace

void ParallelFor(std::size_t count, std::size_t grain, RangeBody body) {
  // Isolated: a caller that waits, perhaps with a lock, takes up no other work.
  Split(count, grain, body,
        [](const auto& loop) { tbb::this_task_arena::isolate(loop); });
}

void ParallelForOutermost(std::size_t count, std::size_t grain,
                          RangeBody body) {
  Split(count, grain, body, [](const auto& loop) { loop(); });
}

int thread_count() { return GlobalArena()->thread_count; }

void SetThreadCount(int count) {
  if (count <= 0) count = CpuCount();
  count = std::min(count, kMaxThreads);
  if (count == thread_count()) return;
  GlobalArena() = std::make_unique<Arena>(count);
}

const char* ExecutorName() { return "tbb"; }

}  // namespace pastiche::kernels
