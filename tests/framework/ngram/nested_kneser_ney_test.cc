// The n-gram over slots: against a source of known entropy, as a walk, and with
// the cache.
#include "framework/ngram/nested_kneser_ney.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>

#include "tests/framework/memory/sight_domain.h"
#include "tests/framework/ngram/random_documents.h"

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(nested_kneser_ney)

using test::MarkovSource;
using test::SightDomain;

double Bits(const SequenceModel& model, TokenSpan tokens,
            std::size_t vocabulary, const ModelUse& use) {
  auto walk = model.StartWalk(use).value();
  std::vector<double> p(vocabulary);
  double bits = 0.0;
  for (const Token token : tokens) {
    BOOST_REQUIRE(walk->Predict(p).has_value());
    BOOST_REQUIRE(std::abs(std::accumulate(p.begin(), p.end(), -1.0)) < 1e-9);
    bits -= std::log2(p[token]);
    BOOST_REQUIRE(walk->Advance(token).has_value());
  }
  return bits;
}

double BitsOfSource(const MarkovSource& source, TokenSpan tokens) {
  double bits = -std::log2(source.Stationary()[tokens[0]]);
  for (std::size_t i = 1; i < tokens.size(); ++i)
    bits -= std::log2(source.step[tokens[i - 1]][tokens[i]]);
  return bits;
}

BOOST_AUTO_TEST_CASE(reaches_the_entropy_of_a_markov_source) {
  const MarkovSource source;
  const SightDomain domain(3, {-1, -2, -3});
  Rng rng(/*seed=*/41);
  std::vector<Document> corpus;
  for (int d = 0; d < 4; ++d)
    corpus.push_back(source.Sample(5000, std::to_string(d), rng));
  const Document fresh = source.Sample(4000, "fresh", rng);
  const auto settings = ChooseNested(domain, corpus, nullptr).value();
  const auto model = NestedKneserNey::Build(domain, corpus, settings).value();
  const double above =
      (Bits(*model, fresh.tokens, 3, {}) - BitsOfSource(source, fresh.tokens)) /
      4000.0;
  BOOST_TEST_MESSAGE(above << " bits above the source");
  BOOST_TEST((above > -0.001 && above < 0.01));
  // The cache has nothing to learn there, and hardly costs.
  const double cached = Bits(*model, fresh.tokens, 3, {.own_cache = true});
  BOOST_TEST(cached < Bits(*model, fresh.tokens, 3, {}) + 0.02 * 4000);
}

BOOST_AUTO_TEST_CASE(walks_ask_the_model_and_take_back) {
  SightDomain domain(4, {-1, -3});
  domain.AddFeature(0, 2);
  Rng rng(/*seed=*/42);
  const std::vector<Document> corpus = {test::RandomDocument(500, 4, rng)};
  const NestedSettings settings{.sources = {{true, 0}, {false, 0}, {false, 1}},
                                .discount = 0.7};
  const auto model = NestedKneserNey::Build(domain, corpus, settings).value();
  const Document asked = test::RandomDocument(60, 4, rng);
  for (const bool cache : {false, true}) {
    auto walk = model->StartWalk({.own_cache = cache}).value();
    std::vector<double> p(4), again(4);
    for (std::size_t i = 0; i < asked.tokens.size(); ++i) {
      BOOST_REQUIRE(walk->Predict(p).has_value());
      if (!cache) {
        const auto seen = [&](std::size_t back) {
          return i < back ? kSlotOutside : std::int64_t{asked.tokens[i - back]};
        };
        const std::vector<std::int64_t> context = {std::int64_t(i % 2), seen(1),
                                                   seen(3)};
        for (Token t = 0; t < 4; ++t)
          BOOST_TEST(p[t] == model->Probability(context, t),
                     boost::test_tools::tolerance(1e-12));
      }
      // There and back again.
      for (const Token t : {3u, 0u})
        BOOST_REQUIRE(walk->Advance(t).has_value());
      BOOST_REQUIRE(walk->Rewind(2).has_value());
      BOOST_REQUIRE(walk->Predict(again).has_value());
      BOOST_TEST(p == again, boost::test_tools::per_element());
      BOOST_REQUIRE(walk->Advance(asked.tokens[i]).has_value());
    }
  }
}

BOOST_AUTO_TEST_CASE(the_cache_learns_what_only_this_document_repeats) {
  const SightDomain domain(8, {-1, -2, -3});
  Rng rng(/*seed=*/43);
  const std::vector<Document> corpus = {test::RandomDocument(3000, 8, rng)};
  const Document motif = test::RandomDocument(40, 8, rng);
  std::vector<Token> tokens;
  for (int i = 0; i < 10; ++i)
    tokens.insert(tokens.end(), motif.tokens.begin(), motif.tokens.end());
  const auto model =
      NestedKneserNey::Build(
          domain, corpus,
          {.sources = {{false, 0}, {false, 1}, {false, 2}}, .discount = {}})
          .value();
  BOOST_TEST(Bits(*model, tokens, 8, {.own_cache = true}) <
             0.5 * Bits(*model, tokens, 8, {}));
}

BOOST_AUTO_TEST_CASE(no_documents_give_the_uniform_distribution) {
  const SightDomain domain(5, {-1});
  const auto model = NestedKneserNey::Build(
                         domain, {}, ChooseNested(domain, {}, nullptr).value())
                         .value();
  const std::vector<Token> tokens = {0, 4, 2};
  BOOST_TEST(Bits(*model, tokens, 5, {}) == 3 * std::log2(5.0),
             boost::test_tools::tolerance(1e-12));
  Document wrong;
  wrong.tokens = {5};
  BOOST_TEST(
      !NestedKneserNey::Build(domain, std::span(&wrong, 1), {}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
