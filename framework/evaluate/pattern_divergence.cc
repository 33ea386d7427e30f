#include "framework/evaluate/pattern_divergence.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "framework/ngram/row_major.h"

namespace pastiche {
namespace {

constexpr double kEpsilon = 1e-6;  // TilePatternKl's e.
constexpr double kWeight = 0.5;    // TilePatternKl's w.

// Calls visit(count in p, count in q) for every pattern of either, in order.
template <typename Visit>
void ForEachPattern(const PatternHistogram& p, const PatternHistogram& q,
                    const Visit& visit) {
  auto a = p.counts.begin();
  auto b = q.counts.begin();
  while (a != p.counts.end() || b != q.counts.end()) {
    const bool take_a =
        b == q.counts.end() || (a != p.counts.end() && a->first <= b->first);
    const bool take_b =
        a == p.counts.end() || (b != q.counts.end() && b->first <= a->first);
    visit(take_a ? static_cast<double>(a->second) : 0.0,
          take_b ? static_cast<double>(b->second) : 0.0);
    if (take_a) ++a;
    if (take_b) ++b;
  }
}

// x log2(x / mean), 0 for x = 0.
double Term(double x, double mean) {
  return x > 0.0 ? x * std::log2(x / mean) : 0.0;
}

}  // namespace

PatternShape PatternShape::Of(const Geometry& geometry, std::size_t n) {
  return {.n = n, .unit_length = IsGrid(geometry) ? geometry.unit_length : 1};
}

void PatternHistogram::Add(TokenSpan tokens, const PatternShape& shape) {
  assert(shape.n >= 1 && shape.unit_length >= 1);
  const std::size_t height = std::min(shape.n, shape.unit_length);
  std::vector<Token> pattern(shape.n * height);
  const std::size_t reach = (shape.n - 1) * shape.unit_length + height;
  for (std::size_t i = 0; i + reach <= tokens.size(); ++i) {
    if (i % shape.unit_length + height > shape.unit_length) continue;
    auto out = pattern.begin();
    for (std::size_t u = 0; u < shape.n; ++u) {
      const TokenSpan cells = tokens.subspan(i + u * shape.unit_length, height);
      out = std::copy(cells.begin(), cells.end(), out);
    }
    ++counts[pattern];
    ++total;
  }
}

std::optional<double> JensenShannon(const PatternHistogram& p,
                                    const PatternHistogram& q) {
  if (p.total == 0 || q.total == 0) return std::nullopt;
  const auto p_total = static_cast<double>(p.total);
  const auto q_total = static_cast<double>(q.total);
  double sum = 0.0;
  ForEachPattern(p, q, [&](double a, double b) {
    const double x = a / p_total;
    const double y = b / q_total;
    const double mean = 0.5 * (x + y);
    sum += Term(x, mean) + Term(y, mean);
  });
  return std::clamp(0.5 * sum, 0.0, 1.0);  // Rounding may leave the range.
}

std::optional<double> TilePatternKl(const PatternHistogram& samples,
                                    const PatternHistogram& reference) {
  if (samples.total == 0 || reference.total == 0) return std::nullopt;
  const auto smooth = [](double count, std::uint64_t total) {
    return (count + kEpsilon) /
           ((static_cast<double>(total) + kEpsilon) * (1.0 + kEpsilon));
  };
  double forward = 0.0;
  double backward = 0.0;
  ForEachPattern(samples, reference, [&](double a, double b) {
    const double p = smooth(a, samples.total);
    const double q = smooth(b, reference.total);
    forward += p * std::log(p / q);
    backward += q * std::log(q / p);
  });
  return kWeight * forward + (1.0 - kWeight) * backward;
}

}  // namespace pastiche
