// How far a float kernel's attention may be from its double-precision twin's.

#ifndef PASTICHE_TESTS_KERNELS_ATTENTION_BOUND_H_
#define PASTICHE_TESTS_KERNELS_ATTENTION_BOUND_H_

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstddef>

#include "tests/kernels/attention_case.h"

namespace pastiche::kernels::test {

// The largest |value|: what a relative error of the weights is a share of.
inline double LargestValue(const AttentionCase& problem) {
  double largest = 0.0;
  for (std::size_t j = 0; j < problem.values.rows; ++j) {
    for (std::size_t c = 0; c < problem.values.cols; ++c) {
      largest =
          std::max(largest, std::abs(double{problem.values.view().row(j)[c]}));
    }
  }
  return largest;
}

// Checks query i against the twin's: weights may be off by `relative`, of
// values up to `largest_value`.
inline void CheckQueryClose(const AttentionCase& problem, std::size_t i,
                            double relative, double largest_value,
                            const Attended& actual, const Attended& expected) {
  constexpr double kEpsilon = 0x1p-24;  // One rounding.
  const double lse_bound =
      relative + 4.0 * kEpsilon * std::abs(double{expected.lse[i]});
  const bool lse_close =
      actual.lse[i] == expected.lse[i] ||
      std::abs(double{actual.lse[i]} - double{expected.lse[i]}) <= lse_bound;
  BOOST_TEST(lse_close, "lse[" << i << "] is " << actual.lse[i] << ", not "
                               << expected.lse[i] << " +- " << lse_bound);
  for (std::size_t c = 0; c < problem.values.cols; ++c) {
    const float a = actual.out[i * problem.values.cols + c];
    const float e = expected.out[i * problem.values.cols + c];
    const bool close =
        std::abs(double{a} - double{e}) <= relative * largest_value;
    BOOST_TEST(close, "out[" << i << "][" << c << "] is " << a << ", not " << e
                             << " +- " << relative * largest_value);
  }
}

// Checks a float result against the twin's. A score is off by at most (d_k + 4)
// roundings of its magnitude; each weight by twice that and the exponential's 3
// ULP; sums by one rounding per key of a block and one per block.
inline void CheckClose(const AttentionCase& problem, const Attended& actual,
                       const Attended& expected) {
  constexpr double kEpsilon = 0x1p-24;  // One rounding.
  const auto keys = static_cast<double>(problem.keys.rows);
  const auto dim = static_cast<double>(problem.keys.cols);
  const double largest_value = LargestValue(problem);
  const double sums = std::min(keys, 128.0) + keys / 128.0 + 8.0;
  for (std::size_t i = 0; i < problem.queries.rows; ++i) {
    const double score = (dim + 4.0) * kEpsilon * problem.ScoreMagnitude(i);
    const double relative = 2.0 * (score + (sums + 8.0) * kEpsilon);
    CheckQueryClose(problem, i, relative, largest_value, actual, expected);
  }
}

}  // namespace pastiche::kernels::test

#endif  // PASTICHE_TESTS_KERNELS_ATTENTION_BOUND_H_
