// The options a domain declares, and whether a JSON object the user gave fits
// them.

#ifndef PASTICHE_FRAMEWORK_PLUGIN_READ_OPTIONS_H_
#define PASTICHE_FRAMEWORK_PLUGIN_READ_OPTIONS_H_

#include <pastiche/plugin.h>

#include <string_view>
#include <vector>

#include "framework/core/domain_description.h"
#include "framework/core/result.h"
#include "framework/plugin/text_check.h"

namespace pastiche {

// Reads extension(NULL, PST_EXT_OPTIONS) into descriptions; empty if the domain
// declares none. Breaches go to `check`.
[[nodiscard]] std::vector<OptionInfo> ReadOptions(const pst_domain& domain,
                                                  BoundaryCheck& check);

// Whether `text` is JSON, an object, at most 1 MiB and 32 levels deep.
// kInvalidArgument otherwise; `what` begins the message.
[[nodiscard]] Result<void> CheckJsonObject(std::string_view text,
                                           std::string_view what);

// Which of a domain's functions the options are for: a member of OptionInfo.
using OptionScope = bool OptionInfo::*;

// Whether `text` is a JSON object whose keys `declared` has for `scope`, with
// values of the declared type and range. kInvalidArgument naming the key, and
// the nearest key there is, otherwise.
[[nodiscard]] Result<void> CheckOptions(std::string_view text,
                                        const std::vector<OptionInfo>& declared,
                                        OptionScope scope);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_PLUGIN_READ_OPTIONS_H_
