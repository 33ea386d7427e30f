// Bits of models whose every probability is known.

#include "framework/evaluate/likelihood.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <mutex>
#include <string>
#include <vector>

#include "framework/core/random.h"
#include "framework/ngram/markov.h"
#include "framework/ngram/unigram.h"
#include "kernels/executor.h"
#include "tests/support/memory_domain.h"

namespace pastiche {
namespace {

constexpr ModelUse kPlain[] = {{}};

BOOST_AUTO_TEST_SUITE(likelihood)

BOOST_AUTO_TEST_CASE(uniform_costs_log2_of_the_vocabulary) {
  const test::MemoryDomain domain({.vocabulary = 8});
  const std::vector<Document> documents = {domain.Read("abcdefgh"),
                                           domain.Read("a"), domain.Read("")};
  const Unigram model = Unigram::Uniform(8);
  const auto bits = ScoreDocuments(model, {}, documents, 8, nullptr).value();
  BOOST_TEST(bits[0].bits == 24.0);
  BOOST_TEST(bits[0].tokens == 8u);
  BOOST_TEST(bits[2].tokens == 0u);
  BOOST_TEST(BitsPerToken(bits).mean == 3.0);
  BOOST_TEST(*BitsPerToken(bits).standard_error == 0.0);
}

BOOST_AUTO_TEST_CASE(equals_the_chain_rule_by_hand) {
  const test::MemoryDomain domain({.vocabulary = 2});
  const std::vector<Document> corpus = {domain.Read("aaab")};
  const Markov model = Markov::Build(corpus, 2).value();
  // start: a 1.5/2; after a: a 2.5/4, b 1.5/4.
  const double expected =
      -std::log2(0.75) - std::log2(0.625) - std::log2(0.375);
  const std::vector<Document> heldout = {domain.Read("aab")};
  const auto bits = ScoreDocuments(model, {}, heldout, 2, nullptr).value();
  BOOST_TEST(std::abs(bits[0].bits - expected) < 1e-12);
}

// a stays with .9, b with .7: a holds 3/4 of all places.
std::vector<Document> KnownSource(std::size_t size, std::uint64_t seed) {
  Rng rng(seed);
  Document document;
  document.name = std::to_string(seed);
  Token at = 0;
  for (std::size_t i = 0; i < size; ++i) {
    if (rng.NextUnit() >= (at == 0 ? 0.9 : 0.7)) at = 1 - at;
    document.tokens.push_back(at);
  }
  return {document};
}

BOOST_AUTO_TEST_CASE(a_known_source_costs_its_entropy) {
  const auto entropy = [](double p) {
    return -p * std::log2(p) - (1 - p) * std::log2(1 - p);
  };
  const double rate = 0.75 * entropy(0.9) + 0.25 * entropy(0.7);
  const auto corpus = KnownSource(60000, 1), heldout = KnownSource(60000, 2);
  const Markov model = Markov::Build(corpus, 2).value();
  const auto bits = ScoreDocuments(model, {}, heldout, 2, nullptr).value();
  // The standard error of the mean is about .005.
  BOOST_TEST(std::abs(BitsPerToken(bits).mean - rate) < 0.015);
  // A model that knows no context pays for the shares of a and b.
  const Unigram shares = Unigram::Build(corpus, 2).value();
  const auto more = ScoreDocuments(shares, {}, heldout, 2, nullptr).value();
  BOOST_TEST(std::abs(BitsPerToken(more).mean - entropy(0.75)) < 0.02);
}

BOOST_AUTO_TEST_CASE(any_number_of_threads_gives_the_same_bits) {
  const test::MemoryDomain domain({.vocabulary = 3});
  std::vector<Document> documents;
  for (int d = 0; d < 20; ++d) {
    documents.push_back(domain.Read(std::string(40u + d, 'a') + "bcbca"));
  }
  const Markov model = Markov::Build(documents, 3).value();
  std::vector<std::vector<DocumentBits>> runs;
  for (const int threads : {1, 4}) {
    kernels::SetThreadCount(threads);
    Progress progress;
    runs.push_back(
        ScoreDocuments(model, {.own_cache = true}, documents, 3, &progress)
            .value());
    std::size_t tokens = 0;
    for (const Document& document : documents) tokens += document.tokens.size();
    BOOST_TEST(progress.done == tokens);
  }
  kernels::SetThreadCount(0);
  for (std::size_t d = 0; d < documents.size(); ++d) {
    BOOST_TEST(runs[0][d].bits == runs[1][d].bits);
  }
}

BOOST_AUTO_TEST_CASE(leave_one_out_leaves_out_whole_groups) {
  const test::MemoryDomain domain({.vocabulary = 4});
  std::vector<Document> documents = {domain.Read("aaaa"), domain.Read("bb"),
                                     domain.Read("cd")};
  for (std::size_t d = 0; d < 3; ++d) documents[d].name = std::to_string(d);
  documents[2].group = "0";  // With the first.
  std::vector<std::vector<std::size_t>> left_out;
  std::mutex mutex;  // Folds run side by side.
  const ModelFactory build =
      [&](const Fold& fold) -> Result<std::unique_ptr<const SequenceModel>> {
    const std::lock_guard lock(mutex);
    left_out.emplace_back(fold.left_out.begin(), fold.left_out.end());
    auto model = Unigram::Build(fold.rest, 4);
    if (!model) return Fail(model);
    return std::make_unique<Unigram>(*std::move(model));
  };
  const auto bits =
      ScoreLeaveOneOut(build, kPlain, documents, 4, {}, nullptr).value()[0];
  std::sort(left_out.begin(), left_out.end());
  BOOST_TEST(
      bool(left_out == std::vector<std::vector<std::size_t>>{{0, 2}, {1}}));
  // Known to the model of "bb": a .5/4. Of "aaaa" and "cd": b .5/8.
  BOOST_TEST(std::abs(bits[0].bits - 4 * 3.0) < 1e-12);
  BOOST_TEST(std::abs(bits[1].bits - 2 * 4.0) < 1e-12);
  BOOST_TEST(std::abs(bits[2].bits - 2 * 3.0) < 1e-12);
}

BOOST_AUTO_TEST_CASE(many_groups_share_folds_and_some_documents_are_scored) {
  std::vector<Document> documents(10);
  for (std::size_t d = 0; d < documents.size(); ++d) {
    documents[d].name = std::to_string(d);
    documents[d].tokens.assign(6, 0);
  }
  std::vector<std::size_t> sizes;
  std::mutex mutex;  // Folds run side by side.
  const ModelFactory build =
      [&](const Fold& fold) -> Result<std::unique_ptr<const SequenceModel>> {
    const std::lock_guard lock(mutex);
    sizes.push_back(fold.rest.size());
    BOOST_TEST(fold.left_out.size() == 10 - fold.rest.size());
    return std::make_unique<Unigram>(Unigram::Uniform(2));
  };
  const auto scores = ScoreLeaveOneOut(build, kPlain, documents, 2,
                                       {.folds = 5, .tokens = 20}, nullptr)
                          .value();
  BOOST_TEST(scores.size() == 1u);
  const std::vector<DocumentBits>& bits = scores[0];
  // 60 tokens for 20: every third document, of folds 0, 3, 1, 4.
  BOOST_TEST(sizes == std::vector<std::size_t>(4, 8),
             boost::test_tools::per_element());
  for (std::size_t d = 0; d < bits.size(); ++d) {
    BOOST_TEST(bits[d].tokens == (d % 3 == 0 ? 6u : 0u));
  }
  const Estimate pooled = BitsPerToken(bits);
  BOOST_TEST(pooled.mean == 1.0);
  BOOST_TEST(pooled.n == 4u);
}

BOOST_AUTO_TEST_CASE(wrong_tokens_and_cancelling_are_answered) {
  std::vector<Document> documents(1);
  documents[0].tokens = {0, 9};
  const Unigram model = Unigram::Uniform(4);
  const auto wrong = ScoreDocuments(model, {}, documents, 4, nullptr);
  BOOST_TEST((wrong.error().code == ErrorCode::kInvalidArgument));
  Progress progress;
  progress.cancelled = true;
  const auto stopped = ScoreDocuments(model, {}, documents, 4, &progress);
  BOOST_TEST((stopped.error().code == ErrorCode::kCancelled));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
