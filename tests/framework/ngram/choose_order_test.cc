#include "framework/ngram/choose_order.h"

#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "framework/ngram/kneser_ney.h"
#include "tests/framework/ngram/random_documents.h"

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(choose_order)

BOOST_AUTO_TEST_CASE(finds_the_memory_of_a_markov_source) {
  const test::MarkovSource source;
  Rng rng(/*seed=*/7);
  std::vector<Document> corpus;
  for (int d = 0; d < 6; ++d) {
    corpus.push_back(source.Sample(2000, "doc-" + std::to_string(d), rng));
  }
  const auto choice =
      ChooseOrder(corpus, 3, std::array<std::size_t, 4>{1, 2, 5, 9}, nullptr)
          .value();
  BOOST_TEST(choice.order == 2u);
  BOOST_TEST(std::abs(choice.bits_per_token[1] - source.Entropy()) < 0.06);
}

// By models built without each group, over a vocabulary of 4.
double LeftOutBitsPerToken(std::span<const Document> corpus,
                           const KneserNeySettings& settings) {
  double bits = 0, tokens = 0;
  for (const Document& document : corpus) {
    std::vector<Document> rest;
    for (const Document& other : corpus) {
      if (other.group_or_name() != document.group_or_name()) {
        rest.push_back(other);
      }
    }
    const auto model = KneserNey::Build(rest, 4, settings).value();
    for (std::size_t i = 0; i < document.tokens.size(); ++i, ++tokens) {
      bits -= std::log2(model.Probability(TokenSpan(document.tokens).first(i),
                                          document.tokens[i]));
    }
  }
  return bits / tokens;
}

BOOST_AUTO_TEST_CASE(equals_models_built_without_each_group) {
  Rng rng(/*seed=*/8);
  auto corpus = test::RandomDocuments(4, 60, 4, rng);
  corpus[2].group = corpus[0].name;  // Left out together.
  const std::array<std::size_t, 2> orders = {2, 4};
  const auto choice = ChooseOrder(corpus, 4, orders, nullptr).value();
  for (std::size_t k = 0; k < orders.size(); ++k) {
    BOOST_TEST(std::abs(choice.bits_per_token[k] -
                        LeftOutBitsPerToken(corpus, {.order = orders[k]})) <
               1e-9);
  }
  double best = INFINITY, best_scale = 0;
  for (const double scale : kDiscountScales) {
    const double bits = LeftOutBitsPerToken(corpus, {choice.order, scale});
    if (bits < best) best_scale = scale;
    best = std::min(best, bits);
  }
  BOOST_TEST(choice.discount_scale == best_scale);
  BOOST_TEST(std::abs(choice.scaled_bits_per_token - best) < 1e-9);
}

// Documents of their own habits: what one shows twice another has not.
BOOST_AUTO_TEST_CASE(documents_that_differ_want_other_discounts) {
  Rng rng(/*seed=*/12);
  std::vector<Document> noise = test::RandomDocuments(6, 300, 4, rng);
  const auto choice =
      ChooseOrder(noise, 4, std::array<std::size_t, 1>{6}, nullptr).value();
  BOOST_TEST(choice.discount_scale > 1.0);
  BOOST_TEST(choice.scaled_bits_per_token < choice.bits_per_token[0]);
}

BOOST_AUTO_TEST_CASE(one_document_is_cut_in_halves) {
  const test::MarkovSource source;
  Rng rng(/*seed=*/9);
  const std::vector<Document> corpus = {source.Sample(8000, "only", rng)};
  const auto choice =
      ChooseOrder(corpus, 3, std::array<std::size_t, 3>{1, 2, 9}, nullptr)
          .value();
  BOOST_TEST(choice.order == 2u);
}

BOOST_AUTO_TEST_CASE(many_groups_are_left_out_several_at_a_time) {
  Rng rng(/*seed=*/10);
  const auto corpus = test::RandomDocuments(25, 30, 3, rng);
  Progress progress;
  const auto choice =
      ChooseOrder(corpus, 3, std::array<std::size_t, 2>{1, 3}, &progress);
  BOOST_TEST(choice.has_value());
  BOOST_TEST(progress.done == 3 * kMaxFolds);  // Two orders, and discounts.
  BOOST_TEST(progress.total == 3 * kMaxFolds);
}

BOOST_AUTO_TEST_CASE(nothing_wrong_orders_and_cancelling_are_answered) {
  const std::array<std::size_t, 2> orders = {3, 2};
  BOOST_TEST(ChooseOrder({}, 3, orders, nullptr).value().order == 3u);
  const auto wrong =
      ChooseOrder({}, 3, std::array<std::size_t, 1>{21}, nullptr);
  BOOST_TEST((wrong.error().code == ErrorCode::kInvalidArgument));
  Rng rng(/*seed=*/11);
  const auto corpus = test::RandomDocuments(4, 30, 3, rng);
  Progress progress;
  progress.cancelled = true;
  const auto stopped = ChooseOrder(corpus, 3, orders, &progress);
  BOOST_TEST((stopped.error().code == ErrorCode::kCancelled));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
