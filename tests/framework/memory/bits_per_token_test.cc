// What the memory learns, in bits per token, against sources whose entropy is
// known.

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "framework/memory/attention_model.h"
#include "framework/ngram/markov.h"
#include "tests/framework/memory/sight_domain.h"
#include "tests/framework/ngram/random_documents.h"

namespace pastiche {
namespace {

using test::MarkovSource;
using test::SightDomain;

// -log2 of what the model gives `tokens`, per token.
double BitsPerToken(const SequenceModel& model, TokenSpan tokens,
                    std::size_t vocabulary, const ModelUse& use) {
  auto walk = model.StartWalk(use).value();
  std::vector<double> p(vocabulary);
  double bits = 0.0;
  for (const Token token : tokens) {
    BOOST_REQUIRE(walk->Predict(p).has_value());
    bits -= std::log2(p[token]);
    BOOST_REQUIRE(walk->Advance(token).has_value());
  }
  return bits / static_cast<double>(tokens.size());
}

double BitsOfSource(const MarkovSource& source, TokenSpan tokens) {
  double bits = -std::log2(source.Stationary()[tokens[0]]);
  for (std::size_t i = 1; i < tokens.size(); ++i)
    bits -= std::log2(source.step[tokens[i - 1]][tokens[i]]);
  return bits / static_cast<double>(tokens.size());
}

// One sharp head that looks one token back: a Markov-1 model by attention.
UseSettings LooksOneBack(const Geometry& geometry) {
  UseSettings use;
  use.heads.emplace_back();
  use.heads[0].slot_weights.assign(geometry.slots.size(), 0.0);
  use.heads[0].slot_weights[0] = 30.0;
  return use;
}

BOOST_AUTO_TEST_SUITE(bits_per_token)

BOOST_AUTO_TEST_CASE(a_markov_source_is_learnt_to_its_entropy_from_above) {
  const MarkovSource source;
  const SightDomain domain(3, {-1, -2, -3});
  Rng rng(/*seed=*/1);
  const Document held_out = source.Sample(5000, "held-out", rng);
  const double truth = BitsOfSource(source, held_out.tokens);
  BOOST_TEST(std::abs(truth - source.Entropy()) < 0.05);
  double previous = 10.0;
  const struct {
    std::size_t corpus;
    double most;  // Bits above the truth; expected: 6 / (2 n ln 2).
  } kSizes[] = {{30, 0.3}, {300, 0.08}, {3000, 0.01}, {30000, 0.001}};
  for (const auto& size : kSizes) {
    const std::vector<Document> documents = {
        source.Sample(size.corpus, "corpus", rng)};
    const auto memory =
        Memory::Build(domain, test::PointersTo(documents),
                      LooksOneBack(domain.geometry()), ContextMode::kCausal)
            .value();
    const AttentionSequenceModel model(*memory, {}, {});
    const double bits = BitsPerToken(model, held_out.tokens, 3, {});
    BOOST_TEST_MESSAGE(size.corpus << " tokens: " << bits - truth
                                   << " bits above the source");
    // The smoothed counts that it should equal up to smoothing.
    const Markov counts = Markov::Build(documents, 3).value();
    const double markov = BitsPerToken(counts, held_out.tokens, 3, {});
    BOOST_TEST(std::abs(bits - markov) < 1.0 / double(size.corpus) + 5e-4);
    // Below the source itself it can only be by chance.
    BOOST_TEST(bits > truth - 1e-3);
    BOOST_TEST(bits < truth + size.most);
    BOOST_TEST(bits < previous);
    previous = bits;
  }
}

BOOST_AUTO_TEST_CASE(default_heads_come_near_it_without_being_told_the_order) {
  const MarkovSource source;
  const SightDomain domain(3, {-1, -2, -3, -4, -5});
  Rng rng(/*seed=*/2);
  const Document held_out = source.Sample(2000, "held-out", rng);
  const std::vector<Document> documents = {source.Sample(10000, "corpus", rng)};
  const auto memory = Memory::Build(domain, test::PointersTo(documents),
                                    DefaultRecommendation(domain.geometry()).ar,
                                    ContextMode::kCausal)
                          .value();
  const AttentionSequenceModel model(*memory, {}, {});
  const double above = BitsPerToken(model, held_out.tokens, 3, {}) -
                       BitsOfSource(source, held_out.tokens);
  BOOST_TEST_MESSAGE("default heads: " << above << " bits above the source");
  BOOST_TEST((above > -0.005 && above < 0.05));
}

BOOST_AUTO_TEST_CASE(the_cache_learns_what_only_this_document_repeats) {
  const SightDomain domain(8, {-1, -2, -3});
  Rng rng(/*seed=*/3);
  const std::vector<Document> documents = {test::RandomDocument(3000, 8, rng)};
  const Document motif = test::RandomDocument(40, 8, rng);
  std::vector<Token> tokens;
  for (int i = 0; i < 10; ++i)
    tokens.insert(tokens.end(), motif.tokens.begin(), motif.tokens.end());
  const auto memory = Memory::Build(domain, test::PointersTo(documents),
                                    DefaultRecommendation(domain.geometry()).ar,
                                    ContextMode::kCausal)
                          .value();
  SamplingSettings sampling;
  sampling.own = 3.0;
  const AttentionSequenceModel model(*memory, sampling, {});
  const double without = BitsPerToken(model, tokens, 8, {});
  const double with = BitsPerToken(model, tokens, 8, {.own_cache = true});
  const double bonus =
      BitsPerToken(model, tokens, 8, {.own_cache = true, .sampling = true});
  BOOST_TEST_MESSAGE("without " << without << ", with " << with
                                << ", with a bonus " << bonus);
  BOOST_TEST(with < without - 0.3);
  BOOST_TEST(bonus < with);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
