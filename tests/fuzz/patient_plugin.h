// A plugin that takes any arguments, for targets that are about what lies
// between it and the host.

#ifndef PASTICHE_TESTS_FUZZ_PATIENT_PLUGIN_H_
#define PASTICHE_TESTS_FUZZ_PATIENT_PLUGIN_H_

#include <pastiche/plugin.h>

#include <vector>

#include "framework/plugin/negotiation.h"

namespace pastiche::fuzz {

// Its one domain "patient": two tokens, one slot, one feature, every extension.
[[nodiscard]] const std::vector<PluginDomain>& PatientDomains();
[[nodiscard]] const pst_host& PatientHost();

}  // namespace pastiche::fuzz

#endif  // PASTICHE_TESTS_FUZZ_PATIENT_PLUGIN_H_
