// Which way a general metric gets better, and which controls win it: a metric
// that junk wins is shown and marked, and ranks nothing.

#ifndef PASTICHE_FRAMEWORK_EVALUATE_METRIC_DIRECTION_H_
#define PASTICHE_FRAMEWORK_EVALUATE_METRIC_DIRECTION_H_

#include <string>
#include <string_view>
#include <vector>

#include "framework/core/domain.h"
#include "framework/evaluate/comparison.h"

namespace pastiche {

// -1 if less is better, +1 if more is, 0 if near the value of real documents
// is, or if the id is not known. For the domain's own metrics its descriptor
// decides ("<domain>.<metric>").
[[nodiscard]] int MetricDirection(const Domain& domain, std::string_view id);

// The controls but real held-out documents (copies, degenerate samples) that
// are at least as good on `id` as every method that is no control; empty where
// no control has the metric, or it has no direction. A metric that the domain
// itself calls gameable names "degenerate" even if no control took part.
[[nodiscard]] std::vector<std::string> ControlsThatWin(
    const Domain& domain, const DomainComparison& comparison,
    std::string_view id);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_EVALUATE_METRIC_DIRECTION_H_
