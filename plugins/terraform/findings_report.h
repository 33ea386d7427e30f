// Findings as files that other programs read: SARIF 2.1.0 and plain JSON.

#ifndef PASTICHE_PLUGINS_TERRAFORM_FINDINGS_REPORT_H_
#define PASTICHE_PLUGINS_TERRAFORM_FINDINGS_REPORT_H_

#include <span>
#include <string>

#include "plugins/terraform/checks.h"

namespace pastiche::terraform {

// At most this many findings are written; a last one says how many more.
inline constexpr std::size_t kMostReported = 10000;

// `bits` of every token, or none: what costs kSurpriseBits[1] and more is a
// note "surprise". Lines and columns count from 1, columns in code points (as
// the SARIF says), in the canonical text: its lines are those of the text that
// was read. A file without a name is called main.tf.
[[nodiscard]] std::string FindingsSarif(const DocumentReport& document,
                                        std::span<const double> bits);

// {"schema":"pastiche.terraform.findings/1","valid":…,"findings":[{…}]}
[[nodiscard]] std::string FindingsJson(const DocumentReport& document,
                                       std::span<const double> bits);

// "undeclared-reference", ...: what SARIF calls the rule.
[[nodiscard]] const char* RuleOf(FindingCode code);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_FINDINGS_REPORT_H_
