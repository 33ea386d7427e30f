#include "framework/ngram/kneser_ney.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>

#include "tests/framework/ngram/kneser_ney_reference.h"
#include "tests/framework/ngram/random_documents.h"

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(kneser_ney)

// Walks `model` along `tokens`; bits per token.
double BitsPerToken(const KneserNey& model, TokenSpan tokens,
                    const ModelUse& use = {}) {
  auto walk = model.StartWalk(use).value();
  std::vector<double> p(model.vocabulary());
  double bits = 0.0;
  for (const Token token : tokens) {
    BOOST_REQUIRE(walk->Predict(p).has_value());
    bits -= std::log2(p[token]);
    BOOST_REQUIRE(walk->Advance(token).has_value());
  }
  return bits / static_cast<double>(tokens.size());
}

BOOST_AUTO_TEST_CASE(equals_the_definition_and_sums_to_one) {
  Rng rng(/*seed=*/1);
  for (int round = 0; round < 60; ++round) {
    const std::size_t vocabulary = 1 + rng.NextBelow(6);
    const std::size_t order = 1 + rng.NextBelow(8);
    const auto corpus =
        test::RandomDocuments(rng.NextBelow(6), 60, vocabulary, rng);
    const auto queries = test::RandomDocuments(3, 25, vocabulary, rng);
    const double scale = round % 2 == 0 ? 1.0 : 0.25 * (1 + round % 7);
    auto model = KneserNey::Build(corpus, vocabulary, {order, scale}).value();
    if (round % 3 == 0) {  // There and back.
      model.ScaleDiscounts(0.5);
      model.ScaleDiscounts(scale);
    }
    const test::ReferenceKneserNey twin(corpus, vocabulary, order, scale);
    std::vector<double> p(vocabulary);
    for (const Document& query : queries) {
      for (std::size_t i = 0; i <= query.tokens.size(); ++i) {
        const TokenSpan history = TokenSpan(query.tokens).first(i);
        model.Predict(history, p);
        BOOST_TEST(std::abs(std::accumulate(p.begin(), p.end(), 0.0) - 1.0) <
                   1e-12);
        for (Token t = 0; t < vocabulary; ++t) {
          BOOST_TEST(p[t] > 0.0);
          BOOST_TEST(std::abs(p[t] - twin.Probability(history, t)) < 1e-12);
          BOOST_TEST(std::abs(p[t] - model.Probability(history, t)) < 1e-12);
        }
      }
    }
  }
}

// Long repeats, contexts that reach documents' starts, equal documents.
BOOST_AUTO_TEST_CASE(equals_the_definition_on_repetitive_documents) {
  std::vector<Document> corpus(4);
  for (std::size_t i = 0; i < 40; ++i) {
    corpus[0].tokens.push_back(0);
    corpus[1].tokens.push_back(i % 3 == 0 ? 1 : 0);
    corpus[2].tokens.push_back(i % 3 == 0 ? 1 : 0);
    corpus[3].tokens.push_back(i % 7 == 0 ? 2 : 0);
  }
  for (const std::size_t order : {1u, 2u, 5u, 12u, 20u}) {
    const auto model = KneserNey::Build(corpus, 4, order).value();
    const test::ReferenceKneserNey twin(corpus, 4, order);
    for (std::size_t i = 0; i <= 40; ++i) {
      const TokenSpan history = TokenSpan(corpus[3].tokens).first(i);
      for (Token t = 0; t < 4; ++t) {
        BOOST_TEST(std::abs(model.Probability(history, t) -
                            twin.Probability(history, t)) < 1e-12);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(approaches_the_entropy_of_a_markov_source) {
  const test::MarkovSource source;
  Rng rng(/*seed=*/2);
  const std::vector<Document> corpus = {source.Sample(60000, "corpus", rng)};
  const Document fresh = source.Sample(60000, "fresh", rng);
  const auto p = source.Stationary();
  double unigram = 0.0;
  for (const double q : p) unigram -= q * std::log2(q);
  const auto bits = [&](std::size_t order) {
    return BitsPerToken(KneserNey::Build(corpus, 3, order).value(),
                        fresh.tokens);
  };
  // Three standard errors of a mean over 60000 tokens are about .01 bits.
  BOOST_TEST(std::abs(bits(1) - unigram) < 0.015);
  BOOST_TEST(std::abs(bits(2) - source.Entropy()) < 0.015);
  BOOST_TEST(std::abs(bits(4) - source.Entropy()) < 0.02);
  BOOST_TEST(bits(1) - bits(2) > 0.1);
}

BOOST_AUTO_TEST_CASE(no_corpus_is_uniform) {
  for (const std::size_t order : {1u, 3u}) {
    const auto model = KneserNey::Build({}, 5, order).value();
    BOOST_TEST(model.Probability(std::vector<Token>{1, 2}, 3) == 0.2);
  }
}

BOOST_AUTO_TEST_CASE(knows_where_documents_start) {
  std::vector<Document> corpus(8);
  for (Document& document : corpus) document.tokens = {2, 0, 1, 0, 1, 0, 1};
  const auto model = KneserNey::Build(corpus, 3, 3).value();
  BOOST_TEST(model.Probability({}, 2) > 0.7);
  // Not learnt across the boundary: 1 is never followed by 2.
  BOOST_TEST(model.Probability(std::vector<Token>{0, 1}, 2) < 0.1);
}

BOOST_AUTO_TEST_CASE(rewind_returns_to_the_same_distribution) {
  Rng rng(/*seed=*/3);
  const auto corpus = test::RandomDocuments(4, 80, 4, rng);
  const auto model = KneserNey::Build(corpus, 4, 6).value();
  for (const bool own_cache : {false, true}) {
    auto walk = model.StartWalk({.own_cache = own_cache}).value();
    std::vector<double> before(4), after(4);
    for (const Token t : {0u, 1u, 1u, 3u}) (void)walk->Advance(t);
    BOOST_REQUIRE(walk->Predict(before).has_value());
    for (const Token t : {2u, 0u, 3u, 3u, 1u}) (void)walk->Advance(t);
    BOOST_REQUIRE(walk->Rewind(5).has_value());
    BOOST_REQUIRE(walk->Predict(after).has_value());
    BOOST_TEST(before == after, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(cache_learns_what_a_document_repeats) {
  Rng rng(/*seed=*/4);
  const auto corpus = test::RandomDocuments(6, 200, 8, rng);
  const auto model = KneserNey::Build(corpus, 8, 4).value();
  std::vector<Token> repeated;
  for (int i = 0; i < 30; ++i) {
    for (const Token t : {7u, 3u, 6u, 6u, 5u}) repeated.push_back(t);
  }
  BOOST_TEST(BitsPerToken(model, repeated, {.own_cache = true}) <
             0.5 * BitsPerToken(model, repeated));
}

BOOST_AUTO_TEST_CASE(takes_a_large_vocabulary) {
  std::vector<Document> corpus(1);
  corpus[0].tokens = {kMaxVocabulary - 1, 0, kMaxVocabulary - 1, 0, 7};
  const auto model = KneserNey::Build(corpus, kMaxVocabulary, 3).value();
  std::vector<double> p(kMaxVocabulary);
  model.Predict(corpus[0].tokens, p);
  BOOST_TEST(std::abs(std::accumulate(p.begin(), p.end(), 0.0) - 1.0) < 1e-9);
}

BOOST_AUTO_TEST_CASE(refuses_what_is_out_of_range) {
  std::vector<Document> corpus(1);
  corpus[0].name = "bad";
  corpus[0].tokens = {0, 5};
  const auto code = [](const auto& result) { return result.error().code; };
  BOOST_TEST(
      (code(KneserNey::Build(corpus, 5, 2)) == ErrorCode::kInvalidArgument));
  BOOST_TEST((code(KneserNey::Build({}, 0, 2)) == ErrorCode::kInvalidArgument));
  BOOST_TEST((code(KneserNey::Build({}, kMaxVocabulary + 1, 2)) ==
              ErrorCode::kInvalidArgument));
  BOOST_TEST((code(KneserNey::Build({}, 5, 0)) == ErrorCode::kInvalidArgument));
  BOOST_TEST(
      (code(KneserNey::Build({}, 5, 21)) == ErrorCode::kInvalidArgument));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
