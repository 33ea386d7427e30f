// A plugin file loaded by a worker process: its domains as the host sees them,
// and instances of them that behave as ones in this process.

#ifndef PASTICHE_FRAMEWORK_WORKER_REMOTE_PLUGIN_H_
#define PASTICHE_FRAMEWORK_WORKER_REMOTE_PLUGIN_H_

#include <pastiche/plugin.h>

#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "framework/core/domain.h"
#include "framework/plugin/abi_domain.h"
#include "framework/plugin/plugin_facts.h"
#include "framework/worker/byte_stream.h"
#include "framework/worker/confine.h"
#include "framework/worker/worker_process.h"

namespace pastiche {

class RemotePlugin {
 public:
  // Has the worker load the file, after it limited itself, and reads what it
  // says of itself. Errors as PluginLibrary::Load; or the worker is gone. The
  // channel outlives the plugin and its instances.
  [[nodiscard]] static Result<std::unique_ptr<RemotePlugin>> Load(
      WorkerChannel& channel, const std::filesystem::path& path,
      const WorkerLimits& limits);
  RemotePlugin(const RemotePlugin&) = delete;
  RemotePlugin& operator=(const RemotePlugin&) = delete;

  [[nodiscard]] const std::vector<PluginDomain>& domains() const {
    return domains_;
  }
  [[nodiscard]] PluginFacts facts() const;
  // Why system calls could not be confined there; empty if they are.
  [[nodiscard]] const std::string& unconfined() const { return unconfined_; }

  // One instance at a time: a worker has no second.
  [[nodiscard]] Result<std::unique_ptr<Domain>> Open(
      std::size_t index, const OpenOptions& options);
  // From now on nothing is opened there. Call it once the instance exists.
  // Returns why that is not available, else empty.
  [[nodiscard]] Result<std::string> ConfineToComputing();

 private:
  // A domain's strings and tables, as the ABI wants them.
  struct Source {
    RemotePlugin* plugin = nullptr;
    std::uint32_t index = 0;
    std::deque<std::string> texts;
    pst_domain_info info = {};
    std::vector<pst_option_info> options;
    pst_options option_table = {};
    pst_domain domain = {};
    pst_host host = {};
  };

  RemotePlugin(WorkerChannel& channel, const std::filesystem::path& path)
      : channel_(channel), path_(path.string()) {}
  Result<void> ReadAnswer(const std::string& answer);
  static void ReadSource(ByteReader& in, Source& source);
  static pst_status PST_CALL Create(const pst_host* host,
                                    const pst_bytes* options, pst_sink* sink,
                                    pst_instance** out);
  static void PST_CALL Destroy(pst_instance* self);
  static const void* PST_CALL Extension(const pst_instance* self,
                                        const char* id);
  static pst_status PST_CALL Option(std::uint32_t index, pst_option_info* out);
  static const pst_domain* PST_CALL DomainAt(std::uint32_t index);

  WorkerChannel& channel_;
  std::string path_;
  std::uint32_t abi_major_ = 0, abi_minor_ = 0;
  std::string unconfined_;
  std::vector<std::string> disturbances_;
  std::vector<std::unique_ptr<Source>> sources_;
  std::vector<PluginDomain> domains_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_WORKER_REMOTE_PLUGIN_H_
