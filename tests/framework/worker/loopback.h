// A worker's channel without a process: requests are answered here, as
// pastiche-worker would, by the plugin loaded in this process.

#ifndef PASTICHE_TESTS_FRAMEWORK_WORKER_LOOPBACK_H_
#define PASTICHE_TESTS_FRAMEWORK_WORKER_LOOPBACK_H_

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "framework/plugin/library.h"
#include "framework/worker/plugin_server.h"
#include "framework/worker/worker_process.h"

namespace pastiche {

class LoopbackChannel final : public WorkerChannel {
 public:
  explicit LoopbackChannel(const std::filesystem::path& file) {
    const auto library = PluginLibrary::Load(file, {});
    if (library) {
      library_ = *library;
      server_.emplace(library_->domains(), library_->host());
    }
  }

  Result<std::string> Ask(std::string_view request) override {
    ByteReader in(request);
    const auto call = static_cast<PluginCall>(in.Get<std::uint32_t>());
    if (library_ == nullptr || call == PluginCall::kConfine) {
      return Fail(ErrorCode::kPluginFailed, "ended its process");
    }
    if (call == PluginCall::kLoad) return LoadedAnswer(*library_, "");
    return server_->Answer(request);
  }

 private:
  const PluginLibrary* library_ = nullptr;
  std::optional<PluginServer> server_;
};

}  // namespace pastiche

#endif  // PASTICHE_TESTS_FRAMEWORK_WORKER_LOOPBACK_H_
