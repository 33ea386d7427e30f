// The one way into a plugin instance: serialises calls, stops exceptions at the
// boundary, and turns the answer into a Result that names plugin and function.

#ifndef PASTICHE_FRAMEWORK_PLUGIN_CALL_GATE_H_
#define PASTICHE_FRAMEWORK_PLUGIN_CALL_GATE_H_

#include <pastiche/plugin.h>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

#include "framework/core/result.h"
#include "framework/plugin/call_mark.h"
#include "framework/plugin/sinks.h"

namespace pastiche {

// Whom to name in an error.
struct PluginIdentity {
  std::string domain;  // Short name.
  std::string vendor;
  std::string path;  // Of the file.
};

// Thrown by what stands in for a plugin in another process when that process is
// gone. `what` follows the function's name: "crashed (signal 11, ...)".
struct PluginGone {
  ErrorCode code = ErrorCode::kPluginFailed;  // Or kCancelled.
  std::string what;
};

// Which answers a function may give besides failing.
enum class Answers : std::uint8_t { kOk, kOkOrNo };

// Threads: may be used from several at once; calls run one at a time unless
// `concurrent`.
class CallGate {
 public:
  CallGate(PluginIdentity identity, bool concurrent)
      : identity_(std::move(identity)), concurrent_(concurrent) {}

  // Runs call() and judges its status: true = PST_OK, false = PST_NO (only if
  // `answers` has it). `sink`, which may be null, is the sink call() hands to
  // the plugin; it is finished here, and what it refused decides.
  // Errors:
  //   kInvalidArgument  the data is at fault (with the plugin's diagnostics),
  //                     or an argument is out of range
  //   kPluginFailed     broken contract, internal error, no memory; after an
  //                     internal error or an exception every later call too
  //   kUnsupported, kCancelled, kLimit
  template <typename Call>
  [[nodiscard]] Result<bool> Ask(const char* function, SinkRecorder* sink,
                                 Answers answers, const Call& call) const {
    if (broken_) return tl::unexpected<Error>(BrokenError(function));
    std::unique_lock<std::mutex> lock(mutex_, std::defer_lock);
    if (!concurrent_) lock.lock();
    const CallScope scope(identity_.path.c_str(), function);
    try {
      return Judge(function, sink, answers, call());
    } catch (const PluginGone& gone) {
      return tl::unexpected<Error>(Gone(function, gone, sink));
    } catch (...) {
      // Rule R6 forbids it. The plugin's state is unknown from here on.
      return tl::unexpected<Error>(
          Break(function, "let an exception escape", sink));
    }
  }

  // For functions that return a number and cannot fail: call(), or `instead`
  // after an exception.
  template <typename Value, typename Call>
  [[nodiscard]] Value AskNumber(const char* function, Value instead,
                                const Call& call) const {
    if (broken_) return instead;
    std::unique_lock<std::mutex> lock(mutex_, std::defer_lock);
    if (!concurrent_) lock.lock();
    const CallScope scope(identity_.path.c_str(), function);
    try {
      return call();
    } catch (const PluginGone& gone) {
      static_cast<void>(Gone(function, gone, nullptr));
      return instead;
    } catch (...) {
      static_cast<void>(Break(function, "let an exception escape", nullptr));
      return instead;
    }
  }

  // kPluginFailed: "plugin mario broke its contract: describe() <what>".
  [[nodiscard]] Error Breach(const char* function,
                             const std::string& what) const;
  // Where a breach has no Result to travel in: later calls fail with it.
  void BreakWith(const char* function, const std::string& what) const;

  [[nodiscard]] const PluginIdentity& identity() const { return identity_; }

 private:
  [[nodiscard]] Result<bool> Judge(const char* function, SinkRecorder* sink,
                                   Answers answers, pst_status status) const;
  [[nodiscard]] Error JudgeRefusal(const char* function,
                                   const SinkRecorder& sink,
                                   pst_status status) const;
  [[nodiscard]] Error JudgeFailure(const char* function, SinkRecorder* sink,
                                   pst_status status) const;
  [[nodiscard]] Error Break(const char* function, const std::string& what,
                            SinkRecorder* sink) const;
  [[nodiscard]] Error Gone(const char* function, const PluginGone& gone,
                           SinkRecorder* sink) const;
  [[nodiscard]] Error BrokenError(const char* function) const;
  [[nodiscard]] std::string ReportMend() const;

  PluginIdentity identity_;
  bool concurrent_;
  mutable std::mutex mutex_;
  mutable std::atomic<bool> broken_{false};
  mutable std::mutex cause_mutex_;
  mutable std::string cause_;  // Why it is broken.
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_PLUGIN_CALL_GATE_H_
