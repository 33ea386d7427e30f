// How unlike two sets of documents are in their small patterns: n x n windows
// of a grid, n-grams of a sequence.

#ifndef PASTICHE_FRAMEWORK_EVALUATE_PATTERN_DIVERGENCE_H_
#define PASTICHE_FRAMEWORK_EVALUATE_PATTERN_DIVERGENCE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/domain_description.h"

namespace pastiche {

struct PatternShape {
  std::size_t n = 3;            // Units.
  std::size_t unit_length = 1;  // Tokens per unit; 1 = n-grams.

  // A grid's units; any other domain is a plain sequence of tokens.
  [[nodiscard]] static PatternShape Of(const Geometry& geometry, std::size_t n);
};

// How often each pattern occurs.
struct PatternHistogram {
  std::map<std::vector<Token>, std::uint64_t> counts;
  std::uint64_t total = 0;

  // Counts every window of n units by min(n, unit_length) cells, at every unit
  // and cell; cells of a last unit that is cut short are left out. A document
  // that is shorter than n units has none.
  void Add(TokenSpan tokens, const PatternShape& shape);
};

// Jensen-Shannon divergence in bits, 0..1 (Lin 1991): 0 for equal shares, 1 for
// patterns that are all different. Absent if either histogram is empty.
[[nodiscard]] std::optional<double> JensenShannon(const PatternHistogram& p,
                                                  const PatternHistogram& q);

// Tile-pattern divergence (Lucas & Volz, GECCO 2019) in nats, >= 0:
// w KL(P || Q) + (1 - w) KL(Q || P) with w = 1/2 over the patterns of either,
// smoothed as P(x) = (C(x) + e) / ((C + e)(1 + e)), e = 1e-6, where C(x) counts
// the pattern and C all. Absent if either histogram is empty.
[[nodiscard]] std::optional<double> TilePatternKl(
    const PatternHistogram& samples, const PatternHistogram& reference);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_EVALUATE_PATTERN_DIVERGENCE_H_
