#include "framework/evaluate/fill_likelihood.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <set>
#include <string>

#include "framework/ngram/markov.h"
#include "framework/ngram/unigram.h"
#include "kernels/executor.h"
#include "tests/support/memory_domain.h"

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(fill_likelihood)

BOOST_AUTO_TEST_CASE(masks_have_their_rate_and_no_position_twice) {
  Rng rng(/*seed=*/1);
  std::vector<int> hits(20, 0);
  for (int i = 0; i < 4000; ++i) {
    const auto mask = DrawMask(20, 0.15, rng);
    BOOST_REQUIRE_EQUAL(mask.size(), 3u);
    BOOST_REQUIRE(
        (std::set<std::size_t>(mask.begin(), mask.end()).size() == 3));
    for (const std::size_t position : mask) ++hits[position];
  }
  // 600 expected, standard deviation below 23.
  for (const int hit : hits) BOOST_TEST(std::abs(hit - 600) < 100);
  BOOST_TEST(DrawMask(3, 0.01, rng).size() == 1u);
  BOOST_TEST(DrawMask(3, 1.0, rng).size() == 3u);
  BOOST_TEST(DrawMask(0, 0.5, rng).empty());
}

BOOST_AUTO_TEST_CASE(uniform_costs_log2_of_the_vocabulary_at_every_rate) {
  const test::MemoryDomain domain({.vocabulary = 4});
  const std::vector<Document> documents = {domain.Read(std::string(100, 'a')),
                                           domain.Read("dcba")};
  const Unigram model = Unigram::Uniform(4);
  for (const double rate : {0.15, 0.5, 0.85}) {
    const auto bits =
        ScoreFill(model, {.rate = rate, .draws = 3}, documents, 4, nullptr)
            .value();
    BOOST_TEST(BitsPerToken(bits).mean == 2.0);
    BOOST_TEST(bits[0].tokens ==
               3 * static_cast<std::size_t>(std::lround(100 * rate)));
  }
}

// A chain that keeps a with .9 and b with .7. After n steps it is back at a
// from a with 3/4 + 1/4 .6^n, from b with 3/4 - 3/4 .6^n (second eigenvalue).
double After(int steps, int from, int to) {
  const double decay = std::pow(0.6, steps);
  const double a = from == 0 ? 0.75 + 0.25 * decay : 0.75 - 0.75 * decay;
  return to == 0 ? a : 1.0 - a;
}

// Bits of a token whose nearest known ones stand `left` and `right` away.
double EntropyBetween(int left, int right) {
  double bits = 0.0;
  for (int a = 0; a < 2; ++a) {
    for (int x = 0; x < 2; ++x) {
      for (int b = 0; b < 2; ++b) {
        const double here = After(left, a, x) * After(right, x, b);
        bits -= (a == 0 ? 0.75 : 0.25) * here *
                std::log2(here / After(left + right, a, b));
      }
    }
  }
  return bits;
}

BOOST_AUTO_TEST_CASE(a_known_chain_costs_its_conditional_entropy) {
  Rng rng(5);
  std::vector<Document> documents(2);
  for (Document& document : documents) {
    Token at = 0;
    for (int i = 0; i < 60000; ++i) {
      if (rng.NextUnit() >= (at == 0 ? 0.9 : 0.7)) at = 1 - at;
      document.tokens.push_back(at);
    }
  }
  const Markov model = Markov::Build(std::span(documents).first(1), 2).value();
  for (const double rate : {0.15, 0.5, 0.85}) {
    double expected = 0.0;
    for (int left = 1; left <= 60; ++left) {
      for (int right = 1; right <= 60; ++right) {
        expected += (1 - rate) * std::pow(rate, left - 1) * (1 - rate) *
                    std::pow(rate, right - 1) * EntropyBetween(left, right);
      }
    }
    const auto bits = ScoreFill(model, {.rate = rate},
                                std::span(documents).last(1), 2, nullptr)
                          .value();
    // The standard error is below .008 at 15 %, less at higher rates.
    BOOST_TEST(std::abs(BitsPerToken(bits).mean - expected) < 0.02,
               rate << ": " << BitsPerToken(bits).mean << " " << expected);
  }
}

// A model that may look at every known token, and complains of masked ones.
class Peek : public FillModel {
 public:
  class PeekFill : public Fill {
   public:
    explicit PeekFill(TokenSpan tokens)
        : tokens_(tokens.begin(), tokens.end()) {}
    Result<void> Predict(std::span<const std::size_t> positions,
                         std::span<double> p) override {
      std::size_t unknown = 0;
      for (const Token token : tokens_) unknown += token == kUnknownToken;
      for (std::size_t k = 0; k < positions.size(); ++k) {
        BOOST_TEST(tokens_[positions[k]] == kUnknownToken);
        p[2 * k] = p[2 * k + 1] = 0.5;
      }
      BOOST_TEST(unknown == positions.size());
      return {};
    }
    void Set(std::size_t position, Token token) override {
      tokens_[position] = token;
    }

   private:
    std::vector<Token> tokens_;
  };
  Result<std::unique_ptr<Fill>> StartFill(
      TokenSpan tokens, ContextMode /*mode*/,
      const ModelUse& /*use*/) const override {
    return std::make_unique<PeekFill>(tokens);
  }
};

BOOST_AUTO_TEST_CASE(all_masked_places_are_hidden_at_once) {
  const test::MemoryDomain domain({.vocabulary = 2});
  const std::vector<Document> documents = {domain.Read("abababababab")};
  kernels::SetThreadCount(1);  // Boost.Test's checks are for one thread.
  BOOST_TEST(
      ScoreFill(Peek(), {.rate = 0.5}, documents, 2, nullptr).has_value());
  kernels::SetThreadCount(0);
}

BOOST_AUTO_TEST_CASE(same_seed_same_bits_and_fewer_masked_cost_less) {
  const test::MemoryDomain domain({.vocabulary = 3});
  std::string text;
  for (int i = 0; i < 100; ++i) text += "aaaaabbbbbccc";
  const std::vector<Document> documents = {domain.Read(text)};
  const Markov model = Markov::Build(documents, 3).value();
  const auto bits = [&](double rate, std::uint64_t seed) {
    return BitsPerToken(ScoreFill(model, {.rate = rate, .seed = seed},
                                  documents, 3, nullptr)
                            .value())
        .mean;
  };
  BOOST_TEST(bits(0.5, 1) == bits(0.5, 1));
  BOOST_TEST(bits(0.5, 1) != bits(0.5, 2));
  BOOST_TEST(bits(0.15, 1) < bits(0.5, 1));
  BOOST_TEST(bits(0.5, 1) < bits(0.85, 1));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
