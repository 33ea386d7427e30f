// Head settings as JSON of pst_recommend: what ParseRecommendation reads.

#ifndef PASTICHE_FRAMEWORK_MEMORY_WRITE_HEAD_SETTINGS_H_
#define PASTICHE_FRAMEWORK_MEMORY_WRITE_HEAD_SETTINGS_H_

#include <string>
#include <string_view>

#include "framework/core/domain_description.h"
#include "framework/memory/head_settings.h"

namespace pastiche {

// One object of schema pastiche.recommend/1, a head per line. All four uses
// are written, so that what the reader fills in stays as it was. Numbers
// have the digits that tell them from all others. `provenance` is a JSON
// object, or empty.
[[nodiscard]] std::string WriteRecommendation(
    const Recommendation& recommendation, const Geometry& geometry,
    std::string_view provenance = "");

// One head of it, on one line. `causal`: of a use that goes left to right.
[[nodiscard]] std::string WriteHead(const HeadSettings& head,
                                    const Geometry& geometry, bool causal);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_MEMORY_WRITE_HEAD_SETTINGS_H_
