// The cheap way of measuring settings equals the real models, fold by fold.

#include "framework/tune/head_probe.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>
#include <string>

#include "framework/evaluate/fill_likelihood.h"
#include "framework/evaluate/rebuild.h"
#include "framework/memory/attention_suite.h"
#include "framework/ngram/slot_contexts.h"
#include "framework/tune/candidate.h"
#include "tests/framework/memory/brute_chain.h"

namespace pastiche {
namespace {

using test::SightDomain;

constexpr std::size_t kVocabulary = 5;

// Seven documents in five groups; one is empty.
std::vector<Document> MakeCorpus(Rng& rng) {
  std::vector<Document> corpus;
  for (std::size_t d = 0; d < 7; ++d) {
    corpus.push_back(
        test::RandomDocument(d == 4 ? 0 : 40 + 7 * d, kVocabulary, rng));
    corpus.back().name = std::to_string(d);
    if (d >= 5) corpus.back().group = std::to_string(d - 5);
  }
  return corpus;
}

UseSettings RandomUse(const Geometry& geometry, bool causal, Rng& rng) {
  UseSettings use;
  for (int h = 0; h < 3; ++h) {
    use.heads.push_back(test::RandomHead(geometry, causal, rng));
    use.heads.back().own = 2.0 * rng.NextUnit();
  }
  if (rng.NextBelow(2) == 0) use.heads[1].gate = 0;
  use.base_features = {0};
  return use;
}

std::vector<std::size_t> AllSlots(const Geometry& geometry) {
  std::vector<std::size_t> slots(geometry.slots.size());
  std::iota(slots.begin(), slots.end(), std::size_t{0});
  return slots;
}

// Bits of each case.
std::vector<double> Bits(const LeftOutCases& cases, const UseSettings& use) {
  Candidate candidate(cases, use);
  candidate.Prepare();
  std::vector<double> bits;
  for (std::size_t i = 0; i < cases.cases().size(); ++i) {
    candidate.Measure(i);
    bits.push_back(candidate.bits(i));
  }
  return bits;
}

// What is negligible in a probe is less than what a chain leaves out.
void CheckClose(double fast, double slow) {
  BOOST_TEST(fast == slow, boost::test_tools::tolerance(2e-4));
}

void CheckLeftToRight(bool cache, bool mismatch, double share,
                      std::uint64_t seed) {
  Rng rng(seed);
  SightDomain domain(kVocabulary, {-1, -2, -4, 1});
  domain.AddSymbol();
  domain.AddFeature(0, 6);
  domain.Blind(10);
  if (mismatch) domain.Edit().has_mismatch = true;
  const std::vector<Document> corpus = MakeCorpus(rng);
  UseSettings use = RandomUse(domain.geometry(), true, rng);
  use.mixture_share = share;

  Recommendation recommendation = DefaultRecommendation(domain.geometry());
  recommendation.ar = recommendation.ar_cache = use;
  const auto bases = MixtureBases(domain, corpus, use, nullptr).value();
  BOOST_TEST(bases.size() == (share > 0.0 ? 1u : 0u));
  const KneserNeySettings ngrams =
      ChooseNgram(corpus, kVocabulary, nullptr).value();
  const ModelUse model_use{.own_cache = cache};
  const auto slow =
      ScoreLeaveOneOut(RebuildAttention(domain, recommendation, ngrams, {}),
                       std::span(&model_use, 1), corpus, kVocabulary,
                       {.folds = 4}, nullptr)
          .value()[0];
  const auto cases =
      LeftOutCases::Build(domain, corpus, AllSlots(domain.geometry()),
                          use.base_features, bases,
                          {.use = cache ? TunedUse::kArCache : TunedUse::kAr,
                           .left_out = {.folds = 4}},
                          nullptr)
          .value();
  const std::vector<double> fast = Bits(*cases, use);
  BOOST_REQUIRE(fast.size() == 6u);  // Not the empty document.
  for (std::size_t i = 0; i < fast.size(); ++i) {
    CheckClose(fast[i], slow[cases->cases()[i].document].bits);
  }
}

BOOST_AUTO_TEST_SUITE(head_probe)

BOOST_AUTO_TEST_CASE(equals_the_model_left_to_right) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    CheckLeftToRight(false, seed == 2, 0.0, seed);
  }
}

BOOST_AUTO_TEST_CASE(equals_the_model_with_its_own_prefix) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    CheckLeftToRight(true, seed == 2, 0.0, seed);
  }
}

BOOST_AUTO_TEST_CASE(equals_the_mixture_with_the_ngram) {
  CheckLeftToRight(false, false, 0.02, 4);
  CheckLeftToRight(true, false, 0.02, 5);
}

BOOST_AUTO_TEST_CASE(equals_the_model_that_fills) {
  for (const bool wrap : {false, true}) {
    Rng rng(wrap ? 8 : 9);
    SightDomain domain(kVocabulary, {-1, -2, 1, 3});
    domain.AddFeature(0, 4);
    domain.Edit().wraps_by_default = wrap;
    const std::vector<Document> corpus = MakeCorpus(rng);
    Recommendation recommendation = DefaultRecommendation(domain.geometry());
    recommendation.fill = RandomUse(domain.geometry(), false, rng);
    recommendation.fill.heads[2].known_lo = 0.5;  // Not asked at rate .8.
    const CaseOptions options{.use = TunedUse::kFill,
                              .left_out = {.folds = 4},
                              .rates = {0.3, 0.8},
                              .seed = 3};
    const auto cases =
        LeftOutCases::Build(domain, corpus, AllSlots(domain.geometry()),
                            recommendation.fill.base_features, {}, options,
                            nullptr)
            .value();
    const std::vector<double> fast = Bits(*cases, recommendation.fill);
    BOOST_REQUIRE(fast.size() == 12u);  // Six documents, two rates.
    const auto folds = FoldsOf(corpus, 4);
    for (std::size_t i = 0; i < fast.size(); ++i) {
      const std::size_t d = cases->cases()[i].document;
      std::vector<const Document*> rest;
      for (std::size_t k = 0; k < corpus.size(); ++k) {
        if (folds[k] != folds[d]) rest.push_back(&corpus[k]);
      }
      const AttentionSuite suite(domain, rest, recommendation, nullptr);
      Rng draw = Rng::Stream(options.seed, i);
      const auto mask =
          DrawMask(corpus[d].tokens.size(), options.rates[i % 2], draw);
      std::vector<Token> masked = corpus[d].tokens;
      for (const std::size_t at : mask) masked[at] = kUnknownToken;
      const auto fill =
          suite
              .StartFill(masked,
                         wrap ? ContextMode::kFillWrap : ContextMode::kFill,
                         {.own_cache = true})
              .value();
      std::vector<double> p(mask.size() * kVocabulary);
      BOOST_REQUIRE(fill->Predict(mask, p));
      double slow = 0.0;
      for (std::size_t k = 0; k < mask.size(); ++k) {
        slow -= std::log2(p[k * kVocabulary + corpus[d].tokens[mask[k]]]);
      }
      CheckClose(fast[i], slow);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_candidate_that_shares_masses_measures_the_same) {
  Rng rng(11);
  SightDomain domain(kVocabulary, {-1, -2, -4});
  domain.AddFeature(0, 6);
  const std::vector<Document> corpus = MakeCorpus(rng);
  const UseSettings use = RandomUse(domain.geometry(), true, rng);
  const auto cases =
      LeftOutCases::Build(domain, corpus, AllSlots(domain.geometry()),
                          use.base_features, {}, {.use = TunedUse::kArCache},
                          nullptr)
          .value();
  Candidate best(*cases, use);
  best.Prepare();
  for (std::size_t i = 0; i < cases->cases().size(); ++i) best.Measure(i);
  for (int change = 0; change < 5; ++change) {
    UseSettings other = use;
    if (change == 0) other.heads[0].c *= 1.01;
    if (change == 1) other.heads[1].e += 1.0;
    if (change == 2) other.heads[2].own += 0.5;
    if (change == 3) other.heads[0].slot_weights[1] += 0.5;
    if (change == 4) other.heads[1].features[0].rho += 0.5;
    Candidate shared(*cases, other, best);
    shared.Prepare();
    const std::vector<double> anew = Bits(*cases, other);
    for (std::size_t i = 0; i < anew.size(); ++i) {
      shared.Measure(i);
      BOOST_TEST(shared.bits(i) == anew[i]);
      BOOST_TEST(anew[i] != best.bits(i));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_corpus_of_one_document_is_refused) {
  SightDomain domain(kVocabulary, {-1});
  Rng rng(1);
  const std::vector<Document> corpus = {
      test::RandomDocument(9, kVocabulary, rng)};
  const auto cases =
      LeftOutCases::Build(domain, corpus, {0}, {}, {}, {}, nullptr);
  BOOST_REQUIRE(!cases);
  BOOST_TEST(bool(cases.error().code == ErrorCode::kInvalidArgument));
  BOOST_TEST(!cases.error().mend.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
