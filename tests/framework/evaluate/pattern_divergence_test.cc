#include "framework/evaluate/pattern_divergence.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/support/memory_domain.h"

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(pattern_divergence)

PatternHistogram Shares(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  PatternHistogram histogram;
  if (a > 0) histogram.counts[{0}] = a;
  if (b > 0) histogram.counts[{1}] = b;
  if (c > 0) histogram.counts[{2}] = c;
  histogram.total = a + b + c;
  return histogram;
}

BOOST_AUTO_TEST_CASE(equal_shares_are_0_and_disjoint_patterns_1) {
  BOOST_TEST(*JensenShannon(Shares(1, 2, 0), Shares(10, 20, 0)) == 0.0);
  BOOST_TEST(*JensenShannon(Shares(3, 0, 0), Shares(0, 1, 5)) == 1.0);
  BOOST_TEST(std::abs(*TilePatternKl(Shares(1, 2, 0), Shares(1, 2, 0))) <
             1e-12);
}

BOOST_AUTO_TEST_CASE(two_patterns_have_the_closed_form) {
  // p = (1, 0), q = (1/2, 1/2), mean (3/4, 1/4):
  // 1/2 log2(4/3) + 1/2 (1/2 log2(2/3) + 1/2 log2 2) = .311278...
  const double expected =
      0.5 * std::log2(4.0 / 3) + 0.5 * (0.5 * std::log2(2.0 / 3) + 0.5);
  BOOST_TEST(std::abs(expected - 0.311278) < 1e-6);
  BOOST_TEST(std::abs(*JensenShannon(Shares(4, 0, 0), Shares(3, 3, 0)) -
                      expected) < 1e-12);
  BOOST_TEST(std::abs(*JensenShannon(Shares(3, 3, 0), Shares(4, 0, 0)) -
                      expected) < 1e-12);
}

BOOST_AUTO_TEST_CASE(tile_pattern_kl_is_the_mean_of_both_directions) {
  // P = (3/4, 1/4), Q = (1/4, 3/4): either way (1/2) ln 3.
  BOOST_TEST(std::abs(*TilePatternKl(Shares(3, 1, 0), Shares(1, 3, 0)) -
                      0.5 * std::log(3.0)) < 1e-5);
  // One unseen pattern costs about 1/2 (1/2) ln(1/2 / (e/2)).
  const double unseen = *TilePatternKl(Shares(2, 0, 0), Shares(1, 1, 0));
  const double e = 1e-6;
  const double expected =
      0.5 * std::log(2.0) +
      0.5 * (0.5 * std::log(0.5) + 0.5 * std::log(0.5 / (e / 2)));
  BOOST_TEST(std::abs(unseen - expected) < 1e-4);
}

// Lucas & Volz 2019, with the constants of their published code: epsilon 1e-6,
// natural logarithms, weight 1/2; totals that differ, patterns of one side.
BOOST_AUTO_TEST_CASE(tile_pattern_kl_is_the_published_formula) {
  const double e = 1e-6;
  const double p[] = {3, 1, 0}, q[] = {2, 0, 5};
  double forward = 0.0, backward = 0.0;
  for (int x = 0; x < 3; ++x) {
    const double a = (p[x] + e) / ((4 + e) * (1 + e));
    const double b = (q[x] + e) / ((7 + e) * (1 + e));
    forward += a * std::log(a / b);
    backward += b * std::log(b / a);
  }
  BOOST_TEST(std::abs(*TilePatternKl(Shares(3, 1, 0), Shares(2, 0, 5)) -
                      0.5 * (forward + backward)) < 1e-12);
}

BOOST_AUTO_TEST_CASE(empty_histograms_have_no_divergence) {
  BOOST_TEST(!JensenShannon(Shares(0, 0, 0), Shares(1, 0, 0)).has_value());
  BOOST_TEST(!JensenShannon(Shares(1, 0, 0), Shares(0, 0, 0)).has_value());
  BOOST_TEST(!TilePatternKl(Shares(0, 0, 0), Shares(1, 0, 0)).has_value());
}

BOOST_AUTO_TEST_CASE(sequences_are_counted_as_ngrams) {
  const test::MemoryDomain domain({.vocabulary = 3});
  PatternHistogram histogram;
  const PatternShape shape = PatternShape::Of(domain.geometry(), 2);
  histogram.Add(domain.Read("ababc").tokens, shape);
  histogram.Add(domain.Read("a").tokens, shape);  // Shorter than a pattern.
  BOOST_TEST(histogram.total == 4u);
  BOOST_TEST((histogram.counts[{0, 1}] == 2u));
  BOOST_TEST((histogram.counts[{1, 0}] == 1u));
  BOOST_TEST((histogram.counts[{1, 2}] == 1u));
}

//   c f i
//   b e h k      Columns abc, def, ghi and jk, which is cut short: windows of
//   a d g j      2 x 2 are abde, bcef, degh, efhi and ghjk.
BOOST_AUTO_TEST_CASE(grids_are_counted_as_windows) {
  const test::MemoryDomain domain({.vocabulary = 11, .unit_length = 3});
  PatternHistogram histogram;
  const PatternShape shape = PatternShape::Of(domain.geometry(), 2);
  histogram.Add(domain.Read("abcdefghijk").tokens, shape);
  BOOST_TEST(histogram.total == 5u);
  for (const char* text : {"abde", "bcef", "degh", "efhi", "ghjk"}) {
    BOOST_TEST(histogram.counts[domain.Read(text).tokens] == 1u);
  }
  // Taller than the grid: as tall as it is.
  PatternHistogram tall;
  tall.Add(domain.Read("abcdefghijkabcd").tokens,
           PatternShape::Of(domain.geometry(), 4));
  BOOST_TEST(tall.total == 2u);
  BOOST_TEST(tall.counts.begin()->first.size() == 12u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
