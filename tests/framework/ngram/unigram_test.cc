#include "framework/ngram/unigram.h"

#include <array>
#include <boost/test/unit_test.hpp>

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(unigram)

BOOST_AUTO_TEST_CASE(adds_one_half_to_every_count) {
  std::vector<Document> corpus(2);
  corpus[0].tokens = {0, 0, 1};
  corpus[1].tokens = {0};
  const Unigram model = Unigram::Build(corpus, 4).value();
  // Counts 3 1 0 0 and a half each: 6 in all.
  const std::array<double, 4> expected = {3.5 / 6, 1.5 / 6, 0.5 / 6, 0.5 / 6};
  std::array<double, 4> p{};
  auto walk = model.StartWalk({}).value();
  BOOST_REQUIRE(walk->Advance(2).has_value());
  BOOST_REQUIRE(walk->Predict(p).has_value());
  BOOST_TEST(p == expected, boost::test_tools::per_element());
  std::array<double, 8> rows{};
  const std::vector<Token> tokens = {kUnknownToken, 1, kUnknownToken};
  auto fill = model.StartFill(tokens, ContextMode::kFill, {}).value();
  BOOST_REQUIRE(
      fill->Predict(std::array<std::size_t, 2>{0, 1}, rows).has_value());
  for (std::size_t t = 0; t < 8; ++t) BOOST_TEST(rows[t] == expected[t % 4]);
}

BOOST_AUTO_TEST_CASE(uniform_gives_every_token_the_same) {
  const Unigram model = Unigram::Uniform(14);
  for (const double p : model.probabilities()) BOOST_TEST(p == 1.0 / 14);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
