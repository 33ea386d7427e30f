// Sources of drawn tokens, moved with them and averaged.

#include "framework/generate/explain.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>

#include "framework/generate/autoregressive.h"
#include "framework/generate/diffusion.h"
#include "framework/memory/attention_suite.h"
#include "framework/ngram/unigram.h"
#include "tests/support/memory_domain.h"

namespace pastiche {
namespace {

double Sum(const Attribution& source) {
  return std::accumulate(source.documents.begin(), source.documents.end(),
                         source.own + source.ngram + source.unigram);
}

struct Corpus {
  test::MemoryDomain domain{{.vocabulary = 4}};
  std::vector<Document> documents = {domain.Read("abcabcabcabdabcabc"),
                                     domain.Read("dcbadcbadcba")};
  AttentionSuite suite{domain,
                       {&documents[0], &documents[1]},
                       DefaultRecommendation(domain.geometry()),
                       nullptr};
};

BOOST_AUTO_TEST_SUITE(explain)

BOOST_AUTO_TEST_CASE(a_generated_document_is_explained_token_by_token) {
  const Corpus corpus;
  const std::vector<Token> prompt = {0, 1};
  const ModelUse use = corpus.suite.SamplingUse();
  Rng rng(/*seed=*/1);
  const auto made =
      GenerateAutoregressive(corpus.domain, corpus.suite,
                             {.prompt = prompt, .length = 40, .use = use}, rng)
          .value();
  Progress progress;
  const auto sources =
      ExplainWalk(corpus.suite, use, made.tokens, 4, 2, 3, &progress).value();
  BOOST_REQUIRE_EQUAL(sources.size(), made.tokens.size());
  BOOST_TEST(progress.done == 40u);
  // The same walk, asked for its probabilities.
  auto walk = corpus.suite.StartWalk(use).value();
  std::vector<double> p(4);
  double probabilities = 0.0;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    BOOST_REQUIRE(walk->Predict(p).has_value());
    if (i < 2) {
      BOOST_TEST(sources[i].probability == 0.0);
      BOOST_TEST(sources[i].places.empty());
    } else {
      // But for what the chain may leave out.
      BOOST_TEST(std::abs(sources[i].probability / p[made.tokens[i]] - 1.0) <
                 3e-4);
      BOOST_TEST(std::abs(Sum(sources[i]) - 1.0) < 1e-12);
      for (const auto& place : sources[i].places) {
        BOOST_TEST(corpus.documents[place.document].tokens[place.position] ==
                   made.tokens[i]);
      }
      probabilities += sources[i].probability;
    }
    BOOST_REQUIRE(walk->Advance(made.tokens[i]).has_value());
  }
  const Attribution mean = MeanOf(sources);
  BOOST_TEST(std::abs(Sum(mean) - 1.0) < 1e-12);
  BOOST_TEST(std::abs(mean.probability - probabilities / 38) < 1e-12);
}

BOOST_AUTO_TEST_CASE(a_fill_keeps_the_sources_of_the_draws_that_stayed) {
  const Corpus corpus;
  for (const FillOrder order :
       {FillOrder::kRandom, FillOrder::kDomain, FillOrder::kConfidence}) {
    for (const std::size_t sweeps : {std::size_t{0}, std::size_t{2}}) {
      DiffusionOptions options{.order = order, .steps = 3, .sweeps = sweeps};
      options.tokens = {0, 1, kUnknownToken, kUnknownToken,
                        1, 2, kUnknownToken};
      Rng rng(/*seed=*/2), same(/*seed=*/2);
      const auto plain =
          FillByDiffusion(corpus.domain, corpus.suite, options, rng).value();
      options.explain = 2;
      const auto filled =
          FillByDiffusion(corpus.domain, corpus.suite, options, same).value();
      BOOST_TEST(plain.tokens == filled.tokens);  // Explaining changes nothing.
      BOOST_TEST(plain.sources.empty());
      BOOST_REQUIRE_EQUAL(filled.sources.size(), 7u);
      for (std::size_t i = 0; i < 7; ++i) {
        const Attribution& source = filled.sources[i];
        const bool drawn = options.tokens[i] == kUnknownToken;
        BOOST_TEST((source.probability > 0.0) == drawn);
        if (!drawn) continue;
        BOOST_TEST(std::abs(Sum(source) - 1.0) < 1e-12);
        for (const auto& place : source.places) {
          BOOST_TEST(corpus.documents[place.document].tokens[place.position] ==
                     filled.tokens[i]);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(sources_move_with_their_tokens) {
  const std::vector<Token> before = {0, 1, 2, 3}, after = {0, 1, 9, 9, 3};
  std::vector<Attribution> sources(4);
  for (std::size_t i = 0; i < 4; ++i) sources[i].probability = double(i + 1);
  const auto moved = MoveSources(sources, before, after);
  BOOST_REQUIRE(moved.size() == 5u);
  const double expected[] = {1, 2, 0, 0, 4};
  for (std::size_t i = 0; i < 5; ++i) {
    BOOST_TEST(moved[i].probability == expected[i]);
  }
  BOOST_TEST(MoveSources({}, before, after).empty());
  // A token is moved once where one more of the same is put in.
  const auto doubled =
      MoveSources(sources, before, std::vector<Token>{0, 1, 1, 2, 3});
  BOOST_TEST(doubled[1].probability == 2.0);
  BOOST_TEST(doubled[2].probability == 0.0);
  BOOST_TEST(doubled[3].probability == 3.0);
}

BOOST_AUTO_TEST_CASE(without_a_memory_there_is_nothing_to_explain) {
  const auto uniform = Unigram::Uniform(4);
  const auto sources =
      ExplainWalk(uniform, {}, std::vector<Token>{0, 1}, 4, 0, 3);
  BOOST_REQUIRE(!sources);
  BOOST_TEST(bool(sources.error().code == ErrorCode::kUnsupported));
  BOOST_TEST(MeanOf({}).probability == 0.0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
