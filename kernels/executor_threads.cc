// The executor on std::thread, whose synchronisation ThreadSanitizer can see.
// Exactly one executor_*.cc is compiled.

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "kernels/executor.h"

namespace pastiche::kernels {
namespace {

// True while this thread runs a range: a nested call then runs in place.
thread_local bool inside_range = false;

void RunSerially(std::size_t count, std::size_t grain, RangeBody body) {
  for (std::size_t begin = 0; begin < count;) {
    const std::size_t end = begin + std::min(grain, count - begin);
    body(begin, end);
    begin = end;
  }
}

// One job at a time; workers sleep between jobs.
class Pool {
 public:
  explicit Pool(int thread_count) {
    for (int i = 1; i < thread_count; ++i) {
      workers_.emplace_back([this] { WorkerLoop(); });
    }
  }

  ~Pool() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    for (std::thread& worker : workers_) worker.join();
  }

  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  [[nodiscard]] int thread_count() const {
    return static_cast<int>(workers_.size()) + 1;
  }

  void Run(std::size_t count, std::size_t grain, RangeBody body) {
    // A second caller at the same time does its own work rather than waiting.
    const std::unique_lock busy(busy_, std::try_to_lock);
    if (!busy.owns_lock()) return RunSerially(count, grain, body);
    {
      const std::lock_guard lock(mutex_);
      body_ = &body;
      count_ = count;
      grain_ = grain;
      range_count_ = count / grain + (count % grain != 0 ? 1 : 0);
      next_ = 0;
      unfinished_workers_ = workers_.size();
      ++job_;
    }
    wake_.notify_all();
    TakeRanges();
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return unfinished_workers_ == 0; });
  }

 private:
  void TakeRanges() {
    inside_range = true;
    for (;;) {
      const std::size_t range = next_.fetch_add(1);
      if (range >= range_count_) break;
      const std::size_t begin = range * grain_;
      (*body_)(begin, begin + std::min(grain_, count_ - begin));
    }
    inside_range = false;
  }

  void WorkerLoop() {
    std::size_t seen_job = 0;
    for (;;) {
      {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [&] { return stopping_ || job_ != seen_job; });
        if (stopping_) return;
        seen_job = job_;
      }
      TakeRanges();
      const std::lock_guard lock(mutex_);
      if (--unfinished_workers_ == 0) done_.notify_one();
    }
  }

  std::mutex busy_;
  std::mutex mutex_;  // Guards everything below but next_.
  std::condition_variable wake_;
  std::condition_variable done_;
  const RangeBody* body_ = nullptr;
  std::size_t count_ = 0;
  std::size_t grain_ = 1;
  std::size_t range_count_ = 0;
  std::size_t job_ = 0;
  std::size_t unfinished_workers_ = 0;
  bool stopping_ = false;
  std::atomic<std::size_t> next_{0};
  std::vector<std::thread> workers_;  // Last: they use all of the above.
};

int CpuCount() {
  const auto count = static_cast<int>(std::thread::hardware_concurrency());
  return std::clamp(count, 1, kMaxThreads);
}

std::unique_ptr<Pool>& GlobalPool() {
  static std::unique_ptr<Pool> pool = std::make_unique<Pool>(CpuCount());
  return pool;
}

}  // namespace

void ParallelFor(std::size_t count, std::size_t grain, RangeBody body) {
  grain = std::max<std::size_t>(grain, 1);
  if (inside_range || count <= grain || thread_count() == 1) {
    RunSerially(count, grain, body);
    return;
  }
  GlobalPool()->Run(count, grain, body);
}

// Loops inside run in the thread that calls them.
void ParallelForOutermost(std::size_t count, std::size_t grain,
                          RangeBody body) {
  ParallelFor(count, grain, body);
}

int thread_count() { return GlobalPool()->thread_count(); }

void SetThreadCount(int count) {
  if (count <= 0) count = CpuCount();
  count = std::min(count, kMaxThreads);
  if (count == thread_count()) return;
  GlobalPool() = std::make_unique<Pool>(count);
}

const char* ExecutorName() { return "threads"; }

}  // namespace pastiche::kernels
