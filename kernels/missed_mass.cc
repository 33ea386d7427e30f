#include "kernels/missed_mass.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "kernels/exp2.h"

namespace pastiche::kernels {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kLog2E = 1.44269504f;

float SegmentLog2(std::size_t segment) {
  return segment == 16 ? 4.0f : segment == 32 ? 5.0f : 6.0f;
}

}  // namespace

double WeightRange(std::span<const float> log_weights, std::size_t segment) {
  if (log_weights.empty()) return double{SegmentLog2(segment)};
  double range = 0.0;
  for (const float w : log_weights) {
    if (std::isfinite(w)) {
      range = std::max(range, std::abs(double{w} * double{kLog2E}));
    }
  }
  return range;
}

void MassTerms(const MassQuery& query, std::span<const float> bounds,
               std::span<const float> log_weights, std::size_t segment,
               float exponent, std::span<float> terms) {
  assert(terms.size() == bounds.size());
  assert(log_weights.empty() || log_weights.size() == bounds.size());
  const double dim = static_cast<double>(query.key_dim);
  const double slack =
      (dim + 16.0) * 0x1p-24 *
          (9.0 * query.score_norm + std::abs(double{exponent}) + 128.0 +
           query.weight_range) +
      0x1p-18 + dim * 0x1p-147 * query.max_norm;
  // A double to float cast and the difference round, as the slack allows for.
  const float offset = static_cast<float>(slack * (1.0 + 0x1p-20)) - exponent;
  const float common = SegmentLog2(segment);
  for (std::size_t l = 0; l < bounds.size(); ++l) {
    const float weight = log_weights.empty() ? common : log_weights[l] * kLog2E;
    const float x = bounds[l] + weight + offset;
    const bool known = std::isfinite(bounds[l]) && x < kInfinity;
    const bool none = weight == -kInfinity && std::isfinite(bounds[l]);
    terms[l] = none ? -kInfinity : known ? x : kInfinity;
  }
  Exp2(terms, terms);
  for (std::size_t l = 0; l < bounds.size(); ++l) {
    const float weight = log_weights.empty() ? common : log_weights[l];
    const bool none = weight == -kInfinity && std::isfinite(bounds[l]);
    if (!none) terms[l] += 0x1p-126f;  // What Exp2 may have cut off.
  }
}

float MissedMass(double unopened, double sum, std::size_t opened) {
  if (unopened == 0.0) return 0.0f;
  const double u = unopened * (1.0 + 0x1p-18);
  const double roundings = static_cast<double>(64 + opened);
  const double l = sum * std::max(0.0, 1.0 - roundings * 0x1p-22);
  if (!(l > 0.0) || !(u < std::numeric_limits<double>::infinity())) return 1.0f;
  const double bound = u / (u + l) * (1.0 + 0x1p-22);
  return std::clamp(static_cast<float>(bound), 0x1p-126f, 1.0f);
}

}  // namespace pastiche::kernels
