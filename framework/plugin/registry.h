// Which plugins there are, which can be used and why the others cannot; opens
// domains by name.

#ifndef PASTICHE_FRAMEWORK_PLUGIN_REGISTRY_H_
#define PASTICHE_FRAMEWORK_PLUGIN_REGISTRY_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/domain.h"
#include "framework/core/result.h"
#include "framework/plugin/abi_domain.h"
#include "framework/plugin/library.h"
#include "framework/plugin/search_path.h"

namespace pastiche {

// One domain of a plugin file, or a file that cannot be used.
struct PluginEntry {
  enum class Status : std::uint8_t { kUsable, kSkipped, kShadowed };

  std::filesystem::path path;
  PluginOrigin origin = PluginOrigin::kFile;
  Status status = Status::kSkipped;
  DomainInfo domain;  // Its id is empty where the file could not be loaded.
  std::uint32_t abi_major = 0, abi_minor = 0;  // As compiled with.
  std::string reason;  // kSkipped: a phrase that follows the path.
  std::string mend;    // kSkipped, kShadowed: what the user can do.
  std::filesystem::path shadowed_by;  // kShadowed.
  // What loading it changed in the process and the host put back, in words;
  // normally empty.
  std::vector<std::string> disturbances;

  // Nullptr unless it was loaded: not where a probe told all there is to list.
  const PluginLibrary* library = nullptr;
  std::size_t index = 0;  // Into the file's domains.
};

class Registry {
 public:
  // Looks in every place, probes (or, without services.probe, loads) every
  // plugin there and lists what it found in order of precedence. Of two domains
  // of one id the first is usable and the other shadowed. Never fails: what is
  // wrong is in the entries.
  [[nodiscard]] static Registry Scan(const SearchSources& sources,
                                     const HostServices& services = {});

  [[nodiscard]] const std::vector<PluginEntry>& entries() const {
    return entries_;
  }
  // Where Scan looked, in order.
  [[nodiscard]] const std::vector<SearchFolder>& folders() const {
    return folders_;
  }

  // Creates an instance of a domain, named by its id ("mario") or by the path
  // of a file with one domain (anything with "/" or ending in ".so", loaded
  // here if Scan did not). kNotFound, with "did you mean" or with the reason
  // why the plugin of that name was skipped, if there is none; kIncompatible
  // and kPluginFailed for files as Load(); else as AbiDomain::Open.
  [[nodiscard]] Result<std::unique_ptr<Domain>> Open(
      std::string_view domain_or_path, const OpenOptions& options = {}) const;
  // The two steps of it: which file and which of its domains, then opening.
  [[nodiscard]] Result<PluginEntry> Find(std::string_view domain_or_path) const;
  [[nodiscard]] Result<std::unique_ptr<Domain>> Open(
      const PluginEntry& entry, const OpenOptions& options) const;

 private:
  Registry() = default;
  void Add(const FoundPlugin& candidate);
  void AddDomains(PluginEntry entry, const PluginFacts& facts);
  [[nodiscard]] Error Unknown(std::string_view id) const;
  [[nodiscard]] Result<PluginEntry> FindFile(const std::string& path) const;

  SearchSources sources_;
  HostServices services_;
  std::vector<SearchFolder> folders_;
  std::vector<PluginEntry> entries_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_PLUGIN_REGISTRY_H_
