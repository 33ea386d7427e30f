// The loop of the worker: a request, an answer.

#include "framework/worker/serve.h"

#include <memory>
#include <new>
#include <optional>
#include <string>

#include "framework/plugin/library.h"
#include "framework/worker/frame.h"
#include "framework/worker/plugin_server.h"

namespace pastiche {
namespace {

class Service {
 public:
  Service(AnswerCheck validate, const Confiner& confiner)
      : validate_(validate), confiner_(confiner) {}
  std::string Answer(std::string_view request) {
    ByteReader in(request);
    const auto call = static_cast<PluginCall>(in.Get<std::uint32_t>());
    if (in.ok() && call == PluginCall::kLoad) return Load(in);
    if (in.ok() && call == PluginCall::kConfine) {
      ByteWriter out;
      out.Put<std::uint8_t>(1);
      out.PutText(confiner_.confine(Confinement::kComputeOnly));
      return out.Take();
    }
    if (in.ok() && call == PluginCall::kValidate) return validate_(in);
    if (server_) return server_->Answer(request);
    return RefusedAnswer(
        {ErrorCode::kInvalidArgument, "nothing is loaded", ""});
  }

 private:
  std::string Load(ByteReader& in) {
    const std::string path(in.GetText());
    WorkerLimits limits;
    limits.memory_bytes = in.Get<std::uint64_t>();
    limits.cpu_seconds = in.Get<std::uint64_t>();
    if (!in.done() || server_) {
      return RefusedAnswer(
          {ErrorCode::kInvalidArgument, "no such request", ""});
    }
    confiner_.limit(limits);
    const std::string unconfined = confiner_.confine(Confinement::kNoOutside);
    const Result<const PluginLibrary*> library = PluginLibrary::Load(path, {});
    if (!library) return RefusedAnswer(library.error());
    server_.emplace((*library)->domains(), (*library)->host());
    return LoadedAnswer(**library, unconfined);
  }

  AnswerCheck validate_;
  Confiner confiner_;
  std::optional<PluginServer> server_;
};

}  // namespace

std::shared_ptr<const void> ServePlugin(int socket, AnswerCheck validate,
                                        const Confiner& confiner) {
  const auto service = std::make_shared<Service>(validate, confiner);
  for (;;) {
    const Result<std::string> request = ReadFrame(socket, {});
    if (!request) return service;
    std::string answer;
    try {
      answer = service->Answer(*request);
    } catch (const std::bad_alloc&) {
      answer = RefusedAnswer({ErrorCode::kLimit, "ran out of memory", ""});
    } catch (...) {  // Rule R6 forbids it.
      answer = RefusedAnswer(
          {ErrorCode::kPluginFailed, "let an exception escape", ""});
    }
    if (answer.size() > kMaxFrameBytes) {
      answer = RefusedAnswer({ErrorCode::kLimit, "answered too much", ""});
    }
    if (!WriteFrame(socket, answer, {})) return service;
  }
}

}  // namespace pastiche
