#include "framework/plugin/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "framework/plugin/edit_distance.h"

namespace pastiche {
namespace {

bool IsPath(std::string_view text) {
  return text.find('/') != std::string_view::npos || text.ends_with(".so");
}

}  // namespace

Registry Registry::Scan(const SearchSources& sources,
                        const HostServices& services) {
  Registry registry;
  registry.sources_ = sources;
  registry.services_ = services;
  registry.folders_ = SearchFolders(sources);
  for (const Candidate& candidate : FindPlugins(sources)) {
    registry.Add(candidate);
  }
  return registry;
}

void Registry::Add(const Candidate& candidate) {
  PluginEntry entry;
  entry.path = candidate.path;
  entry.origin = candidate.origin;
  entry.reason = candidate.reason;
  entry.mend = candidate.mend;
  if (!entry.reason.empty()) {
    entries_.push_back(std::move(entry));
    return;
  }
  const Result<const PluginLibrary*> library =
      PluginLibrary::Load(candidate.path, services_);
  if (!library) {
    entry.reason = library.error().message;
    entry.mend = library.error().mend;
    entries_.push_back(std::move(entry));
    return;
  }
  entry.library = *library;
  entry.abi_major = entry.library->abi_major();
  entry.abi_minor = entry.library->abi_minor();
  entry.disturbances = entry.library->disturbances();
  for (std::size_t i = 0; i < entry.library->domains().size(); ++i) {
    entry.index = i;
    entry.domain = entry.library->domains()[i].info;
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
  for (const PluginEntry& entry : entries_) {
    if (entry.status == PluginEntry::Status::kUsable &&
        entry.domain.id == domain_or_path) {
      return AbiDomain::Open(*entry.library, entry.index, options);
    }
  }
  if (IsPath(domain_or_path)) {
    return OpenFile(std::string(domain_or_path), options);
  }
  return tl::unexpected<Error>(Unknown(domain_or_path));
}

Error Registry::Unknown(std::string_view id) const {
  std::vector<std::string> ids;
  for (const PluginEntry& entry : entries_) {
    if (entry.status == PluginEntry::Status::kUsable) {
      ids.push_back(entry.domain.id);
    } else if (entry.status == PluginEntry::Status::kSkipped &&
               (entry.domain.id == id || entry.path.stem() == id)) {
      return Error{ErrorCode::kNotFound,
                   fmt::format("plugin {} was found but cannot be used: {} {}",
                               id, entry.path.string(), entry.reason),
                   entry.mend};
    }
  }
  const std::string nearest = NearestName(id, ids);
  std::string mend;
  if (!nearest.empty()) {
    mend = fmt::format("did you mean {}?", nearest);
  } else if (!ids.empty()) {
    mend = fmt::format("the plugins found are {}", fmt::join(ids, ", "));
  } else {
    mend = "no plugin was found: see pastiche list, or give --plugin FILE";
  }
  return Error{ErrorCode::kNotFound,
               fmt::format("there is no plugin named {}", id.substr(0, 80)),
               std::move(mend)};
}

Result<std::unique_ptr<Domain>> Registry::OpenFile(
    const std::string& path, const OpenOptions& options) const {
  SearchSources only;
  only.files = {path};
  only.disable = sources_.disable;
  const Candidate candidate = FindPlugins(only).front();
  if (!candidate.reason.empty()) {
    return Fail(ErrorCode::kNotFound,
                fmt::format("plugin file {}: {}", path, candidate.reason),
                candidate.mend);
  }
  const Result<const PluginLibrary*> library =
      PluginLibrary::Load(path, services_);
  if (!library) {
    Error error = library.error();
    error.message = fmt::format("plugin file {} {}", path, error.message);
    return tl::unexpected<Error>(std::move(error));
  }
  const std::vector<PluginDomain>& domains = (*library)->domains();
  if (domains.size() == 1) return AbiDomain::Open(**library, 0, options);
  std::vector<std::string> ids;
  ids.reserve(domains.size());
  for (const PluginDomain& domain : domains) ids.push_back(domain.info.id);
  return Fail(
      ErrorCode::kInvalidArgument,
      fmt::format("plugin file {} has {} domains: {}", path, domains.size(),
                  fmt::join(ids, ", ")),
      fmt::format("load it with --plugin {} and name one of them", path));
}

}  // namespace pastiche
