// What a plugin answered, judged: value, refusal or breach.

#include "framework/plugin/call_gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace pastiche {
namespace {

const Diagnostic* FirstError(const SinkRecorder* sink) {
  if (sink == nullptr) return nullptr;
  const auto first = std::find_if(
      sink->diagnostics.begin(), sink->diagnostics.end(),
      [](const Diagnostic& d) { return d.severity == Severity::kError; });
  return first == sink->diagnostics.end() ? nullptr : &*first;
}

std::vector<Diagnostic> TakeDiagnostics(SinkRecorder* sink) {
  return sink == nullptr ? std::vector<Diagnostic>()
                         : std::move(sink->diagnostics);
}

}  // namespace

std::string CallGate::ReportMend() const {
  return fmt::format("report it to the plugin's vendor ({}); the file is {}",
                     identity_.vendor, identity_.path);
}

Error CallGate::Breach(const char* function, const std::string& what) const {
  return Error{ErrorCode::kPluginFailed,
               fmt::format("plugin {} broke its contract: {}() {}",
                           identity_.domain, function, what),
               ReportMend()};
}

void CallGate::BreakWith(const char* function, const std::string& what) const {
  const std::lock_guard<std::mutex> lock(cause_mutex_);
  if (!broken_) cause_ = fmt::format("{}() {}", function, what);
  broken_ = true;
}

Error CallGate::Break(const char* function, const std::string& what,
                      SinkRecorder* sink) const {
  BreakWith(function, what);
  const Diagnostic* first = FirstError(sink);
  std::string message = fmt::format("plugin {} failed: {}() {}",
                                    identity_.domain, function, what);
  if (first != nullptr) message += fmt::format(" ({})", first->message);
  return Error{ErrorCode::kPluginFailed, std::move(message), ReportMend(),
               TakeDiagnostics(sink)};
}

Error CallGate::Gone(const char* function, const PluginGone& gone,
                     SinkRecorder* sink) const {
  if (gone.code != ErrorCode::kCancelled) {
    return Break(function, gone.what, sink);
  }
  BreakWith(function, "was cancelled");
  return Error{
      ErrorCode::kCancelled,
      fmt::format("plugin {}: {}() was cancelled", identity_.domain, function),
      ""};
}

Error CallGate::BrokenError(const char* function) const {
  const std::lock_guard<std::mutex> lock(cause_mutex_);
  return Error{
      ErrorCode::kPluginFailed,
      fmt::format("plugin {} is out of use, so {}() was not called: {} before",
                  identity_.domain, function, cause_),
      ReportMend()};
}

Result<bool> CallGate::Judge(const char* function, SinkRecorder* sink,
                             Answers answers, pst_status status) const {
  const bool answered =
      status == PST_OK || (status == PST_NO && answers == Answers::kOkOrNo);
  if (sink != nullptr) {
    const bool refused_in_the_call = sink->refusal().has_value();
    if (answered && !refused_in_the_call) sink->Finish();
    if (refused_in_the_call && answered && !sink->refusal()->breach) {
      return tl::unexpected<Error>(
          Breach(function, fmt::format("returned {} although the sink said "
                                       "stop ({})",
                                       status, sink->refusal()->what)));
    }
    if (sink->refusal()) {
      return tl::unexpected<Error>(JudgeRefusal(function, *sink, status));
    }
  }
  if (answered) return status == PST_OK;
  return tl::unexpected<Error>(JudgeFailure(function, sink, status));
}

Error CallGate::JudgeRefusal(const char* function, const SinkRecorder& sink,
                             pst_status status) const {
  const SinkRecorder::Refusal& refusal = *sink.refusal();
  if (refusal.breach) return Breach(function, refusal.what);
  if (sink.used_after_refusal()) {
    return Breach(function,
                  fmt::format("kept writing after the sink said stop ({})",
                              refusal.what));
  }
  // An internal error on top of a refusal is an internal error.
  if (status == PST_E_INTERNAL) {
    return Break(function, "reported an internal error", nullptr);
  }
  const ErrorCode code = refusal.status == PST_E_CANCELLED
                             ? ErrorCode::kCancelled
                             : ErrorCode::kLimit;
  return Error{
      code,
      fmt::format("plugin {}: {}() {}", identity_.domain, function,
                  refusal.what),
      code == ErrorCode::kLimit ? "give it less, or smaller files" : ""};
}

Error CallGate::JudgeFailure(const char* function, SinkRecorder* sink,
                             pst_status status) const {
  const Diagnostic* first = FirstError(sink);
  const auto failed = [&](ErrorCode code, std::string_view what) {
    Error error{
        code,
        fmt::format("plugin {}: {}() {}", identity_.domain, function, what),
        ""};
    if (first != nullptr) {
      error.message = first->message;
      error.mend = first->mend;
    }
    error.diagnostics = TakeDiagnostics(sink);
    return error;
  };
  switch (status) {
    case PST_E_INVALID_INPUT:
      if (first != nullptr) return failed(ErrorCode::kInvalidArgument, "");
      return Breach(function,
                    "refused its input without a diagnostic that says why");
    case PST_E_UNSUPPORTED:
      return failed(ErrorCode::kUnsupported, "is not offered for this");
    case PST_E_NO_MEMORY:
      return failed(ErrorCode::kLimit, "ran out of memory");
    case PST_E_CANCELLED:
      return Breach(function, "says it was cancelled, but nobody cancelled it");
    case PST_E_LIMIT:
      return failed(ErrorCode::kLimit, "finds the input too large");
    case PST_E_RANGE:
      return failed(ErrorCode::kInvalidArgument,
                    "says an argument is out of range");
    case PST_E_INTERNAL:
      return Break(function, "reported an internal error", sink);
    default:
      return Break(function,
                   fmt::format("returned the unknown status {}", status), sink);
  }
}

}  // namespace pastiche
