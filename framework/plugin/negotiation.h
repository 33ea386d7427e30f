// The handshake: whether this host can use what pst_entry_v1() returned. The
// host decides; a plugin only states what it was compiled with.

#ifndef PASTICHE_FRAMEWORK_PLUGIN_NEGOTIATION_H_
#define PASTICHE_FRAMEWORK_PLUGIN_NEGOTIATION_H_

#include <pastiche/plugin.h>

#include <string>
#include <vector>

#include "framework/core/domain_description.h"
#include "framework/core/result.h"

namespace pastiche {

// One domain of a plugin, checked: required pointers are not null, info is
// complete.
struct PluginDomain {
  pst_domain table = {};
  DomainInfo info;
  std::vector<OptionInfo> options;
};

// A copy of *entry, after checking struct_size, abi_major, min_host_minor,
// domain_count in 1..64 and the required pointers. kIncompatible if this host
// cannot use it, kPluginFailed if it is malformed. Messages are phrases that
// follow the file's name.
[[nodiscard]] Result<pst_entry> Negotiate(const pst_entry* entry);

// Calls entry.domain for every index and checks what it returns; after init().
// kPluginFailed with a phrase as above.
[[nodiscard]] Result<std::vector<PluginDomain>> ReadDomains(
    const pst_entry& entry);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_PLUGIN_NEGOTIATION_H_
