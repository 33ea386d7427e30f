#include "framework/evaluate/statistics.h"

#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(statistics)

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

BOOST_AUTO_TEST_CASE(mean_has_the_textbook_standard_error) {
  // Mean 5, squares 9 + 1 + 1 + 9 = 20, s^2 = 20 / 3, s.e. = sqrt(5 / 3).
  const Estimate estimate = MeanOf(std::array{2.0, 4.0, kNan, 6.0, 8.0});
  BOOST_TEST(estimate.mean == 5.0);
  BOOST_TEST(estimate.n == 4u);
  BOOST_TEST(std::abs(*estimate.standard_error - std::sqrt(5.0 / 3)) < 1e-12);
}

BOOST_AUTO_TEST_CASE(too_few_values_have_no_standard_error) {
  BOOST_TEST(MeanOf({}).n == 0u);
  BOOST_TEST(MeanOf(std::array{kNan}).n == 0u);
  const Estimate one = MeanOf(std::array{3.0});
  BOOST_TEST(one.mean == 3.0);
  BOOST_TEST(!one.standard_error.has_value());
}

BOOST_AUTO_TEST_CASE(ratio_pools_and_equals_the_mean_for_equal_wholes) {
  const std::array parts = {2.0, 4.0, 6.0, 8.0};
  const Estimate pooled = RatioOf(parts, std::array{1.0, 1.0, 2.0, 4.0});
  BOOST_TEST(pooled.mean == 20.0 / 8);
  const Estimate equal = RatioOf(parts, std::array{2.0, 2.0, 2.0, 2.0});
  const Estimate mean = MeanOf(std::array{1.0, 2.0, 3.0, 4.0});
  BOOST_TEST(std::abs(equal.mean - mean.mean) < 1e-12);
  BOOST_TEST(std::abs(*equal.standard_error - *mean.standard_error) < 1e-12);
  BOOST_TEST(RatioOf(parts, std::array{0.0, 0.0, 0.0, 0.0}).n == 0u);
}

BOOST_AUTO_TEST_CASE(pairs_cancel_what_they_share) {
  const std::array a = {10.1, 20.1, 30.1};
  const std::array b = {10.0, 20.0, 30.0};
  const Estimate difference = PairedDifference(a, b);
  BOOST_TEST(std::abs(difference.mean - 0.1) < 1e-12);
  BOOST_TEST(*difference.standard_error < 1e-12);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
