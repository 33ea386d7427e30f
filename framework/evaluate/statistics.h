// Means with their standard errors.

#ifndef PASTICHE_FRAMEWORK_EVALUATE_STATISTICS_H_
#define PASTICHE_FRAMEWORK_EVALUATE_STATISTICS_H_

#include <cstddef>
#include <optional>
#include <span>

namespace pastiche {

struct Estimate {
  double mean = 0.0;                     // 0 if n is 0.
  std::optional<double> standard_error;  // Absent below two values.
  std::size_t n = 0;
};

// Over the values that are not NaN; standard error s / sqrt(n), where s has
// n - 1 in the denominator.
[[nodiscard]] Estimate MeanOf(std::span<const double> values);

// sum(parts) / sum(wholes), as bits per token over documents; its standard
// error by linearisation, sqrt(n / (n - 1) sum{(p_i - r w_i)^2}) / sum{w_i}
// (Cochran 1977, 6.13). n is 0 if the wholes are all 0. Same sizes (asserted).
[[nodiscard]] Estimate RatioOf(std::span<const double> parts,
                               std::span<const double> wholes);

// MeanOf a_i - b_i: what tells two methods apart on the same documents, where
// the documents differ more than the methods. Same sizes (asserted).
[[nodiscard]] Estimate PairedDifference(std::span<const double> a,
                                        std::span<const double> b);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_EVALUATE_STATISTICS_H_
