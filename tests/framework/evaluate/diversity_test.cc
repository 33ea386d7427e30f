#include "framework/evaluate/diversity.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(diversity)

using Samples = std::vector<std::vector<Token>>;

BOOST_AUTO_TEST_CASE(is_the_mean_share_of_differing_positions) {
  // 0/2, then 1/2 twice: the third differs from both in one place.
  const Samples samples = {{1, 2}, {1, 2, 9}, {1, 3}};
  BOOST_TEST(std::abs(*MeanPairwiseHamming(samples) - 1.0 / 3) < 1e-12);
  BOOST_TEST(*MeanPairwiseHamming(Samples{{0, 0}, {1, 1}}) == 1.0);
  BOOST_TEST(*MeanPairwiseHamming(Samples{{4, 5}, {4, 5}}) == 0.0);
}

BOOST_AUTO_TEST_CASE(needs_a_pair) {
  BOOST_TEST(!MeanPairwiseHamming({}).has_value());
  BOOST_TEST(!MeanPairwiseHamming(Samples{{1}}).has_value());
  BOOST_TEST(!MeanPairwiseHamming(Samples{{1}, {}}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
