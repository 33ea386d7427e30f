#include "framework/ngram/mixture_model.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "framework/ngram/kneser_ney.h"
#include "framework/ngram/unigram.h"
#include "tests/framework/ngram/random_documents.h"

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(mixture_model)

double Bits(const SequenceModel& model, TokenSpan tokens) {
  auto walk = model.StartWalk({}).value();
  std::vector<double> p(3);
  double bits = 0.0;
  for (const Token token : tokens) {
    BOOST_REQUIRE(walk->Predict(p).has_value());
    bits -= std::log2(p[token]);
    BOOST_REQUIRE(walk->Advance(token).has_value());
  }
  return bits;
}

BOOST_AUTO_TEST_CASE(costs_at_most_log_of_the_parts_over_the_best) {
  const test::MarkovSource source;
  Rng rng(/*seed=*/14);
  const std::vector<Document> corpus = {source.Sample(5000, "corpus", rng)};
  const Document fresh = source.Sample(3000, "fresh", rng);
  const KneserNey good = KneserNey::Build(corpus, 3, 2).value();
  const Unigram bad = Unigram::Uniform(3);
  const MixtureModel mixture({&bad, &good}, 3, /*share=*/0.0);
  const double best = Bits(good, fresh.tokens);
  BOOST_TEST(Bits(mixture, fresh.tokens) <= best + 1.0 + 1e-6);
  BOOST_TEST(Bits(mixture, fresh.tokens) < Bits(bad, fresh.tokens) - 100);
}

BOOST_AUTO_TEST_CASE(rewind_returns_to_the_same_distribution) {
  Rng rng(/*seed=*/15);
  const auto corpus = test::RandomDocuments(3, 90, 3, rng);
  const KneserNey two = KneserNey::Build(corpus, 3, 2).value();
  const KneserNey five = KneserNey::Build(corpus, 3, 5).value();
  const MixtureModel mixture({&two, &five}, 3, 0.02);
  auto walk = mixture.StartWalk({.own_cache = true}).value();
  std::vector<double> before(3), after(3);
  for (const Token t : {0u, 1u, 0u})
    BOOST_REQUIRE(walk->Advance(t).has_value());
  BOOST_REQUIRE(walk->Predict(before).has_value());
  for (const Token t : {2u, 2u}) BOOST_REQUIRE(walk->Advance(t).has_value());
  BOOST_REQUIRE(walk->Rewind(2).has_value());
  BOOST_REQUIRE(walk->Predict(after).has_value());
  BOOST_TEST(before == after, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
