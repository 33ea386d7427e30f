// How unlike the samples are to each other.

#ifndef PASTICHE_FRAMEWORK_EVALUATE_DIVERSITY_H_
#define PASTICHE_FRAMEWORK_EVALUATE_DIVERSITY_H_

#include <optional>
#include <span>
#include <vector>

#include "framework/core/document.h"

namespace pastiche {

// Mean over all pairs of the share of positions at which they differ, 0..1,
// over the length that both have; pairs with an empty sample are left out.
// Absent without pairs. O(samples^2 length).
[[nodiscard]] std::optional<double> MeanPairwiseHamming(
    std::span<const std::vector<Token>> samples);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_EVALUATE_DIVERSITY_H_
