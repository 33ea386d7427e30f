// The mixture of orders against its best part, a known source and a motif.
#include "framework/ngram/ngram_mix.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>

#include "tests/framework/ngram/random_documents.h"

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(ngram_mix)

double Bits(const SequenceModel& model, TokenSpan tokens, const ModelUse& use) {
  auto walk = model.StartWalk(use).value();
  std::vector<double> p(3);
  double bits = 0.0;
  for (const Token token : tokens) {
    BOOST_REQUIRE(walk->Predict(p).has_value());
    BOOST_REQUIRE(std::abs(std::accumulate(p.begin(), p.end(), -1.0)) < 1e-9);
    bits -= std::log2(p[token]);
    BOOST_REQUIRE(walk->Advance(token).has_value());
  }
  return bits;
}

BOOST_AUTO_TEST_CASE(is_nearly_as_good_as_its_best_part_on_a_known_source) {
  const test::MarkovSource source;
  Rng rng(/*seed=*/51);
  const std::vector<Document> corpus = {source.Sample(8000, "corpus", rng)};
  const Document fresh = source.Sample(4000, "fresh", rng);
  // The wrong order in the first place: the mix has better ones beside it.
  const KneserNey deep = KneserNey::Build(corpus, 3, 15).value();
  const KneserNey right = KneserNey::Build(corpus, 3, 3).value();
  const auto mix = NgramMix::Build(corpus, deep).value();
  const double best = Bits(right, fresh.tokens, {});
  const double bits = Bits(*mix, fresh.tokens, {});
  BOOST_TEST_MESSAGE("deep " << Bits(deep, fresh.tokens, {}) / 4000 << ", best "
                             << best / 4000 << ", mix " << bits / 4000
                             << ", source " << source.Entropy());
  // log2 of five parts, and a little per token for the share.
  BOOST_TEST(bits <= best + std::log2(5.0) - 4000 * std::log2(1 - 0.005));
  BOOST_TEST(bits < Bits(deep, fresh.tokens, {}));
}

BOOST_AUTO_TEST_CASE(the_cache_learns_a_motif_and_takes_back) {
  Rng rng(/*seed=*/52);
  const test::MarkovSource source;
  const std::vector<Document> corpus = {source.Sample(3000, "corpus", rng)};
  std::vector<Token> tokens;
  const Document motif = source.Sample(50, "motif", rng);
  for (int i = 0; i < 8; ++i)
    tokens.insert(tokens.end(), motif.tokens.begin(), motif.tokens.end());
  const KneserNey best = KneserNey::Build(corpus, 3, 4).value();
  const auto mix = NgramMix::Build(corpus, best).value();
  BOOST_TEST(Bits(*mix, tokens, {.own_cache = true}) <
             0.6 * Bits(*mix, tokens, {}));
  auto walk = mix->StartWalk({.own_cache = true}).value();
  std::vector<double> before(3), after(3);
  for (const Token t : motif.tokens)
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
