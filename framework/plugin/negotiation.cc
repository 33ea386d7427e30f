// Versions, sizes and required pointers, checked before anything is called.

#include "framework/plugin/negotiation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "framework/plugin/read_options.h"
#include "framework/plugin/text_check.h"

namespace pastiche {
namespace {

constexpr std::uint32_t kMaxDomains = 64;
constexpr const char* kVendorMend =
    "report it to the plugin's vendor, or remove the file";

tl::unexpected<Error> Malformed(const std::string& what) {
  return Fail(ErrorCode::kPluginFailed, "breaks the plugin contract: " + what,
              kVendorMend);
}

// The fields up to abi_minor: the same in every version, so that any host can
// read which version it is.
Result<void> CheckVersion(const pst_entry& entry) {
  const std::uint32_t major = entry.abi_major;
  const std::uint32_t minor = entry.abi_minor;
  if (major == PST_ABI_MAJOR) return {};
  return Fail(
      ErrorCode::kIncompatible,
      fmt::format("was built for plugin ABI {}.{}; this host speaks {}.{}",
                  major, minor, PST_ABI_MAJOR, PST_ABI_MINOR),
      major > PST_ABI_MAJOR
          ? "install a newer pastiche, or a build of the plugin for this one"
          : "rebuild the plugin with this version's <pastiche/plugin.h>");
}

Result<PluginDomain> ReadDomain(const pst_domain* raw) {
  if (raw == nullptr) return Malformed("domain() returned NULL");
  BoundaryCheck check;
  PluginDomain domain;
  domain.table = check.CopyStruct<pst_domain>(raw, "pst_domain");
  const pst_domain& table = domain.table;
  check.Require(table.info != nullptr, "pst_domain.info is NULL");
  check.Require(table.create != nullptr, "pst_domain.create is NULL");
  check.Require(table.destroy != nullptr, "pst_domain.destroy is NULL");
  check.Require(table.extension != nullptr, "pst_domain.extension is NULL");
  if (!check.ok()) return Malformed(check.breach());

  const auto raw_info =
      check.CopyStruct<pst_domain_info>(table.info, "pst_domain_info");
  if (!check.ok()) return Malformed(check.breach());
  DomainInfo& info = domain.info;
  info.id = check.Text(raw_info.id, "domain id", kMaxNameBytes);
  check.Require(IsDomainId(info.id),
                fmt::format("domain id \"{}\" is not of the form "
                            "[a-z][a-z0-9-]{{1,31}}",
                            info.id));
  check.SetPlace(fmt::format("domain {}: ", info.id));
  constexpr auto kEmpty = BoundaryCheck::Empty::kAllowed;
  info.name = check.Text(raw_info.name, "name", kMaxNameBytes);
  info.version = check.Text(raw_info.version, "version", kMaxNameBytes);
  info.vendor = check.Text(raw_info.vendor, "vendor", kMaxNameBytes, kEmpty);
  info.license = check.Text(raw_info.license, "license", kMaxNameBytes, kEmpty);
  info.description =
      check.Text(raw_info.description, "description", kMaxProseBytes, kEmpty);
  info.content_hash = raw_info.content_hash;
  info.concurrent = (raw_info.flags & PST_F_CONCURRENT) != 0;
  if (check.ok()) domain.options = ReadOptions(table, check);
  if (!check.ok()) return Malformed(check.breach());
  return domain;
}

}  // namespace

Result<pst_entry> Negotiate(const pst_entry* entry) {
  if (entry == nullptr) return Malformed("pst_entry_v1() returned NULL");
  pst_entry known = {};
  constexpr std::size_t kVersionEnd =
      offsetof(pst_entry, abi_minor) + sizeof(known.abi_minor);
  std::memcpy(&known, entry, kVersionEnd);
  BoundaryCheck check;
  if (!check.StructSize(known.struct_size, kVersionEnd, "pst_entry")) {
    return Malformed(check.breach());
  }
  if (Result<void> version = CheckVersion(known); !version) {
    return Fail(version);
  }
  known = check.CopyStruct<pst_entry>(entry, "pst_entry");
  if (!check.ok()) return Malformed(check.breach());
  if (known.min_host_minor > PST_ABI_MINOR) {
    return Fail(ErrorCode::kIncompatible,
                fmt::format("needs a host of plugin ABI {}.{} or newer; this "
                            "one speaks {}.{}",
                            known.abi_major, known.min_host_minor,
                            PST_ABI_MAJOR, PST_ABI_MINOR),
                "install a newer pastiche");
  }
  check.Require(known.domain_count >= 1 && known.domain_count <= kMaxDomains,
                fmt::format("pst_entry.domain_count is {}, expected 1..{}",
                            known.domain_count, kMaxDomains));
  check.Require(known.init != nullptr, "pst_entry.init is NULL");
  check.Require(known.deinit != nullptr, "pst_entry.deinit is NULL");
  check.Require(known.domain != nullptr, "pst_entry.domain is NULL");
  if (!check.ok()) return Malformed(check.breach());
  return known;
}

Result<std::vector<PluginDomain>> ReadDomains(const pst_entry& entry) {
  std::vector<PluginDomain> domains;
  for (std::uint32_t i = 0; i < entry.domain_count; ++i) {
    Result<PluginDomain> domain = ReadDomain(entry.domain(i));
    if (!domain) return Fail(domain);
    const bool repeated = std::any_of(domains.begin(), domains.end(),
                                      [&](const PluginDomain& other) {
                                        return other.info.id == domain->info.id;
                                      });
    if (repeated) {
      return Malformed(
          fmt::format("two of its domains have the id {}", domain->info.id));
    }
    domains.push_back(std::move(*domain));
  }
  return domains;
}

}  // namespace pastiche
