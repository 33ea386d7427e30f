// From files found to domains that can be opened, or the reason why not.

#include "framework/plugin/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "framework/plugin/edit_distance.h"
#include "framework/plugin/elf_prescreen.h"

namespace pastiche {
namespace {

bool IsPath(std::string_view text) {
  return text.find('/') != std::string_view::npos || text.ends_with(".so");
}

// What the probe tells of a file; without a probe, what loading it tells.
Result<PluginFacts> Facts(const std::filesystem::path& path,
                          const HostServices& services,
                          const PluginLibrary*& library) {
  if (services.probe) {
    if (Result<void> fine = PrescreenFile(path); !fine) return Fail(fine);
    return services.probe(path);
  }
  const Result<const PluginLibrary*> loaded =
      PluginLibrary::Load(path, services);
  if (!loaded) return Fail(loaded);
  library = *loaded;
  PluginFacts facts;
  facts.abi_major = library->abi_major();
  facts.abi_minor = library->abi_minor();
  facts.disturbances = library->disturbances();
  for (const PluginDomain& domain : library->domains()) {
    facts.domains.push_back(domain.info);
  }
  return facts;
}

}  // namespace

Registry Registry::Scan(const SearchSources& sources,
                        const HostServices& services) {
  Registry registry;
  registry.sources_ = sources;
  registry.services_ = services;
  registry.folders_ = SearchFolders(sources);
  for (const FoundPlugin& candidate : FindPlugins(sources)) {
    registry.Add(candidate);
  }
  return registry;
}

void Registry::Add(const FoundPlugin& candidate) {
  PluginEntry entry;
  entry.path = candidate.path;
  entry.origin = candidate.origin;
  entry.reason = candidate.reason;
  entry.mend = candidate.mend;
  if (!entry.reason.empty()) {
    entries_.push_back(std::move(entry));
    return;
  }
  Result<PluginFacts> facts = Facts(candidate.path, services_, entry.library);
  if (!facts) {
    entry.reason = facts.error().message;
    entry.mend = facts.error().mend;
    entries_.push_back(std::move(entry));
    return;
  }
  AddDomains(std::move(entry), *facts);
}

void Registry::AddDomains(PluginEntry entry, const PluginFacts& facts) {
  entry.abi_major = facts.abi_major;
  entry.abi_minor = facts.abi_minor;
  entry.disturbances = facts.disturbances;
  for (std::size_t i = 0; i < facts.domains.size(); ++i) {
    entry.index = i;
    entry.domain = facts.domains[i];
    entry.status = PluginEntry::Status::kUsable;
    entry.reason.clear();
    entry.mend.clear();
    entry.shadowed_by.clear();
    const std::string& id = entry.domain.id;
    const auto first = std::find_if(
        entries_.begin(), entries_.end(), [&](const PluginEntry& other) {
          return other.status == PluginEntry::Status::kUsable &&
                 other.domain.id == id;
        });
    if (IsDisabled(sources_, id)) {
      entry.status = PluginEntry::Status::kSkipped;
      entry.reason = "disabled by PASTICHE_PLUGIN_DISABLE";
      entry.mend = fmt::format("remove {} from PASTICHE_PLUGIN_DISABLE", id);
    } else if (first != entries_.end()) {
      entry.status = PluginEntry::Status::kShadowed;
      entry.shadowed_by = first->path;
      entry.mend = fmt::format("remove one of them, or give --plugin {}",
                               entry.path.string());
    }
    entries_.push_back(entry);
  }
}

Result<std::unique_ptr<Domain>> Registry::Open(
    std::string_view domain_or_path, const OpenOptions& options) const {
  const Result<PluginEntry> entry = Find(domain_or_path);
  if (!entry) return Fail(entry);
  return Open(*entry, options);
}

Result<PluginEntry> Registry::Find(std::string_view domain_or_path) const {
  for (const PluginEntry& entry : entries_) {
    if (entry.status == PluginEntry::Status::kUsable &&
        entry.domain.id == domain_or_path) {
      return entry;
    }
  }
  if (IsPath(domain_or_path)) return FindFile(std::string(domain_or_path));
  return tl::unexpected<Error>(Unknown(domain_or_path));
}

Result<std::unique_ptr<Domain>> Registry::Open(
    const PluginEntry& entry, const OpenOptions& options) const {
  const PluginLibrary* library = entry.library;
  if (library == nullptr) {
    const auto loaded = PluginLibrary::Load(entry.path, services_);
    if (!loaded) {
      Error error = loaded.error();
      error.message =
          fmt::format("plugin file {} {}", entry.path.string(), error.message);
      return tl::unexpected<Error>(std::move(error));
    }
    library = *loaded;
  }
  if (entry.index >= library->domains().size() ||
      library->domains()[entry.index].info.id != entry.domain.id) {
    return Fail(ErrorCode::kIncompatible,
                fmt::format("plugin file {} is not what it was a moment ago",
                            entry.path.string()),
                "try again");
  }
  return AbiDomain::Open(*library, entry.index, options);
}

Error Registry::Unknown(std::string_view id) const {
  std::vector<std::string> ids;
  for (const PluginEntry& entry : entries_) {
    const std::string stem = entry.path.stem().string();
    const bool named = entry.domain.id == id || stem == id;
    if (entry.status == PluginEntry::Status::kUsable) {
      ids.push_back(entry.domain.id);
    } else if (named && entry.status == PluginEntry::Status::kSkipped) {
      return Error{ErrorCode::kNotFound,
                   fmt::format("plugin {} was found but cannot be used: {} {}",
                               id, entry.path.string(), entry.reason),
                   entry.mend};
    }
  }
  return Error{
      ErrorCode::kNotFound,
      fmt::format("there is no plugin named {}", id.substr(0, 80)),
      ids.empty()
          ? "no plugin was found: see pastiche list, or give --plugin FILE"
          : DidYouMean(
                id, ids,
                fmt::format("the plugins found are {}", fmt::join(ids, ", ")))};
}

Result<PluginEntry> Registry::FindFile(const std::string& path) const {
  SearchSources only;
  only.files = {path};
  only.disable = sources_.disable;
  only.safe_mode = sources_.safe_mode;
  const FoundPlugin candidate = FindPlugins(only).front();
  if (!candidate.reason.empty()) {
    return Fail(ErrorCode::kNotFound,
                fmt::format("plugin file {}: {}", path, candidate.reason),
                candidate.mend);
  }
  PluginEntry entry;
  entry.path = path;
  const Result<PluginFacts> facts = Facts(path, services_, entry.library);
  if (!facts) {
    Error error = facts.error();
    error.message = fmt::format("plugin file {} {}", path, error.message);
    return tl::unexpected<Error>(std::move(error));
  }
  if (facts->domains.size() == 1) {
    entry.status = PluginEntry::Status::kUsable;
    entry.domain = facts->domains.front();
    return entry;
  }
  std::vector<std::string> ids;
  for (const DomainInfo& domain : facts->domains) ids.push_back(domain.id);
  return Fail(
      ErrorCode::kInvalidArgument,
      fmt::format("plugin file {} has {} domains: {}", path, ids.size(),
                  fmt::join(ids, ", ")),
      fmt::format("load it with --plugin {} and name one of them", path));
}

}  // namespace pastiche
