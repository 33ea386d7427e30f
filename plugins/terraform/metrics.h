// Numbers that describe one module.

#ifndef PASTICHE_PLUGINS_TERRAFORM_METRICS_H_
#define PASTICHE_PLUGINS_TERRAFORM_METRICS_H_

#include <cstddef>
#include <cstdint>
#include <span>

namespace pastiche::terraform {

struct MetricInfo {
  const char* id;
  const char* name;
  const char* unit;
  const char* description;
  std::int32_t direction;  // -1 lower is better, +1 higher, 0 as the reference.
  bool gameable;           // A degenerate module wins it.
  double lo, hi;
};

inline constexpr std::size_t kMetricCount = 7;
// Requires index < kMetricCount.
[[nodiscard]] const MetricInfo& MetricInfoOf(std::size_t index);

// The metric of a document; NaN where it is undefined (a share of nothing).
// Requires index < kMetricCount. Linear in time.
[[nodiscard]] double ComputeMetric(std::size_t index,
                                   std::span<const std::uint32_t> tokens);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_METRICS_H_
