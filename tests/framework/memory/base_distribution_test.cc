#include "framework/memory/base_distribution.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>

#include "framework/core/random.h"

namespace pastiche {
namespace {

using Features = std::vector<std::int32_t>;

BOOST_AUTO_TEST_SUITE(base_distribution)

BOOST_AUTO_TEST_CASE(without_conditions_it_is_the_smoothed_unigram) {
  BaseDistribution base({}, 3);
  for (const Token token : {0u, 0u, 2u}) base.Count(Features{7}, token);
  base.Finish();
  std::vector<double> p(3);
  base.Predict(Features{5}, p);
  // (2 + 1/2) / (3 + 3/2), (0 + 1/2) / 4.5, (1 + 1/2) / 4.5
  BOOST_TEST(p[0] == 2.5 / 4.5);
  BOOST_TEST(p[1] == 0.5 / 4.5);
  BOOST_TEST(p[2] == 1.5 / 4.5);
}

BOOST_AUTO_TEST_CASE(given_features_the_unigram_counts_as_two) {
  BaseDistribution base({1}, 2);
  base.Count(Features{0, 4}, 0);
  base.Count(Features{9, 4}, 0);
  base.Count(Features{0, 5}, 1);
  base.Finish();
  const double unigram = 2.5 / 4;  // Of token 0.
  std::vector<double> p(2);
  base.Predict(Features{1, 4}, p);
  BOOST_TEST(p[0] == (2 + 2 * unigram) / 4,
             boost::test_tools::tolerance(1e-15));
  base.Predict(Features{9, 5}, p);
  BOOST_TEST(p[0] == 2 * unigram / 3, boost::test_tools::tolerance(1e-15));
  base.Predict(Features{0, 6}, p);  // Never seen.
  BOOST_TEST(p[0] == unigram);
}

BOOST_AUTO_TEST_CASE(it_is_positive_and_sums_to_one_whatever_was_counted) {
  Rng rng(/*seed=*/1);
  for (const std::size_t vocabulary : {1, 2, 13, 1000}) {
    for (std::size_t conditions = 0; conditions <= kMaxFeatures; ++conditions) {
      std::vector<std::size_t> which(conditions);
      std::iota(which.rbegin(), which.rend(), std::size_t{0});
      BaseDistribution base(which, vocabulary);
      const auto tuple = [&] {
        Features features(kMaxFeatures);
        for (auto& value : features)
          value = static_cast<std::int32_t>(rng.NextBelow(2));
        return features;
      };
      const std::size_t counts = rng.NextBelow(100);
      for (std::size_t i = 0; i < counts; ++i) {
        base.Count(tuple(), static_cast<Token>(rng.NextBelow(vocabulary)));
      }
      base.Finish();
      std::vector<double> p(vocabulary);
      for (int i = 0; i < 20; ++i) {
        base.Predict(tuple(), p);
        BOOST_TEST(std::abs(std::accumulate(p.begin(), p.end(), 0.0) - 1.0) <
                   1e-12);
        BOOST_TEST(*std::min_element(p.begin(), p.end()) > 0.0);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
