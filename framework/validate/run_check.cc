// One check in this process, confined, its outcome as an answer.

#include "framework/validate/run_check.h"

#include <new>

#include "framework/validate/subject.h"
#include "framework/worker/confine.h"
#include "framework/worker/plugin_call.h"

namespace pastiche {

CheckOutcome RunCheck(const std::filesystem::path& path, std::size_t check,
                      std::size_t domain, std::uint64_t seed) {
  // Never destroyed: what the plugin does in destroy() at the end of a check
  // that found a fault is not what is asked.
  auto& subject = *new CheckSubject(path, domain, seed);
  try {
    Checks()[check].run(subject);
  } catch (const CheckEnd& end) {
    return end.outcome;
  } catch (const std::bad_alloc&) {
    return {CheckStatus::kSkipped, "this process ran out of memory"};
  } catch (...) {  // Only raw calls let it come this far.
    return {CheckStatus::kFailed, "an exception left the plugin (rule R6)"};
  }
  return {};
}

std::string AnswerValidate(ByteReader& in) {
  const std::string path(in.GetText());
  const auto check = in.Get<std::uint64_t>();
  const auto domain = in.Get<std::uint64_t>();
  const auto seed = in.Get<std::uint64_t>();
  if (!in.done() || check >= Checks().size()) {
    return RefusedAnswer({ErrorCode::kInvalidArgument, "no such check", ""});
  }
  LimitResources({std::uint64_t{2} << 30, 120});
  static_cast<void>(ConfineSystemCalls(Confinement::kNoOutside));
  const CheckOutcome outcome = RunCheck(path, check, domain, seed);
  ByteWriter out;
  out.Put<std::uint8_t>(1);
  out.Put(static_cast<std::uint8_t>(outcome.status));
  out.PutText(outcome.detail);
  return out.Take();
}

}  // namespace pastiche
