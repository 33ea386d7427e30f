// A worker's channel without a process: requests are answered here, as
// pastiche-worker would, by the plugin loaded in this process.

#ifndef PASTICHE_TESTS_FRAMEWORK_WORKER_LOOPBACK_H_
#define PASTICHE_TESTS_FRAMEWORK_WORKER_LOOPBACK_H_

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "framework/plugin/library.h"
#include "framework/worker/plugin_server.h"
#include "framework/worker/remote_plugin.h"
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

template <typename T>
T Must(Result<T> result) {
  BOOST_REQUIRE_MESSAGE(result.has_value(), result.error().message);
  return std::move(*result);
}

// A domain and what it stands on.
struct Remote {
  explicit Remote(const std::filesystem::path& file) : channel(file) {
    auto loaded = RemotePlugin::Load(channel, file, {});
    BOOST_REQUIRE_MESSAGE(loaded.has_value(), loaded.error().message);
    plugin = std::move(*loaded);
  }
  Result<std::unique_ptr<Domain>> Open(const OpenOptions& options = {}) {
    return plugin->Open(0, options);
  }
  LoopbackChannel channel;
  std::unique_ptr<RemotePlugin> plugin;
};

inline std::filesystem::path Product(const std::string& name) {
  return std::filesystem::path(std::getenv("PASTICHE_BUILD")) /
         "lib/pastiche/plugins" / (name + ".so");
}

}  // namespace pastiche

#endif  // PASTICHE_TESTS_FRAMEWORK_WORKER_LOOPBACK_H_
