// A memory with documents taken out, or added, predicts what one built from the
// same documents does.

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>

#include "framework/memory/attention_model.h"
#include "framework/memory/attention_suite.h"
#include "framework/ngram/unigram.h"
#include "tests/framework/memory/brute_chain.h"

namespace pastiche {
namespace {

using test::SightDomain;

// Sums of up to 64 floats in another order, and, as blocks differ, other far
// keys left out: 1e-4 of each probability, twice.
void CheckClose(const std::vector<double>& p, const std::vector<double>& q) {
  for (std::size_t v = 0; v < p.size(); ++v) {
    BOOST_TEST(std::abs(p[v] - q[v]) < 2e-6 + 3e-4 * q[v]);
  }
}

// A domain with all a memory can have: symbols, mismatches, a gate, features,
// slots that see nothing.
struct Problem {
  Problem(ContextMode of, Rng& rng)
      : Problem(of, 2 + rng.NextBelow(5), 70, rng) {}
  // The last document has `last` tokens.
  Problem(ContextMode of, std::size_t tokens, std::size_t last, Rng& rng)
      : mode(of), domain(tokens, {-1, -2, -4, 1, 3}) {
    domain.Edit().has_mismatch = rng.NextBelow(2) == 0;
    domain.AddSymbol();
    domain.AddFeature(0, 3);
    domain.AddFeature(-2, 50);
    domain.Blind(rng.NextBelow(2) * 10);
    domain.Edit().unit_length =
        1 + static_cast<std::uint32_t>(rng.NextBelow(3));
    for (int d = 0; d < 5; ++d) {
      documents.push_back(
          test::RandomDocument(rng.NextBelow(70), vocabulary(), rng));
    }
    documents[4] = test::RandomDocument(last, vocabulary(), rng);
    documents[3].tokens.push_back(0);  // Not all are empty.
    for (int h = 0; h < 3; ++h) {
      use.heads.push_back(test::RandomHead(domain.geometry(),
                                           mode == ContextMode::kCausal, rng));
      use.heads.back().own = 0.3;
      if (h == 1 && rng.NextBelow(2) == 0) use.heads.back().gate = 0;
    }
    use.base_features = {1};
  }
  [[nodiscard]] std::size_t vocabulary() const {
    return domain.vocabulary().size();
  }
  [[nodiscard]] std::unique_ptr<const Memory> Build(
      const std::vector<std::size_t>& numbers) const {
    std::vector<const Document*> some;
    for (const std::size_t d : numbers) some.push_back(&documents[d]);
    return Memory::Build(domain, some, use, mode).value();
  }

  ContextMode mode;
  SightDomain domain;
  std::vector<Document> documents;
  UseSettings use;
};

// Every distribution along the same document, and where it came from.
void CheckEqual(const Problem& problem, const Memory& a, const Memory& b,
                Rng& rng) {
  BOOST_TEST(a.position_count() == b.position_count());
  SamplingSettings sharp;
  sharp.score_scale = 1.5;
  sharp.c_scale = 0.04;
  const auto asked = test::RandomDocument(40, problem.vocabulary(), rng).tokens;
  std::vector<double> p(problem.vocabulary()), q(p.size());
  const auto compare = [&](const Attribution& x, const Attribution& y) {
    CheckClose(p, q);
    BOOST_TEST(std::abs(x.unigram - y.unigram) < 5e-4);
    BOOST_REQUIRE(x.documents.size() == y.documents.size());
    for (std::size_t d = 0; d < x.documents.size(); ++d) {
      BOOST_TEST(std::abs(x.documents[d] - y.documents[d]) < 5e-4);
    }
  };
  if (problem.mode != ContextMode::kCausal) {
    const AttentionFillModel one(a, sharp), two(b, sharp);
    auto holes = asked;
    for (std::size_t i = 0; i < holes.size(); i += 3) holes[i] = kUnknownToken;
    const ModelUse how = {.own_cache = true, .sampling = rng.NextBelow(2) == 0};
    auto x = one.StartFill(holes, problem.mode, how).value();
    auto y = two.StartFill(holes, problem.mode, how).value();
    for (std::size_t i = 0; i < holes.size(); ++i) {
      const std::size_t at[] = {i};
      BOOST_REQUIRE(x->Predict(at, p).has_value());
      BOOST_REQUIRE(y->Predict(at, q).has_value());
      compare(x->Explain(asked[i], 3).value(), y->Explain(asked[i], 3).value());
    }
    return;
  }
  const AttentionSequenceModel one(a, sharp, {}), two(b, sharp, {});
  const ModelUse how = {.own_cache = rng.NextBelow(2) == 0,
                        .sampling = rng.NextBelow(2) == 0,
                        .copy_guard = rng.NextBelow(3)};
  auto x = one.StartWalk(how).value(), y = two.StartWalk(how).value();
  for (const Token token : asked) {
    BOOST_REQUIRE(x->Predict(p).has_value());
    BOOST_REQUIRE(y->Predict(q).has_value());
    compare(x->Explain(token, 3).value(), y->Explain(token, 3).value());
    BOOST_REQUIRE(x->Advance(token).has_value());
    BOOST_REQUIRE(y->Advance(token).has_value());
  }
}

// p_0 and the shares of symbols are counts: the same bits.
void CheckSameCounts(const Problem& problem, const Memory& a, const Memory& b) {
  std::vector<double> p(problem.vocabulary()), q(p.size());
  for (std::int32_t f = -2; f < 48; ++f) {
    const std::int32_t features[] = {0, f};
    a.base().Predict(features, p);
    b.base().Predict(features, q);
    BOOST_TEST(p == q);
  }
  for (std::size_t i = 0; i < a.codes().size(); ++i) {
    if (!a.codes().small(i)) continue;
    for (std::size_t code = 0; code < a.codes().code_count(); ++code) {
      BOOST_TEST(a.codes().Share(i, code) == b.codes().Share(i, code));
    }
  }
}

constexpr ContextMode kModes[] = {ContextMode::kCausal, ContextMode::kFill,
                                  ContextMode::kFillWrap};

BOOST_AUTO_TEST_SUITE(left_out)

BOOST_AUTO_TEST_CASE(taking_out_equals_building_from_the_rest) {
  Rng rng(/*seed=*/1);
  for (int round = 0; round < 24; ++round) {
    const Problem problem(kModes[round % 3], rng);
    std::vector<std::size_t> out, rest;
    for (std::size_t d = 0; d < 5; ++d) {
      (d != 3 && rng.NextBelow(2) == 0 ? out : rest).push_back(d);
    }
    const auto whole = problem.Build({0, 1, 2, 3, 4});
    const auto taken = whole->Without(out).value();
    const auto built = problem.Build(rest);
    CheckSameCounts(problem, *taken, *built);
    CheckEqual(problem, *taken, *built, rng);
    // Twice is the same as at once, and the whole is as it was.
    if (out.size() >= 2) {
      const auto once = whole->Without(std::span(out).first(1)).value();
      const auto twice = once->Without(std::span(out).subspan(1)).value();
      CheckEqual(problem, *twice, *built, rng);
    }
    CheckEqual(problem, *whole, *problem.Build({0, 1, 2, 3, 4}), rng);
  }
}

BOOST_AUTO_TEST_CASE(adding_equals_building_from_all) {
  Rng rng(/*seed=*/2);
  for (int round = 0; round < 24; ++round) {
    const Problem problem(kModes[round % 3], rng);
    const auto part = problem.Build({3, 0});
    const Document* more[] = {&problem.documents[4], &problem.documents[1]};
    const auto grown = part->With(more).value();
    const auto built = problem.Build({3, 0, 4, 1});
    CheckSameCounts(problem, *grown, *built);
    CheckEqual(problem, *grown, *built, rng);
    // And out again.
    const std::size_t added[] = {2, 3};
    const auto again = grown->Without(added).value();
    CheckSameCounts(problem, *again, *part);
    CheckEqual(problem, *again, *part, rng);
    const std::size_t first[] = {1};
    CheckEqual(problem, *grown->Without(first).value(),
               *problem.Build({3, 4, 1}), rng);
  }
}

// More symbols than a byte tells apart: rows of the keys that were there widen.
BOOST_AUTO_TEST_CASE(new_symbols_may_need_wider_rows) {
  Rng rng(/*seed=*/5);
  for (int round = 0; round < 6; ++round) {
    const Problem problem(kModes[round % 3], 40, 1200, rng);
    const auto part = problem.Build({3, 0, 1});
    const Document* more[] = {&problem.documents[4]};
    const auto grown = part->With(more).value();
    CheckEqual(problem, *grown, *problem.Build({3, 0, 1, 4}), rng);
    const std::size_t first[] = {0};
    CheckEqual(problem, *grown->Without(first).value(),
               *problem.Build({0, 1, 4}), rng);
  }
}

BOOST_AUTO_TEST_CASE(a_suite_without_documents_equals_one_of_the_rest) {
  Rng rng(/*seed=*/3);
  const Problem problem(ContextMode::kCausal, rng);
  Recommendation recommendation;
  recommendation.ar = recommendation.ar_cache = recommendation.sample =
      recommendation.fill = problem.use;
  recommendation.ar.mixture_share = 0.1;
  const auto pointers = test::PointersTo(problem.documents);
  const std::vector<const Document*> rest = {pointers[0], pointers[3],
                                             pointers[4]};
  const auto ngram = Unigram::Build(problem.documents, problem.vocabulary());
  const AttentionSuite whole(problem.domain, pointers, recommendation, &*ngram);
  const AttentionSuite taken(whole, {1, 2}, &*ngram);
  const AttentionSuite built(problem.domain, rest, recommendation, &*ngram);
  BOOST_TEST(taken.token_count() == built.token_count());
  std::vector<double> p(problem.vocabulary()), q(p.size());
  const auto asked = test::RandomDocument(30, p.size(), rng).tokens;
  for (const ModelUse& how :
       {ModelUse{}, ModelUse{.own_cache = true}, ModelUse{.sampling = true}}) {
    auto x = taken.StartWalk(how).value(), y = built.StartWalk(how).value();
    for (const Token token : asked) {
      BOOST_REQUIRE(x->Predict(p).has_value());
      BOOST_REQUIRE(y->Predict(q).has_value());
      CheckClose(p, q);
      BOOST_REQUIRE(x->Advance(token).has_value());
      BOOST_REQUIRE(y->Advance(token).has_value());
    }
  }
}

BOOST_AUTO_TEST_CASE(nothing_left_is_an_error) {
  Rng rng(/*seed=*/4);
  const Problem problem(ContextMode::kCausal, rng);
  const auto whole = problem.Build({3});
  const std::size_t all[] = {0};
  const auto none = whole->Without(all);
  BOOST_REQUIRE(!none);
  BOOST_TEST(bool(none.error().code == ErrorCode::kInvalidArgument));
  BOOST_TEST(whole->Without({}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
