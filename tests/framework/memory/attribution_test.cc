// Shares add up to the probability, and are where the heads looked.

#include "framework/memory/attribution.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <numeric>

#include "framework/memory/attention_model.h"
#include "framework/ngram/unigram.h"
#include "tests/framework/memory/brute_chain.h"

namespace pastiche {
namespace {

using test::SightDomain;

constexpr std::size_t kAll = 1'000'000;

// A random corpus of three documents with two random heads.
struct Problem {
  Problem(ContextMode mode, std::size_t vocabulary, Rng& rng)
      : domain(vocabulary, {-1, -2, -4, 1, 3}) {
    domain.AddFeature(0, 3);
    for (int d = 0; d < 3; ++d) {
      documents.push_back(test::RandomDocument(50, vocabulary, rng));
    }
    for (int h = 0; h < 2; ++h) {
      use.heads.push_back(test::RandomHead(domain.geometry(),
                                           mode == ContextMode::kCausal, rng));
      use.heads.back().own = 0.4;
    }
    use.base_features = {0};
    use.mixture_share = 0.05;
    memory =
        Memory::Build(domain, test::PointersTo(documents), use, mode).value();
  }

  SightDomain domain;
  std::vector<Document> documents;
  UseSettings use;
  std::unique_ptr<const Memory> memory;
};

// What each corpus position gives to the chain's probability of `token`, by
// document and position, from the formulas.
std::vector<std::vector<double>> Contributions(const Problem& problem,
                                               TokenSpan tokens, std::size_t at,
                                               Token token) {
  const auto view =
      test::ViewOf(problem.domain, problem.memory->mode(), tokens, at);
  std::vector<std::vector<double>> gives;
  for (const Document& document : problem.documents) {
    gives.emplace_back(document.tokens.size(), 0.0);
  }
  double reach = 1.0;
  for (std::size_t h = problem.use.heads.size(); h-- > 0;) {
    const HeadSettings& head = problem.use.heads[h];
    std::vector<double> n(problem.domain.vocabulary().size());
    for (const Document& document : problem.documents) {
      test::AddCounts(problem.domain, head, problem.memory->mode(), view,
                      document.tokens, document.tokens.size(), {}, 1.0, 1.0, n);
    }
    double total = 0.0, kinds = 0.0;
    for (const double count : n) {
      total += count;
      kinds += count / (count + 1.0);
    }
    const double lambda = head.c * (0.2 + head.e * kinds);
    for (std::size_t d = 0; d < gives.size(); ++d) {
      const TokenSpan there = problem.documents[d].tokens;
      for (std::size_t i = 0; i < there.size(); ++i) {
        if (there[i] != token) continue;
        const auto key =
            test::ViewOf(problem.domain, problem.memory->mode(), there, i);
        gives[d][i] +=
            reach / (total + lambda) *
            std::exp(-test::CostBetween(problem.domain, head, view, key));
      }
    }
    reach *= lambda / (total + lambda);
  }
  return gives;
}

double Sum(const Attribution& source) {
  return std::accumulate(source.documents.begin(), source.documents.end(),
                         source.own + source.ngram + source.unigram);
}

// The chain may leave out 1e-4 of each lambda, which explaining does not.
constexpr double kLeftOut = 3e-4;

void CheckShares(const Attribution& source, double probability) {
  BOOST_TEST(std::abs(source.probability / probability - 1.0) < kLeftOut);
  BOOST_TEST(std::abs(Sum(source) - 1.0) < 1e-12);
  const double corpus =
      std::accumulate(source.documents.begin(), source.documents.end(), 0.0);
  const double heads =
      std::accumulate(source.heads.begin(), source.heads.end(), 0.0);
  BOOST_TEST(std::abs(heads - corpus - source.own) < 1e-12);
  for (std::size_t i = 1; i < source.places.size(); ++i) {
    BOOST_TEST(source.places[i - 1].share >= source.places[i].share);
  }
}

BOOST_AUTO_TEST_SUITE(attribution)

BOOST_AUTO_TEST_CASE(every_place_gives_what_the_formulas_say) {
  Rng rng(/*seed=*/1);
  for (int round = 0; round < 4; ++round) {
    const std::size_t vocabulary = 2 + rng.NextBelow(4);
    const Problem problem(ContextMode::kCausal, vocabulary, rng);
    const AttentionSequenceModel model(*problem.memory, {}, {});
    const auto asked = test::RandomDocument(12, vocabulary, rng).tokens;
    auto walk = model.StartWalk({}).value();
    std::vector<double> p(vocabulary);
    for (std::size_t i = 0; i < asked.size(); ++i) {
      BOOST_REQUIRE(walk->Predict(p).has_value());
      for (Token token = 0; token < vocabulary; ++token) {
        const Attribution source = walk->Explain(token, kAll).value();
        CheckShares(source, p[token]);
        BOOST_TEST(source.own == 0.0);
        BOOST_TEST(source.ngram == 0.0);
        auto gives =
            Contributions(problem, TokenSpan(asked).first(i), i, token);
        for (const Attribution::Place& place : source.places) {
          double& given = gives[place.document][place.position];
          BOOST_TEST(std::abs(place.share * p[token] - given) <
                     3e-6 + kLeftOut * given);
          given = 0.0;
        }
        for (const auto& document : gives) {  // What was not named is nothing.
          for (const double given : document) BOOST_TEST(given < 1e-4);
        }
      }
      BOOST_REQUIRE(walk->Advance(asked[i]).has_value());
    }
  }
}

BOOST_AUTO_TEST_CASE(cache_mixture_and_sharpening_add_up_to_the_prediction) {
  Rng rng(/*seed=*/2);
  for (int round = 0; round < 6; ++round) {
    const Problem problem(ContextMode::kCausal, 4, rng);
    const auto unigram = Unigram::Build(problem.documents, 4).value();
    const auto uniform = Unigram::Uniform(4);
    SamplingSettings sampling;
    sampling.score_scale = 1.5;
    sampling.c_scale = 0.04;
    std::vector<const SequenceModel*> bases;
    if (round % 2 == 0) bases = {&unigram, &uniform};
    const AttentionSequenceModel model(*problem.memory, sampling, bases);
    auto walk = model
                    .StartWalk({.own_cache = round % 3 != 0,
                                .sampling = round % 3 == 1,
                                .copy_guard = round % 3 == 1 ? 2u : 0u})
                    .value();
    const auto asked = test::RandomDocument(40, 4, rng).tokens;
    std::vector<double> p(4);
    for (std::size_t i = 0; i < asked.size(); ++i) {
      BOOST_REQUIRE(walk->Predict(p).has_value());
      const Attribution source = walk->Explain(asked[i], 5).value();
      CheckShares(source, p[asked[i]]);
      BOOST_TEST(source.places.size() <= 5u);
      BOOST_TEST((source.ngram > 0.0) == !bases.empty());
      if (round % 3 == 0) BOOST_TEST(source.own == 0.0);
      BOOST_REQUIRE(walk->Advance(asked[i]).has_value());
    }
    if (round % 3 != 0) {
      BOOST_REQUIRE(walk->Predict(p).has_value());
      BOOST_TEST(walk->Explain(0, 5).value().own > 0.0);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_the_copy_guard_hides_gives_nothing) {
  Rng rng(/*seed=*/3);
  const Problem problem(ContextMode::kCausal, 2, rng);
  const AttentionSequenceModel model(*problem.memory, {}, {});
  auto walk = model.StartWalk({.copy_guard = 3}).value();
  const auto asked = test::RandomDocument(40, 2, rng).tokens;
  std::vector<double> p(2);
  std::size_t kept = 0, hidden = 0;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    BOOST_REQUIRE(walk->Predict(p).has_value());
    const Attribution source = walk->Explain(asked[i], kAll).value();
    CheckShares(source, p[asked[i]]);
    std::map<std::pair<std::size_t, std::size_t>, double> gave;
    for (const auto& place : source.places) {
      gave[{place.document, place.position}] = place.share;
    }
    for (std::size_t d = 0; i >= 3 && d < problem.documents.size(); ++d) {
      const auto& there = problem.documents[d].tokens;
      for (std::size_t at = 3; at < there.size(); ++at) {
        if (there[at] != asked[i]) continue;
        const bool copies = std::equal(asked.begin() + std::ptrdiff_t(i) - 3,
                                       asked.begin() + std::ptrdiff_t(i),
                                       there.begin() + std::ptrdiff_t(at) - 3);
        if (copies) BOOST_TEST(!gave.contains({d, at}));
        hidden += copies ? 1 : 0;
        kept += gave.contains({d, at}) ? 1 : 0;
      }
    }
    BOOST_REQUIRE(walk->Advance(asked[i]).has_value());
  }
  BOOST_TEST(hidden > 20u);
  BOOST_TEST(kept > 20u);
}

BOOST_AUTO_TEST_CASE(a_fill_explains_its_draws) {
  Rng rng(/*seed=*/4);
  for (const bool cache : {false, true}) {
    const Problem problem(ContextMode::kFill, 3, rng);
    const AttentionFillModel model(*problem.memory, {});
    auto tokens = test::RandomDocument(30, 3, rng).tokens;
    for (std::size_t i = 0; i < tokens.size(); i += 3) {
      tokens[i] = kUnknownToken;
    }
    auto fill =
        model.StartFill(tokens, ContextMode::kFill, {.own_cache = cache})
            .value();
    std::vector<double> p(3);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const std::size_t position[] = {i};
      BOOST_REQUIRE(fill->Predict(position, p).has_value());
      const Token token = static_cast<Token>(i % 3);
      const Attribution source = fill->Explain(token, kAll).value();
      CheckShares(source, p[token]);
      if (!cache) BOOST_TEST(source.own == 0.0);
    }
  }
}

BOOST_AUTO_TEST_CASE(models_without_a_memory_say_so) {
  const auto uniform = Unigram::Uniform(3);
  auto walk = uniform.StartWalk({}).value();
  std::vector<double> p(3);
  BOOST_REQUIRE(walk->Predict(p).has_value());
  const auto source = walk->Explain(0, 1);
  BOOST_REQUIRE(!source);
  BOOST_TEST(bool(source.error().code == ErrorCode::kUnsupported));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
