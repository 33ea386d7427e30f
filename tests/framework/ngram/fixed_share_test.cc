#include "framework/ngram/fixed_share.h"

#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(fixed_share)

BOOST_AUTO_TEST_CASE(without_share_the_weights_are_the_bayes_posterior) {
  FixedShare mixture(2, 0.0);
  for (int i = 0; i < 3; ++i) mixture.Update(std::array{0.9, 0.3});
  // (.9/.3)^3 = 27 to 1.
  BOOST_TEST(std::abs(mixture.weights()[0] - 27.0 / 28.0) < 1e-12);
  BOOST_TEST(std::abs(mixture.weights()[1] - 1.0 / 28.0) < 1e-12);
}

BOOST_AUTO_TEST_CASE(share_keeps_every_weight_alive) {
  FixedShare mixture(4, 0.02);
  for (int i = 0; i < 500; ++i) mixture.Update(std::array{0.0, 0.5, 0.0, 0.0});
  BOOST_TEST(std::abs(mixture.weights()[0] - 0.005) < 1e-12);
  // Its turn comes within a few tokens.
  for (int i = 0; i < 3; ++i) mixture.Update(std::array{0.9, 0.1, 0.1, 0.1});
  BOOST_TEST(mixture.weights()[0] > 0.7);
}

BOOST_AUTO_TEST_CASE(all_zero_changes_nothing_but_the_share) {
  FixedShare mixture(2, 0.0);
  mixture.Update(std::array{0.6, 0.2});
  mixture.Update(std::array{0.0, 0.0});
  BOOST_TEST(std::abs(mixture.weights()[0] - 0.75) < 1e-12);
}

BOOST_AUTO_TEST_CASE(rewind_restores_the_weights) {
  FixedShare mixture(3, 0.1);
  mixture.Update(std::array{0.1, 0.2, 0.7});
  const std::vector<double> before(mixture.weights().begin(),
                                   mixture.weights().end());
  for (int i = 0; i < 5; ++i) mixture.Update(std::array{0.3, 0.3, 0.01});
  mixture.Rewind(5);
  BOOST_CHECK_EQUAL_COLLECTIONS(mixture.weights().begin(),
                                mixture.weights().end(), before.begin(),
                                before.end());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
