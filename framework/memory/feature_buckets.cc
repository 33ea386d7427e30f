// Feature tuples, their buckets and what a head charges between them.

#include "framework/memory/feature_buckets.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>

#include "kernels/match_attention.h"

namespace pastiche {

std::uint16_t CostUnits(double nats) {
  const double units =
      nats * (kernels::kMatchCostPerBit / std::numbers::ln2) + 0.5;
  if (!(units < double{kernels::kMatchNever})) return kernels::kMatchNever;
  return static_cast<std::uint16_t>(units);
}

FeatureDistances::FeatureDistances(const Domain& domain) {
  const auto& features = domain.geometry().features;
  for (std::size_t f = 0; f < features.size(); ++f) {
    Table table;
    table.lo = features[f].lo;
    table.hard = features[f].hard;
    table.count = static_cast<std::size_t>(features[f].hi - features[f].lo) + 1;
    for (std::int32_t a = features[f].lo; a <= features[f].hi; ++a) {
      for (std::int32_t b = features[f].lo; b <= features[f].hi; ++b) {
        table.distance.push_back(domain.FeatureDistance(f, a, b));
      }
    }
    tables_.push_back(std::move(table));
  }
}

double FeatureDistances::Cost(const HeadSettings& head,
                              std::span<const std::int32_t> a,
                              std::span<const std::int32_t> b) const {
  constexpr double kNever = std::numeric_limits<double>::infinity();
  double cost = 0.0;
  for (std::size_t f = 0; f < tables_.size(); ++f) {
    const Table& table = tables_[f];
    const FeatureWeight& weight = head.features[f];
    if (table.hard && a[f] != b[f]) return kNever;
    if (weight.stride > 1) {
      const auto stride = static_cast<std::int32_t>(weight.stride);
      if ((a[f] - table.lo) % stride != (b[f] - table.lo) % stride) {
        return kNever;
      }
    }
    const double distance =
        table.distance[static_cast<std::size_t>(a[f] - table.lo) * table.count +
                       static_cast<std::size_t>(b[f] - table.lo)];
    if (distance > weight.radius) return kNever;
    cost += weight.rho * distance;
  }
  return cost;
}

std::uint32_t FeatureBuckets::IdOf(std::span<const std::int32_t> features) {
  assert(features.size() == width_);
  const auto next = static_cast<std::uint32_t>(ids_.size());
  FeatureTuple key{};
  std::copy(features.begin(), features.end(), key.begin());
  const auto [place, added] = ids_.try_emplace(key, next);
  if (added) tuples_.insert(tuples_.end(), features.begin(), features.end());
  return place->second;
}

bool FeatureBuckets::Load(std::span<const FeatureInfo> features,
                          ImageReader& image) {
  const std::uint64_t count = image.Number();
  const auto tuples = image.Array<std::int32_t>();
  // Without features there is one bucket of nothing, or none.
  if (!image.ok() || (width_ == 0 ? count > 1 : count > tuples.size()) ||
      tuples.size() != count * width_) {
    return false;
  }
  for (std::size_t b = 0; b < count; ++b) {
    const auto tuple = tuples.subspan(b * width_, width_);
    for (std::size_t f = 0; f < width_; ++f) {
      if (tuple[f] < features[f].lo || tuple[f] > features[f].hi) return false;
    }
    if (IdOf(tuple) != b) return false;
  }
  return true;
}

void FeatureBuckets::Costs(const FeatureDistances& distances,
                           const HeadSettings& head, double scale,
                           std::span<const std::int32_t> features,
                           std::vector<std::uint16_t>& costs) const {
  costs.resize(size());
  for (std::size_t b = 0; b < costs.size(); ++b) {
    const auto tuple = std::span(tuples_).subspan(b * width_, width_);
    costs[b] = CostUnits(scale * distances.Cost(head, features, tuple));
  }
}

}  // namespace pastiche
