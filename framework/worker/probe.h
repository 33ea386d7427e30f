// Looks at plugin files in a worker process before this one loads them, and
// remembers what it saw.

#ifndef PASTICHE_FRAMEWORK_WORKER_PROBE_H_
#define PASTICHE_FRAMEWORK_WORKER_PROBE_H_

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <tuple>

#include "framework/core/result.h"
#include "framework/plugin/plugin_facts.h"
#include "framework/worker/probe_cache.h"
#include "framework/worker/quarantine.h"

namespace pastiche {

struct ProbeOptions {
  std::filesystem::path worker;      // The program pastiche-worker.
  std::filesystem::path cache;       // Folder; empty = nothing is remembered.
  std::filesystem::path quarantine;  // Folder; empty = none.
  std::string host_version;          // Another version probes again.
  std::chrono::milliseconds deadline{2000};
};

// Used by one thread.
class PluginProber {
 public:
  explicit PluginProber(ProbeOptions options);

  // Has a worker load the file, initialise it, and create and describe its
  // first domain, unless that was done for these bytes before. Messages are
  // phrases that follow the file's name.
  //   kPluginFailed   crashed, hung, ended the worker, does not load,
  //   malformed,
  //                   or is quarantined
  //   kIncompatible   as PluginLibrary::Load
  //   kIo, kNotFound  cannot be read, or the worker does not start
  // Crashes, hangs and kIncompatible are remembered; what may be mended outside
  // the file, such as a missing library, is not.
  [[nodiscard]] Result<PluginFacts> Probe(const std::filesystem::path& path);

  // Forgets what is remembered of the file.
  void Forget(const std::filesystem::path& path);

  // Of the file's bytes; computed once as long as the file is not touched.
  [[nodiscard]] std::optional<std::string> Sha256Of(
      const std::filesystem::path& path);

  [[nodiscard]] const Quarantine& quarantine() const { return quarantine_; }

 private:
  // Device, inode, size, modification and change time.
  using FileKey = std::tuple<std::uint64_t, std::uint64_t, std::int64_t,
                             std::int64_t, std::int64_t>;
  [[nodiscard]] static std::optional<FileKey> KeyOf(
      const std::filesystem::path& path);
  [[nodiscard]] Result<PluginFacts> Ask(const std::filesystem::path& path,
                                        bool& keep) const;

  ProbeOptions options_;
  ProbeCache cache_;
  Quarantine quarantine_;
  std::map<FileKey, std::string> hashes_;
  std::map<std::string, Result<PluginFacts>> known_;  // By SHA-256.
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_WORKER_PROBE_H_
