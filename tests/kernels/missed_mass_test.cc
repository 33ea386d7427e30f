#include "kernels/missed_mass.h"

#include <limits>

#include "tests/kernels/routed_hunt.h"
#include "tests/support/for_each_target.h"

namespace pastiche::kernels {
namespace {

using test::kInfinity;
using test::Prey;
using test::RoutedHunt;

BOOST_AUTO_TEST_SUITE(missed_mass)

BOOST_AUTO_TEST_CASE(the_bound_is_the_share_when_terms_are_exact) {
  // Two segments of 16 equal keys, one opened: half the mass, plus slack.
  const MassQuery query{.key_dim = 4, .score_norm = 10.0, .weight_range = 4.0};
  const std::vector<float> bounds = {3.0f, 3.0f};
  std::vector<float> terms(2);
  MassTerms(query, bounds, {}, /*segment=*/16, /*exponent=*/3.0f, terms);
  BOOST_TEST(terms[0] == terms[1]);
  BOOST_TEST(terms[0] > 16.0f);
  BOOST_TEST(terms[0] < 16.01f);
  const float missed = MissedMass(double{terms[0]}, 16.0, 1);
  BOOST_TEST(missed > 0.5f);
  BOOST_TEST(missed < 0.5005f);
}

BOOST_AUTO_TEST_CASE(what_is_unknown_counts_as_everything) {
  const MassQuery query{.key_dim = 4, .score_norm = 10.0, .weight_range = 4.0};
  const std::vector<float> bounds = {NAN, kInfinity, -kInfinity, 0.0f, 0.0f};
  const std::vector<float> weights = {0.0f, -kInfinity, 0.0f, -kInfinity, 0.0f};
  std::vector<float> terms(5);
  MassTerms(query, bounds, weights, 16, /*exponent=*/0.0f, terms);
  BOOST_TEST(terms[0] == kInfinity);
  BOOST_TEST(terms[1] == kInfinity);
  BOOST_TEST(terms[2] == kInfinity);
  BOOST_TEST(terms[3] == 0.0f);  // No key counts.
  BOOST_TEST(terms[4] > 1.0f);
  MassTerms(query, bounds, weights, 16, /*exponent=*/-kInfinity, terms);
  BOOST_TEST(terms[3] == 0.0f);
  BOOST_TEST(terms[4] == kInfinity);
}

BOOST_AUTO_TEST_CASE(bounds_stay_in_range) {
  BOOST_TEST(MissedMass(0.0, 0.0, 0) == 0.0f);
  BOOST_TEST(MissedMass(0.0, 5.0, 7) == 0.0f);
  BOOST_TEST(MissedMass(1.0, 0.0, 0) == 1.0f);
  BOOST_TEST(MissedMass(1e-300, 1.0, 0) > 0.0f);
  BOOST_TEST(MissedMass(1e300, 1e-30, 0) == 1.0f);
  BOOST_TEST(MissedMass(double{kInfinity}, 1.0, 0) == 1.0f);
  BOOST_TEST(MissedMass(std::numeric_limits<double>::quiet_NaN(), 1.0, 0) ==
             1.0f);
}

BOOST_AUTO_TEST_CASE(is_never_below_the_truth_for_20000_hard_queries) {
  RoutedHunt hunt(/*seed=*/1);
  pastiche::test::ForEachTarget([&hunt] {
    for (int round = 0; round < 13; ++round) {
      for (int prey = 0; prey < static_cast<int>(Prey::kCount); ++prey) {
        BOOST_TEST(hunt.Violations(static_cast<Prey>(prey)) == 0u,
                   "prey " << prey << " round " << round);
      }
    }
  });
  BOOST_TEST(hunt.useful() > hunt.asked() / 10);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
