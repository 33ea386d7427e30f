#include "framework/evaluate/statistics.h"

#include <cassert>
#include <cmath>
#include <vector>

namespace pastiche {

Estimate MeanOf(std::span<const double> values) {
  Estimate estimate;
  double sum = 0.0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    ++estimate.n;
  }
  if (estimate.n == 0) return estimate;
  const auto n = static_cast<double>(estimate.n);
  estimate.mean = sum / n;
  if (estimate.n < 2) return estimate;
  double squares = 0.0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    squares += (value - estimate.mean) * (value - estimate.mean);
  }
  estimate.standard_error = std::sqrt(squares / (n - 1) / n);
  return estimate;
}

Estimate RatioOf(std::span<const double> parts,
                 std::span<const double> wholes) {
  assert(parts.size() == wholes.size());
  double part = 0.0;
  double whole = 0.0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    part += parts[i];
    whole += wholes[i];
  }
  Estimate estimate;
  if (whole == 0.0) return estimate;
  estimate.n = parts.size();
  estimate.mean = part / whole;
  if (estimate.n < 2) return estimate;
  double squares = 0.0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const double off = parts[i] - estimate.mean * wholes[i];
    squares += off * off;
  }
  const auto n = static_cast<double>(estimate.n);
  estimate.standard_error = std::sqrt(n / (n - 1) * squares) / whole;
  return estimate;
}

Estimate PairedDifference(std::span<const double> a,
                          std::span<const double> b) {
  assert(a.size() == b.size());
  std::vector<double> differences;
  for (std::size_t i = 0; i < a.size(); ++i) {
    differences.push_back(a[i] - b[i]);
  }
  return MeanOf(differences);
}

}  // namespace pastiche
