#include "framework/ngram/markov.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>

#include "tests/framework/ngram/random_documents.h"

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(markov)

// The smoothed chain, from the definition.
class Chain {
 public:
  Chain(const std::vector<Document>& corpus, std::size_t vocabulary)
      : vocabulary_(vocabulary),
        counts_(vocabulary + 1, std::vector<double>(vocabulary, 0.5)) {
    for (const Document& document : corpus) {
      std::size_t last = vocabulary;
      for (const Token token : document.tokens) {
        counts_[last][token] += 1;
        last = token;
      }
    }
  }
  [[nodiscard]] double Step(std::size_t from, Token to) const {
    return counts_[from][to] /
           std::accumulate(counts_[from].begin(), counts_[from].end(), 0.0);
  }
  // Of a whole document; a loop's last token precedes its first.
  [[nodiscard]] double Whole(TokenSpan tokens, bool wrap) const {
    double p = 1.0;
    std::size_t last = wrap ? tokens.back() : vocabulary_;
    for (const Token token : tokens) {
      p *= Step(last, token);
      last = token;
    }
    return p;
  }

 private:
  std::size_t vocabulary_;
  std::vector<std::vector<double>> counts_;
};

// p(tokens[position] = v | the known others), by summing over all completions.
std::vector<double> Posterior(const Chain& chain, std::vector<Token> tokens,
                              std::size_t position, std::size_t vocabulary,
                              bool wrap) {
  tokens[position] = kUnknownToken;
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] == kUnknownToken) open.push_back(i);
  }
  std::vector<double> p(vocabulary, 0.0);
  const auto combinations =
      static_cast<std::size_t>(std::lround(std::pow(vocabulary, open.size())));
  for (std::size_t c = 0; c < combinations; ++c) {
    std::size_t rest = c;
    for (const std::size_t i : open) {
      tokens[i] = static_cast<Token>(rest % vocabulary);
      rest /= vocabulary;
    }
    p[tokens[position]] += chain.Whole(tokens, wrap);
  }
  const double total = std::accumulate(p.begin(), p.end(), 0.0);
  for (double& value : p) value /= total;
  return p;
}

BOOST_AUTO_TEST_CASE(walk_is_the_smoothed_transition) {
  Rng rng(/*seed=*/16);
  const auto corpus = test::RandomDocuments(3, 40, 4, rng);
  const Markov model = Markov::Build(corpus, 4).value();
  const Chain chain(corpus, 4);
  auto walk = model.StartWalk({}).value();
  std::vector<double> p(4);
  std::size_t last = 4;
  for (const Token token : {2u, 0u, 3u, 3u}) {
    BOOST_REQUIRE(walk->Predict(p).has_value());
    for (Token t = 0; t < 4; ++t) {
      BOOST_TEST(std::abs(p[t] - chain.Step(last, t)) < 1e-12);
    }
    BOOST_REQUIRE(walk->Advance(token).has_value());
    last = token;
  }
  BOOST_REQUIRE(walk->Rewind(4).has_value());
  BOOST_REQUIRE(walk->Predict(p).has_value());
  for (Token t = 0; t < 4; ++t) {
    BOOST_TEST(std::abs(p[t] - chain.Step(4, t)) < 1e-12);
  }
}

BOOST_AUTO_TEST_CASE(fill_equals_the_sum_over_all_completions) {
  Rng rng(/*seed=*/17);
  for (int round = 0; round < 120; ++round) {
    const bool wrap = round % 2 == 1;
    const std::size_t vocabulary = 1 + rng.NextBelow(3);
    const std::size_t size = 2 + rng.NextBelow(6);
    const auto corpus = test::RandomDocuments(3, 30, vocabulary, rng);
    const Markov model = Markov::Build(corpus, vocabulary).value();
    const Chain chain(corpus, vocabulary);
    std::vector<Token> tokens(size, kUnknownToken);
    for (Token& token : tokens) {
      if (rng.NextBelow(3) == 0) {
        token = static_cast<Token>(rng.NextBelow(vocabulary));
      }
    }
    tokens[0] = 0;  // A loop needs something known beside the place asked for.
    tokens[size / 2] = 0;
    auto fill =
        model
            .StartFill(tokens,
                       wrap ? ContextMode::kFillWrap : ContextMode::kFill, {})
            .value();
    // Known places too, in a shuffled order.
    std::vector<std::size_t> positions;
    for (std::size_t i = 0; i < size; ++i) positions.push_back((i * 5) % size);
    std::vector<double> rows(size * vocabulary);
    BOOST_REQUIRE(fill->Predict(positions, rows).has_value());
    for (std::size_t i = 0; i < size; ++i) {
      const auto expected =
          Posterior(chain, tokens, positions[i], vocabulary, wrap);
      for (std::size_t v = 0; v < vocabulary; ++v) {
        BOOST_TEST(std::abs(rows[i * vocabulary + v] - expected[v]) < 1e-10);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(fill_follows_what_is_set_and_cleared) {
  Rng rng(/*seed=*/18);
  const auto corpus = test::RandomDocuments(3, 40, 3, rng);
  const Markov model = Markov::Build(corpus, 3).value();
  const Chain chain(corpus, 3);
  std::vector<Token> tokens(5, kUnknownToken);
  auto fill = model.StartFill(tokens, ContextMode::kFill, {}).value();
  const auto check = [&] {
    std::vector<double> rows(3);
    BOOST_REQUIRE(fill->Predict(std::vector<std::size_t>{2}, rows).has_value());
    const auto expected = Posterior(chain, tokens, 2, 3, false);
    for (std::size_t v = 0; v < 3; ++v) {
      BOOST_TEST(std::abs(rows[v] - expected[v]) < 1e-10);
    }
  };
  check();
  fill->Set(4, tokens[4] = 1);
  check();
  fill->Set(1, tokens[1] = 2);
  check();
  fill->Set(4, tokens[4] = kUnknownToken);
  check();
}

BOOST_AUTO_TEST_CASE(a_loop_with_nothing_known_gives_the_unigram) {
  Rng rng(/*seed=*/19);
  const auto corpus = test::RandomDocuments(3, 40, 3, rng);
  const Markov model = Markov::Build(corpus, 3).value();
  const std::vector<Token> tokens = {kUnknownToken, 1u};
  auto fill = model.StartFill(tokens, ContextMode::kFillWrap, {}).value();
  std::vector<double> rows(3);
  BOOST_REQUIRE(fill->Predict(std::vector<std::size_t>{1}, rows).has_value());
  BOOST_CHECK_EQUAL_COLLECTIONS(rows.begin(), rows.end(),
                                model.unigram().begin(), model.unigram().end());
}

BOOST_AUTO_TEST_CASE(a_long_gap_in_a_large_vocabulary_stays_a_distribution) {
  const std::size_t vocabulary = 5000;
  std::vector<Document> corpus(1);
  for (Token t = 0; t < 20000; ++t) {
    corpus[0].tokens.push_back((t * 37) % 4999);
  }
  const Markov model = Markov::Build(corpus, vocabulary).value();
  std::vector<Token> tokens(300, kUnknownToken);
  tokens[299] = 4999;
  auto fill = model.StartFill(tokens, ContextMode::kFill, {}).value();
  std::vector<double> rows(2 * vocabulary);
  BOOST_REQUIRE(
      fill->Predict(std::vector<std::size_t>{0, 298}, rows).has_value());
  for (std::size_t i = 0; i < 2; ++i) {
    const auto row = rows.begin() + static_cast<std::ptrdiff_t>(i * vocabulary);
    BOOST_TEST(std::abs(std::accumulate(row, row + 5000, 0.0) - 1.0) < 1e-9);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
