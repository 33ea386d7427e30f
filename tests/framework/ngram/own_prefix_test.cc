#include "framework/ngram/own_prefix.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>

#include "framework/ngram/unigram.h"
#include "tests/framework/ngram/kneser_ney_reference.h"
#include "tests/framework/ngram/random_documents.h"

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(own_prefix)

// PrefixCounts by definition, over a uniform base.
double Reference(TokenSpan history, std::size_t vocabulary, std::size_t order,
                 Token token) {
  Document document;
  document.tokens.assign(history.begin(), history.end());
  const auto counts =
      test::AdjustedCounts(std::span(&document, 1), vocabulary, order);
  double p = 1.0 / static_cast<double>(vocabulary);
  for (std::size_t n = 0; n < order && n <= history.size(); ++n) {
    double n1 = 1.0, n2 = 0.5;
    for (const auto& [context, successors] : counts) {
      if (context.size() != n || (n > 0 && context.front() == vocabulary)) {
        continue;
      }
      for (const auto& [successor, count] : successors) {
        n1 += count == 1;
        n2 += count == 2;
      }
    }
    const double discount = n1 / (n1 + 2 * n2);
    const TokenSpan last = history.last(n);
    const auto found = counts.find(test::Context(last.begin(), last.end()));
    if (found == counts.end()) break;
    double total = 0, kept = 0;
    for (const auto& [successor, count] : found->second) {
      total += static_cast<double>(count);
      if (successor == token) kept = static_cast<double>(count) - discount;
    }
    const auto types = static_cast<double>(found->second.size());
    p = (kept + discount * types * p) / total;
  }
  return p;
}

BOOST_AUTO_TEST_CASE(counts_equal_the_definition_also_after_rewinding) {
  Rng rng(/*seed=*/12);
  for (int round = 0; round < 40; ++round) {
    const std::size_t vocabulary = 1 + rng.NextBelow(4);
    const std::size_t order = 1 + rng.NextBelow(6);
    PrefixCounts counts(order);
    std::vector<Token> history;
    for (int step = 0; step < 60; ++step) {
      if (rng.NextBelow(5) == 0) {
        const std::size_t back = rng.NextBelow(history.size() + 1);
        counts.Rewind(back);
        history.resize(history.size() - back);
      } else {
        history.push_back(static_cast<Token>(rng.NextBelow(vocabulary)));
        counts.Advance(history.back());
      }
      std::vector<double> p(vocabulary, 1.0 / static_cast<double>(vocabulary));
      counts.Predict(p);
      for (Token t = 0; t < vocabulary; ++t) {
        BOOST_TEST(std::abs(p[t] - Reference(history, vocabulary, order, t)) <
                   1e-12);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(walk_sums_to_one_and_does_not_depend_on_who_asks) {
  const Unigram base = Unigram::Uniform(5);
  const auto start = [&] {
    return OwnPrefixWalk(base.StartWalk({}).value(), 5, {.order = 4});
  };
  OwnPrefixWalk asked = start();
  OwnPrefixWalk silent = start();
  Rng rng(/*seed=*/13);
  std::vector<double> p(5), q(5);
  for (int i = 0; i < 200; ++i) {
    BOOST_REQUIRE(asked.Predict(p).has_value());
    BOOST_TEST(std::abs(std::accumulate(p.begin(), p.end(), 0.0) - 1.0) <
               1e-12);
    const auto token = static_cast<Token>(rng.NextBelow(2 + rng.NextBelow(4)));
    BOOST_REQUIRE(asked.Advance(token).has_value());
    BOOST_REQUIRE(silent.Advance(token).has_value());
  }
  BOOST_REQUIRE(asked.Predict(p).has_value());
  BOOST_REQUIRE(silent.Predict(q).has_value());
  BOOST_TEST(p == q, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
