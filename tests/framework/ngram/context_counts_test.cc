// Nested counts against their definition. PrefixCounts' tests check the same
// counts, and taking back, for contexts that are the tokens before.
#include "framework/ngram/context_counts.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "framework/core/random.h"

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(context_counts)

using Symbols = std::vector<std::int64_t>;
struct Seen {
  Symbols context;
  Token token;
};

// p_n by definition: recounted from all that was seen, uniform below.
double Reference(const std::vector<Seen>& seen, const Symbols& context,
                 Token token, std::size_t vocabulary, double discount,
                 bool every) {
  double p = 1.0 / static_cast<double>(vocabulary);
  for (std::size_t n = 0; n <= context.size(); ++n) {
    // A token of length n counts once per different longer context, or always.
    std::map<Token, std::set<std::int64_t>> kinds;
    std::map<Token, std::size_t> times;
    for (const Seen& each : seen) {
      if (!std::equal(context.begin(), context.begin() + std::ptrdiff_t(n),
                      each.context.begin())) {
        continue;
      }
      ++times[each.token];
      if (n < context.size()) kinds[each.token].insert(each.context[n]);
    }
    if (!every && n < context.size()) {
      for (auto& [which, count] : times) count = kinds[which].size();
    }
    if (times.empty()) break;
    double total = 0.0;
    for (const auto& [which, count] : times) total += double(count);
    const double kept =
        times.contains(token) ? double(times[token]) - discount : 0.0;
    p = (kept + discount * double(times.size()) * p) / total;
  }
  return p;
}

BOOST_AUTO_TEST_CASE(predictions_equal_the_definition) {
  Rng rng(/*seed=*/31);
  for (int round = 0; round < 30; ++round) {
    const bool every = round % 2 == 0;
    const double discount = 0.25 + 0.25 * (round % 3);
    const std::size_t vocabulary = 2 + rng.NextBelow(4);
    ContextCounts counts(3, {.every = every, .discount = discount});
    std::vector<Seen> seen;
    const auto draw = [&] {
      Symbols context;
      for (int k = 0; k < 3; ++k) {
        context.push_back(std::int64_t(rng.NextBelow(3)) - 2);
      }
      return context;
    };
    for (int i = 0; i < 80; ++i) {
      seen.push_back({draw(), static_cast<Token>(rng.NextBelow(vocabulary))});
      counts.Add(seen.back().context, seen.back().token);
      if (rng.NextBelow(4) != 0) continue;
      counts.TakeBack();
      seen.pop_back();
    }
    for (int ask = 0; ask < 20; ++ask) {
      const Symbols context = draw();
      std::vector<double> p(vocabulary, 1.0 / double(vocabulary));
      counts.Predict(context, p);
      BOOST_TEST(std::abs(std::accumulate(p.begin(), p.end(), -1.0)) < 1e-12);
      for (Token t = 0; t < vocabulary; ++t) {
        BOOST_TEST(std::abs(p[t] - Reference(seen, context, t, vocabulary,
                                             discount, every)) < 1e-12);
        BOOST_TEST(std::abs(p[t] - counts.Probability(
                                       context, t, 1.0 / double(vocabulary))) <
                   1e-12);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_settled_stays) {
  ContextCounts counts(1, {.discount = 0.5});
  const Symbols here = {7};
  counts.Add(here, 1);
  counts.Settle();
  std::vector<double> settled(2, 0.5), after(2, 0.5);
  counts.Predict(here, settled);
  counts.Add(here, 0);
  counts.TakeBack();
  counts.Predict(here, after);
  BOOST_TEST(settled == after, boost::test_tools::per_element());
  BOOST_TEST(settled[1] == 0.5 + 0.5 * (0.5 + 0.5 * 0.5));
}

BOOST_AUTO_TEST_CASE(contexts_shorter_and_longer_than_the_depth) {
  ContextCounts counts(2, {.every = true, .discount = 0.5});
  const Symbols longer = {1, 2, 3}, same = {1, 2, 9}, none = {};
  counts.Add(longer, 0);
  std::vector<double> a(2, 0.5), b(2, 0.5), c(2, 0.5);
  counts.Predict(longer, a);
  counts.Predict(same, b);
  BOOST_TEST(a == b, boost::test_tools::per_element());
  counts.Predict(none, c);
  BOOST_TEST(c[0] == 0.75);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
