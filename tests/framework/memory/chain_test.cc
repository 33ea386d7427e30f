#include "framework/memory/chain.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>

#include "tests/framework/memory/brute_chain.h"

namespace pastiche {
namespace {

using test::SightDomain;

// A random domain, corpus and chain of heads, and a document to query with.
struct Problem {
  Problem(ContextMode in_mode, bool mismatch, Rng& rng)
      : mode(in_mode), domain(2 + rng.NextBelow(8), {-1, -2, -3, -5, 1, 2}) {
    domain.Edit().has_mismatch = mismatch;
    if (mode == ContextMode::kCausal) domain.AddSymbol();
    for (std::size_t f = rng.NextBelow(4); f > 0; --f) {
      domain.AddFeature(std::int32_t(rng.NextBelow(5)) - 2,
                        std::int32_t(1 + rng.NextBelow(6)),
                        /*hard=*/rng.NextBelow(4) == 0);
    }
    domain.Blind(rng.NextBelow(3) * 15);
    const std::size_t vocabulary = domain.vocabulary().size();
    for (std::size_t d = 1 + rng.NextBelow(3); d > 0; --d) {
      documents.push_back(
          test::RandomDocument(1 + rng.NextBelow(150), vocabulary, rng));
    }
    for (std::size_t h = 1 + rng.NextBelow(3); h > 0; --h) {
      use.heads.push_back(test::RandomHead(domain.geometry(),
                                           mode == ContextMode::kCausal, rng));
      if (rng.NextBelow(3) == 0) use.heads.back().gate = rng.NextBelow(3);
    }
    memory =
        Memory::Build(domain, test::PointersTo(documents), use, mode).value();
    asked = test::RandomDocument(30, vocabulary, rng).tokens;
    for (Token& token : asked) {
      if (mode != ContextMode::kCausal && rng.NextBelow(3) == 0)
        token = kUnknownToken;
    }
  }

  // Masses of the chain for position `at` of `asked`, (heads, vocabulary).
  [[nodiscard]] std::vector<double> Attend(
      Chain& chain, std::size_t at, std::span<const std::size_t> hidden) const {
    std::vector<std::int64_t> raw(domain.geometry().slots.size());
    std::vector<std::int32_t> features(domain.geometry().features.size());
    std::vector<std::uint16_t> codes(memory->codes().size());
    (void)domain.Describe(mode, asked, at, at + 1, raw, features);
    if (mode != ContextMode::kCausal) {
      ForgetThemselves(domain.geometry(), at, raw);
    }
    memory->codes().Encode(raw, asked, codes);
    std::vector<double> masses(use.heads.size() * memory->vocabulary(), 3.0);
    chain.Attend({.codes = codes, .features = features, .hidden = hidden},
                 masses);
    return masses;
  }
  // The same from the formulas.
  [[nodiscard]] std::vector<double> Expected(
      std::size_t at, double scale, const std::set<std::size_t>& hidden) const {
    const auto view = test::ViewOf(domain, mode, asked, at);
    std::vector<double> all;
    for (const HeadSettings& head : use.heads) {
      std::vector<double> n(memory->vocabulary());
      for (std::size_t d = 0; d < documents.size(); ++d) {
        std::set<std::size_t> here;
        for (const std::size_t position : hidden) {
          if (position >= memory->starts()[d])
            here.insert(position - memory->starts()[d]);
        }
        const TokenSpan tokens = documents[d].tokens;
        test::AddCounts(domain, head, mode, view, tokens, tokens.size(), here,
                        scale, 1.0, n);
      }
      all.insert(all.end(), n.begin(), n.end());
    }
    return all;
  }

  ContextMode mode;
  SightDomain domain;
  std::vector<Document> documents;
  UseSettings use;
  std::unique_ptr<const Memory> memory;
  std::vector<Token> asked;
};

// Each cost is exact; 2^x and the sums are floats; what lies too far is left
// out, by chain.h less than 1e-4 of the head's smallest lambda.
void CheckMasses(const Problem& problem, const std::vector<double>& fast,
                 const std::vector<double>& slow, double slack) {
  BOOST_REQUIRE(fast.size() == slow.size());
  const std::size_t vocabulary = problem.memory->vocabulary();
  double missed = 0.0;
  for (std::size_t i = 0; i < fast.size(); ++i) {
    if (i % vocabulary == 0) missed = 0.0;
    missed += std::max(0.0, slow[i] * (1.0 - slack) - fast[i]);
    const double lambda = 0.2 * problem.use.heads[i / vocabulary].c;
    BOOST_TEST(fast[i] <= slow[i] * (1.0 + slack));
    BOOST_TEST(missed <= 1e-4 * lambda);
  }
}

template <typename Check>
void ForRandomProblems(std::uint64_t seed, const Check& check) {
  Rng rng(seed);
  for (const auto mode :
       {ContextMode::kCausal, ContextMode::kFill, ContextMode::kFillWrap}) {
    for (const bool mismatch : {false, true}) {
      for (int round = 0; round < 8; ++round) {
        BOOST_TEST_CONTEXT("mode " << int(mode) << ", mismatch " << mismatch
                                   << ", round " << round) {
          check(Problem(mode, mismatch, rng), rng);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE(chain)

BOOST_AUTO_TEST_CASE(masses_equal_the_formula) {
  ForRandomProblems(/*seed=*/1, [](const Problem& problem, Rng& rng) {
    for (const double scale : {1.0, 2.0}) {
      const ChainCosts costs(*problem.memory, scale, 1.0);
      Chain chain(costs);
      for (int q = 0; q < 6; ++q) {
        const std::size_t at = rng.NextBelow(problem.asked.size());
        CheckMasses(problem, problem.Attend(chain, at, {}),
                    problem.Expected(at, scale, {}), 1e-6);
      }
    }
  });
}

// Where costs are not whole units, each slot and bucket rounds by half a unit.
BOOST_AUTO_TEST_CASE(masses_equal_the_formula_within_rounding_at_any_scale) {
  ForRandomProblems(/*seed=*/2, [](const Problem& problem, Rng& rng) {
    const double scale = 0.3 + rng.NextUnit();
    const ChainCosts costs(*problem.memory, scale, 1.0);
    Chain chain(costs);
    const double slots =
        1.0 + static_cast<double>(problem.domain.geometry().slots.size());
    const double slack = std::expm1(slots * std::numbers::ln2 / 1024.0);
    const std::size_t at = rng.NextBelow(problem.asked.size());
    CheckMasses(problem, problem.Attend(chain, at, {}),
                problem.Expected(at, scale, {}), slack);
  });
}

BOOST_AUTO_TEST_CASE(hiding_positions_equals_never_having_counted_them) {
  ForRandomProblems(/*seed=*/3, [](const Problem& problem, Rng& rng) {
    const ChainCosts costs(*problem.memory, 1.0, 1.0);
    Chain chain(costs);
    for (const std::size_t percent : {3, 50, 100}) {
      std::set<std::size_t> hidden;
      for (std::size_t i = 0; i < problem.memory->tokens().size(); ++i) {
        if (rng.NextBelow(100) < percent) hidden.insert(i);
      }
      std::vector<std::size_t> order(hidden.begin(), hidden.end());
      for (std::size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[rng.NextBelow(i)]);
      const std::size_t at = rng.NextBelow(problem.asked.size());
      CheckMasses(problem, problem.Attend(chain, at, order),
                  problem.Expected(at, 1.0, hidden), 1e-6);
    }
    // Nothing of it lasts.
    const std::size_t at = rng.NextBelow(problem.asked.size());
    CheckMasses(problem, problem.Attend(chain, at, {}),
                problem.Expected(at, 1.0, {}), 1e-6);
  });
}

// So few corpus positions that what they may lose says nothing about the
// document's own, which are many and count for more.
BOOST_AUTO_TEST_CASE(the_documents_own_positions_are_not_left_out_too_early) {
  SightDomain domain(2, {-1});
  std::vector<Document> documents(1);
  documents[0].tokens = {0, 0};
  UseSettings use;
  use.heads.emplace_back();
  use.heads[0].c = 1.0;
  use.heads[0].slot_weights = {19.0 * std::numbers::ln2};  // 2^-19 each.
  const auto memory = Memory::Build(domain, test::PointersTo(documents), use,
                                    ContextMode::kCausal)
                          .value();
  const ChainCosts costs(*memory, 1.0, 1.0);
  Chain chain(costs);
  const double nats = 10.0;
  std::vector<OwnKeys> own;
  own.emplace_back(memory->codes(), memory->heads()[0].order(), 0, nats);
  const std::vector<std::uint16_t> other = {1}, query = {0};
  for (int i = 0; i < 3000; ++i) own[0].Append({}, other, 1);
  std::vector<double> masses(2);
  chain.Attend({.codes = query, .features = {}, .own = own}, masses);
  BOOST_TEST(masses[1] == 3000 * std::exp(nats) * std::exp2(-19.0),
             boost::test_tools::tolerance(1e-5));
}

BOOST_AUTO_TEST_CASE(folding_equals_the_formula) {
  ForRandomProblems(/*seed=*/4, [](const Problem& problem, Rng& rng) {
    const double c_scale = rng.NextBelow(2) == 0 ? 1.0 : 0.04;
    const ChainCosts costs(*problem.memory, 1.0, c_scale);
    const std::size_t vocabulary = problem.memory->vocabulary();
    std::vector<double> masses(problem.use.heads.size() * vocabulary);
    for (double& mass : masses)
      mass = rng.NextBelow(3) == 0 ? 0.0 : 100.0 * rng.NextUnit();
    std::vector<double> p(vocabulary, 1.0 / double(vocabulary)), expected = p;
    Chain(costs).Fold(masses, p);
    for (std::size_t h = 0; h < problem.use.heads.size(); ++h) {
      const std::vector<double> n(
          masses.begin() + std::ptrdiff_t(h * vocabulary),
          masses.begin() + std::ptrdiff_t((h + 1) * vocabulary));
      test::FoldHead(problem.use.heads[h], n, c_scale, expected);
    }
    for (std::size_t v = 0; v < vocabulary; ++v)
      BOOST_TEST(std::abs(p[v] - expected[v]) < 1e-14);
    BOOST_TEST(std::abs(std::accumulate(p.begin(), p.end(), 0.0) - 1.0) <
               1e-12);
  });
}

// Worked by hand: corpus "aab", one head that looks one back at 1 bit.
BOOST_AUTO_TEST_CASE(a_small_case_comes_out_as_by_hand) {
  SightDomain domain(2, {-1});
  std::vector<Document> documents(1);
  documents[0].tokens = {0, 0, 1};
  UseSettings use;
  use.heads.emplace_back();
  use.heads[0].c = 0.5;
  use.heads[0].e = 2.0;
  use.heads[0].slot_weights = {std::numbers::ln2};
  const auto memory = Memory::Build(domain, test::PointersTo(documents), use,
                                    ContextMode::kCausal)
                          .value();
  const ChainCosts costs(*memory, 1.0, 1.0);
  Chain chain(costs);
  std::vector<double> masses(2);
  // After a: keys PAD->a (cost 1 bit), a->a (0), a->b (0).
  chain.Attend({.codes = std::vector<std::uint16_t>{0}, .features = {}},
               masses);
  BOOST_TEST(masses[0] == 1.5, boost::test_tools::tolerance(1e-6));
  BOOST_TEST(masses[1] == 1.0, boost::test_tools::tolerance(1e-6));
  // lambda = .5 (.2 + 2 (1.5 / 2.5 + 1 / 2)) = 1.2; p0 = (2.5, 1.5) / 4.
  std::vector<double> p(2);
  memory->base().Predict({}, p);
  chain.Fold(masses, p);
  BOOST_TEST(p[0] == (1.5 + 1.2 * 0.625) / 3.7,
             boost::test_tools::tolerance(1e-6));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
