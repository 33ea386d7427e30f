// Which plugin function each thread is in, for whoever must say so when the
// process crashes, hangs or ends: two stores on the way in, two on the way out.

#ifndef PASTICHE_FRAMEWORK_PLUGIN_CALL_MARK_H_
#define PASTICHE_FRAMEWORK_PLUGIN_CALL_MARK_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace pastiche {

// One thread's. Read from any thread, and from signal handlers on its own.
struct alignas(64) CallMark {
  std::atomic<const char*> function{nullptr};  // nullptr = in no plugin.
  std::atomic<const char*> path{nullptr};      // Of the plugin's file.
  std::atomic<std::uint64_t> calls{0};         // Begun so far.
};

inline constexpr std::size_t kMaxCallMarks = 64;
using CallMarkTable = std::array<CallMark, kMaxCallMarks>;
// Of all threads that ever called a plugin; later threads are not marked.
[[nodiscard]] CallMarkTable& CallMarks();
// Has marks written to `memory` from now on: zeroed, sizeof(CallMarkTable), and
// never unmapped. In a shared file it outlives the process: a mark whose
// function is not null then says that it died in a call. Does nothing, and
// returns false, once a thread has its mark.
bool KeepCallMarksIn(void* memory);
// This thread's; nullptr if there are too many.
[[nodiscard]] CallMark* ThreadCallMark();

// Marks the thread as being in `function` of the plugin at `path`, both of
// which outlive it, until the end of the scope.
class CallScope {
 public:
  CallScope(const char* path, const char* function) : mark_(ThreadCallMark()) {
    if (mark_ == nullptr) return;
    outer_ = mark_->function.load(std::memory_order_relaxed);
    outer_path_ = mark_->path.load(std::memory_order_relaxed);
    Enter(path, function);
  }
  ~CallScope() {
    if (mark_ != nullptr) Enter(outer_path_, outer_);
  }
  CallScope(const CallScope&) = delete;
  CallScope& operator=(const CallScope&) = delete;

 private:
  void Enter(const char* path, const char* function) {
    mark_->path.store(path, std::memory_order_relaxed);
    mark_->calls.store(mark_->calls.load(std::memory_order_relaxed) + 1,
                       std::memory_order_relaxed);
    mark_->function.store(function, std::memory_order_release);
  }

  CallMark* mark_;
  const char* outer_ = nullptr;
  const char* outer_path_ = nullptr;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_PLUGIN_CALL_MARK_H_
