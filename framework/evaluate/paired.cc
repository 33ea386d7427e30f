// The best baseline of each metric, and the differences to it.

#include "framework/evaluate/paired.h"

#include <cmath>
#include <vector>

#include "framework/evaluate/statistics.h"

namespace pastiche {
namespace {

const MethodResult* BestBaseline(std::span<const MethodResult> methods,
                                 const std::string& id, std::size_t documents) {
  const MethodResult* best = nullptr;
  for (const MethodResult& method : methods) {
    if (method.kind != MethodKind::kBaseline) continue;
    const auto found = method.metrics.find(id);
    if (found == method.metrics.end() ||
        found->second.per_document.size() != documents) {
      continue;
    }
    const MetricValue& value = found->second;
    if (best == nullptr ||
        (value.more_is_better ? value.mean > best->metrics.at(id).mean
                              : value.mean < best->metrics.at(id).mean)) {
      best = &method;
    }
  }
  return best;
}

}  // namespace

void CompareWithBestBaseline(std::span<MethodResult> methods) {
  for (MethodResult& method : methods) {
    if (method.kind != MethodKind::kOurs) continue;
    for (auto& [id, value] : method.metrics) {
      if (value.per_document.empty()) continue;
      const MethodResult* best =
          BestBaseline(methods, id, value.per_document.size());
      if (best == nullptr) continue;
      const MetricValue& other = best->metrics.at(id);
      std::vector<double> ours, theirs;
      for (std::size_t d = 0; d < value.per_document.size(); ++d) {
        if (std::isnan(value.per_document[d]) ||
            std::isnan(other.per_document[d])) {
          continue;
        }
        ours.push_back(value.per_document[d]);
        theirs.push_back(other.per_document[d]);
      }
      const Estimate difference = PairedDifference(ours, theirs);
      if (difference.n == 0) continue;
      value.versus = {.baseline = best->name,
                      .ratio = other.mean > 0.0 ? value.mean / other.mean : 1.0,
                      .difference = difference.mean,
                      .standard_error = difference.standard_error,
                      .n = difference.n};
    }
  }
}

}  // namespace pastiche
