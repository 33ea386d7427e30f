// What is known of a plugin file without loading it into this process.

#ifndef PASTICHE_FRAMEWORK_PLUGIN_PLUGIN_FACTS_H_
#define PASTICHE_FRAMEWORK_PLUGIN_PLUGIN_FACTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "framework/core/domain_description.h"

namespace pastiche {

struct PluginFacts {
  std::uint32_t abi_major = 0, abi_minor = 0;  // As compiled with.
  std::vector<DomainInfo> domains;
  std::vector<std::string> disturbances;  // As PluginLibrary::disturbances().
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_PLUGIN_PLUGIN_FACTS_H_
