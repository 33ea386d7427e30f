#include "framework/baselines/model_source.h"

#include <array>
#include <boost/test/unit_test.hpp>

#include "framework/ngram/markov.h"
#include "framework/ngram/row_major.h"
#include "framework/ngram/unigram.h"
#include "tests/support/memory_domain.h"

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(model_source)

// Pearson's chi-square against the exact probabilities; 13.82 is the 99.9th
// percentile for 2 degrees of freedom.
BOOST_AUTO_TEST_CASE(frequencies_follow_the_model) {
  const test::MemoryDomain domain({});
  const std::vector<Document> corpus = {domain.Read("aaaaaabbbc")};
  const Unigram model = Unigram::Build(corpus, 3).value();
  const ModelSource source(model, {.vocabulary = 3});
  Rng rng(/*seed=*/7);
  constexpr std::size_t kDraws = 20000;
  std::array<double, 3> counts{};
  const auto sample = source.Sample(kDraws, rng).value();
  for (const Token token : sample) ++counts[token];
  double chi_square = 0.0;
  for (std::size_t t = 0; t < 3; ++t) {
    const double expected = kDraws * model.probabilities()[t];
    chi_square += (counts[t] - expected) * (counts[t] - expected) / expected;
  }
  BOOST_TEST(chi_square < 13.82);
}

BOOST_AUTO_TEST_CASE(row_major_models_give_documents_in_generation_order) {
  const test::MemoryDomain domain({.vocabulary = 2, .unit_length = 3});
  // Every column is "aab": row by row, from the top, long runs of b, a, a.
  std::string text;
  for (int c = 0; c < 400; ++c) text += "aab";
  const std::vector<Document> corpus = {domain.Read(text)};
  const Markov model = Markov::Build(ToRowMajor(corpus, 3), 2).value();
  const ModelSource source(model, {.vocabulary = 2, .row_major_unit = 3});
  Rng rng(/*seed=*/8);
  const auto sample = source.Sample(30, rng).value();
  // The first token drawn is the top left cell, then the top row.
  BOOST_TEST(sample[2] == 1u);
  const auto rows = ToRowMajor(TokenSpan(sample), 3);
  std::size_t changes = 0;
  for (std::size_t i = 1; i < rows.size(); ++i)
    changes += rows[i] != rows[i - 1];
  BOOST_TEST(changes <= 2u);
}

BOOST_AUTO_TEST_CASE(the_end_token_ends_a_sample) {
  const Unigram model = Unigram::Uniform(4);
  const ModelSource source(model, {.vocabulary = 4, .end_token = 3});
  Rng rng(/*seed=*/9);
  for (int i = 0; i < 50; ++i) {
    const auto sample = source.Sample(1000, rng).value();
    BOOST_TEST(sample.back() == 3u);
    for (std::size_t j = 0; j + 1 < sample.size(); ++j) {
      BOOST_TEST(sample[j] != 3u);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
