// A worker for each check, and what its answer or end means.

#include "framework/validate/validator.h"

#include <utility>

#include "framework/plugin/text_check.h"
#include "framework/worker/remote_instance.h"
#include "framework/worker/remote_plugin.h"
#include "framework/worker/worker_process.h"

namespace pastiche {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

Result<std::unique_ptr<WorkerProcess>> StartWorker(
    const ValidateOptions& options) {
  auto worker = WorkerProcess::Start(options.worker);
  if (!worker) return worker;
  (*worker)->SetDeadline(options.deadline);
  (*worker)->SetCancelled(options.cancelled);
  return worker;
}

// The ids of the file's domains; empty if it does not load.
Result<std::vector<std::string>> DomainsOf(const fs::path& file,
                                           const ValidateOptions& options) {
  std::vector<std::string> ids;
  auto worker = StartWorker(options);
  if (!worker) return Fail(worker);
  const auto plugin = RemotePlugin::Load(**worker, file, {});
  if (!plugin) {
    if (plugin.error().code == ErrorCode::kCancelled) return Fail(plugin);
    return ids;
  }
  for (const PluginDomain& domain : (*plugin)->domains()) {
    ids.push_back(domain.info.id);
  }
  return ids;
}

// What the worker's answer says.
CheckOutcome ReadOutcome(const std::string& answer) {
  ByteReader in(answer);
  const Result<void> begun = BeginAnswer(in);
  if (!begun) return {CheckStatus::kFailed, begun.error().message};
  const auto status = in.Get<std::uint8_t>();
  CheckOutcome outcome;
  outcome.detail = in.GetText();
  // It goes to terminals and JSON.
  if (!in.done() || status > static_cast<std::uint8_t>(CheckStatus::kSkipped) ||
      FindInvalidText(outcome.detail) != outcome.detail.size()) {
    return {CheckStatus::kFailed, "its worker gave no proper answer"};
  }
  outcome.status = static_cast<CheckStatus>(status);
  return outcome;
}

Result<CheckOutcome> Run(const fs::path& file, std::size_t check,
                         std::size_t domain, const ValidateOptions& options) {
  auto worker = StartWorker(options);
  if (!worker) return Fail(worker);
  ByteWriter request = BeginRequest(PluginCall::kValidate);
  std::error_code error;
  const fs::path absolute = fs::absolute(file, error);
  request.PutText((error ? file : absolute).string());
  request.Put<std::uint64_t>(check);
  request.Put<std::uint64_t>(domain);
  request.Put(options.seed);
  const Result<std::string> answer = (*worker)->Ask(request.Take());
  if (answer) return ReadOutcome(*answer);
  if (answer.error().code == ErrorCode::kCancelled) return Fail(answer);
  return CheckOutcome{CheckStatus::kFailed, "it " + answer.error().message};
}

}  // namespace

Result<std::vector<CheckReport>> ValidatePlugin(
    const fs::path& file, const ValidateOptions& options,
    const std::function<void(const CheckReport&)>& told) {
  const Result<std::vector<std::string>> domains = DomainsOf(file, options);
  if (!domains) return Fail(domains);
  std::vector<CheckReport> reports;
  for (std::size_t i = 0; i < Checks().size(); ++i) {
    const Check& check = Checks()[i];
    if (options.only_random && !check.random) continue;
    const std::size_t subjects = check.per_domain ? domains->size() : 1;
    if (subjects == 0) {
      reports.push_back(
          {&check, "", {CheckStatus::kSkipped, "the file does not load"}});
      told(reports.back());
    }
    for (std::size_t domain = 0; domain < subjects; ++domain) {
      const Clock::time_point begin = Clock::now();
      const Result<CheckOutcome> outcome = Run(file, i, domain, options);
      if (!outcome) return Fail(outcome);
      const std::chrono::duration<double, std::milli> took =
          Clock::now() - begin;
      reports.push_back({&check, check.per_domain ? (*domains)[domain] : "",
                         *outcome, took.count(), options.seed});
      told(reports.back());
    }
  }
  return reports;
}

}  // namespace pastiche
