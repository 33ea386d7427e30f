#include "framework/evaluate/metric_direction.h"

#include <algorithm>
#include <optional>

namespace pastiche {
namespace {

bool StartsWith(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

const MetricInfo* OwnMetric(const Domain& domain, std::string_view id) {
  const std::string prefix = domain.info().id + ".";
  if (!StartsWith(id, prefix)) return nullptr;
  const std::string_view own = id.substr(prefix.size());
  for (const MetricInfo& metric : domain.metrics()) {
    if (metric.id == own) return &metric;
  }
  return nullptr;
}

// Real documents are what is aimed at, so that they may win.
bool IsJunk(const MethodResult& method) {
  return method.kind == MethodKind::kControl && method.name != "heldout";
}

std::optional<double> ValueOf(const MethodResult& method, std::string_view id) {
  const auto found = method.metrics.find(std::string(id));
  if (found == method.metrics.end()) return std::nullopt;
  return found->second.mean;
}

}  // namespace

int MetricDirection(const Domain& domain, std::string_view id) {
  if (const MetricInfo* own = OwnMetric(domain, id)) return own->direction;
  for (const std::string_view less :
       {"bits_per_", "loo_bits_per_", "fill_bits_", "jsd", "tpkl",
        "legacy_l2"}) {
    if (StartsWith(id, less)) return -1;
  }
  for (const std::string_view more : {"valid", "joint_valid"}) {
    if (StartsWith(id, more)) return 1;
  }
  return 0;  // copied_8, copied_16, diversity: as real documents have it.
}

std::vector<std::string> ControlsThatWin(const Domain& domain,
                                         const DomainComparison& comparison,
                                         std::string_view id) {
  std::vector<std::string> winners;
  const int direction = MetricDirection(domain, id);
  if (direction != 0) {
    std::optional<double> best;  // Times direction: more is better.
    for (const MethodResult& method : comparison.methods) {
      const auto value = ValueOf(method, id);
      if (!value || method.kind == MethodKind::kControl) continue;
      best = std::max(best.value_or(*value * direction), *value * direction);
    }
    for (const MethodResult& method : comparison.methods) {
      const auto value = ValueOf(method, id);
      if (!value || !IsJunk(method)) continue;
      if (best && *value * direction >= *best) winners.push_back(method.name);
    }
  }
  const MetricInfo* own = OwnMetric(domain, id);
  if (winners.empty() && own != nullptr && own->gameable) {
    winners.emplace_back("degenerate");
  }
  return winners;
}

}  // namespace pastiche
