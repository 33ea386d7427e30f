// What probing found, kept on disk by the SHA-256 of the plugin file: a file
// that is known is not probed again. Losing it costs a few milliseconds a file.

#ifndef PASTICHE_FRAMEWORK_WORKER_PROBE_CACHE_H_
#define PASTICHE_FRAMEWORK_WORKER_PROBE_CACHE_H_

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "framework/core/result.h"
#include "framework/plugin/plugin_facts.h"

namespace pastiche {

// The bytes of an entry and back: magic, host version, SHA-256 of the rest.
// Parse takes any bytes; nullopt unless Format made them for this version.
[[nodiscard]] std::string FormatProbeEntry(const Result<PluginFacts>& found,
                                           std::string_view host_version);
[[nodiscard]] std::optional<Result<PluginFacts>> ParseProbeEntry(
    std::string_view bytes, std::string_view host_version);

// A folder of entries. Nothing here fails: what cannot be read is unknown, what
// cannot be written is not kept. Several programs may use one folder.
class ProbeCache {
 public:
  // Empty folder = nothing is kept.
  ProbeCache(std::filesystem::path folder, std::string host_version)
      : folder_(std::move(folder)), host_version_(std::move(host_version)) {}

  [[nodiscard]] std::optional<Result<PluginFacts>> Find(
      const std::string& sha256) const;
  // Written whole (temp + rename). Over kMaxEntries the oldest go.
  void Keep(const std::string& sha256, const Result<PluginFacts>& found) const;
  void Forget(const std::string& sha256) const;

  static constexpr std::size_t kMaxEntries = 1024;

 private:
  [[nodiscard]] std::filesystem::path PathOf(const std::string& sha256) const;
  void Prune() const;

  std::filesystem::path folder_;
  std::string host_version_;
};

// Makes a folder that only the user may enter, if it is not there.
void MakeStateFolder(const std::filesystem::path& folder);
// Writes next to `path` and renames; makes its folder, for the user only.
// Returns whether it is there.
bool WriteState(const std::filesystem::path& path, std::string_view bytes);
// The content of a regular file of at most 1 MiB; nullopt otherwise.
[[nodiscard]] std::optional<std::string> ReadState(
    const std::filesystem::path& path);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_WORKER_PROBE_CACHE_H_
