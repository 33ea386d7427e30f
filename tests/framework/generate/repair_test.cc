#include "framework/generate/repair.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <functional>

#include "tests/framework/generate/scripted_model.h"

namespace pastiche {
namespace {

using test::MaskedDomain;
using test::ScriptedModel;

// A grid of columns of two cells over a, b, c whose check names places.
class JudgingDomain : public MaskedDomain {
 public:
  // Which positions are wrong.
  using Judge = std::function<std::vector<std::uint64_t>(TokenSpan)>;

  explicit JudgingDomain(Judge judge, Token end = kUnknownToken)
      : MaskedDomain({.vocabulary = end == kUnknownToken ? 3u : 4u,
                      .unit_length = 2,
                      .end_token = end,
                      .valid = [](TokenSpan) { return true; }}),
        judge_(std::move(judge)) {
    Limits().repair_units = 2;
  }
  void CompleteBy(Token token) {
    Limits().has_complete = true;
    added_ = token;
  }

  Result<Verdict> Check(TokenSpan tokens) const override {
    Verdict verdict;
    for (const std::uint64_t position : judge_(tokens)) {
      verdict.valid = false;
      Diagnostic finding;
      finding.begin = position;
      finding.end = position + 1;
      finding.message = "wrong";
      verdict.diagnostics.push_back(std::move(finding));
    }
    return verdict;
  }
  Result<std::vector<Token>> Complete(TokenSpan tokens) const override {
    std::vector<Token> completed(tokens.begin(), tokens.end());
    completed.push_back(added_);
    completed.push_back(added_);
    return completed;
  }

 private:
  Judge judge_;
  Token added_ = 0;
};

// Every c (2) is wrong.
std::vector<std::uint64_t> EveryC(TokenSpan tokens) {
  std::vector<std::uint64_t> wrong;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] == 2) wrong.push_back(i);
  }
  return wrong;
}

// Draws a and b alike, c never: whatever is refilled is right.
double NeverC(const test::Place&, Token token) { return token == 2 ? 0 : 1; }

Repaired Mend(const JudgingDomain& domain, const ScriptedModel& model,
              const std::vector<Token>& tokens, RepairOptions options = {},
              std::uint64_t seed = 1) {
  Rng rng(seed);
  auto repaired = RepairDocument(domain, model, tokens, options, rng);
  BOOST_REQUIRE_MESSAGE(repaired.has_value(), repaired.error().message);
  return std::move(*repaired);
}

BOOST_AUTO_TEST_SUITE(repair)

BOOST_AUTO_TEST_CASE(a_valid_document_is_left_alone) {
  const JudgingDomain domain(EveryC);
  const ScriptedModel model(3, NeverC);
  const std::vector<Token> tokens = {0, 1, 1, 0};
  const Repaired repaired = Mend(domain, model, tokens);
  BOOST_TEST(repaired.tokens == tokens);
  BOOST_TEST(repaired.before.valid);
  BOOST_TEST(repaired.after.valid);
  BOOST_TEST(repaired.queries == 0u);
  BOOST_TEST(model.queries() == 0u);
}

BOOST_AUTO_TEST_CASE(only_units_around_the_fault_are_refilled) {
  const JudgingDomain domain(EveryC);
  const ScriptedModel model(3, NeverC);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    std::vector<Token> tokens(40, 1);
    tokens[21] = 2;  // In unit 10.
    const Repaired repaired = Mend(domain, model, tokens, {}, seed);
    BOOST_TEST(!repaired.before.valid);
    BOOST_REQUIRE(repaired.after.valid);
    BOOST_REQUIRE(repaired.refilled.size() == 1u);
    const UnitRange range = repaired.refilled[0];
    BOOST_TEST(range.begin <= 10u);
    BOOST_TEST(range.end > 10u);
    BOOST_TEST(range.end - range.begin <= 3u);  // Its unit and its neighbours.
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (i / 2 < range.begin || i / 2 >= range.end) {
        BOOST_TEST(repaired.tokens[i] == 1u);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(faults_at_the_edges_are_mended) {
  const JudgingDomain domain(EveryC);
  const ScriptedModel model(3, NeverC);
  for (const std::size_t place : {0u, 1u, 18u, 19u}) {
    std::vector<Token> tokens(20, 0);
    tokens[place] = 2;
    BOOST_TEST(Mend(domain, model, tokens).after.valid);
  }
  BOOST_TEST(Mend(domain, model, {2}).after.valid);
  BOOST_TEST(Mend(domain, model, {0, 0, 2}).after.valid);  // Half a unit.
}

BOOST_AUTO_TEST_CASE(distant_faults_are_mended_one_by_one) {
  const JudgingDomain domain(EveryC);
  const ScriptedModel model(3, NeverC);
  std::vector<Token> tokens(200, 0);
  for (const std::size_t place : {10u, 90u, 91u, 170u}) tokens[place] = 2;
  const Repaired repaired = Mend(domain, model, tokens);
  BOOST_REQUIRE(repaired.after.valid);
  BOOST_REQUIRE(repaired.refilled.size() == 3u);
  BOOST_TEST(repaired.refilled[0].begin < repaired.refilled[1].begin);
  // Not more of them than allowed.
  const Repaired two = Mend(domain, model, tokens, {.max_faults = 2});
  BOOST_TEST(!two.after.valid);
  BOOST_TEST(two.refilled.size() == 2u);
  BOOST_TEST(two.after.diagnostics.size() == 1u);
}

// The fault shows at its first unit only: three cs in a row beyond it.
BOOST_AUTO_TEST_CASE(the_neighbourhood_widens_until_it_holds_the_fault) {
  const JudgingDomain domain([](TokenSpan tokens) {
    const bool wrong = std::count(tokens.begin(), tokens.end(), 2u) > 0;
    return wrong ? std::vector<std::uint64_t>{20}
                 : std::vector<std::uint64_t>{};
  });
  const ScriptedModel model(3, NeverC);
  std::vector<Token> tokens(60, 0);
  for (std::size_t i = 20; i < 26; ++i) tokens[i] = 2;
  const Repaired repaired = Mend(domain, model, tokens);
  BOOST_REQUIRE(repaired.after.valid);
  const UnitRange range = repaired.refilled.at(0);
  BOOST_TEST(range.end >= 13u);
  BOOST_TEST(range.end - range.begin <= 6u);  // 2 * repair_units + 2.
  // Never wider than asked, so not mended; the document is as it was.
  const Repaired narrow = Mend(domain, model, tokens, {.max_units = 2});
  BOOST_TEST(!narrow.after.valid);
  BOOST_TEST(narrow.tokens == tokens);
  BOOST_TEST(narrow.refilled.empty());
}

// A fill that breaks something before the fault is not taken.
BOOST_AUTO_TEST_CASE(a_fill_that_does_harm_elsewhere_is_refused) {
  const JudgingDomain domain([](TokenSpan tokens) {
    if (tokens[20] == 2) return std::vector<std::uint64_t>{20};
    if (tokens[20] == 1) return std::vector<std::uint64_t>{0};
    return std::vector<std::uint64_t>{};
  });
  const ScriptedModel model(3, NeverC);
  std::vector<Token> tokens(40, 0);
  tokens[20] = 2;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Repaired repaired =
        Mend(domain, model, tokens, {.attempts = 20}, seed);
    BOOST_TEST(repaired.after.valid);
    BOOST_TEST(repaired.tokens[20] == 0u);
  }
}

BOOST_AUTO_TEST_CASE(what_the_domain_can_add_is_tried_first) {
  // Wrong without an a at the end.
  JudgingDomain domain([](TokenSpan tokens) {
    return tokens.back() == 0 ? std::vector<std::uint64_t>{}
                              : std::vector<std::uint64_t>{0};
  });
  domain.CompleteBy(0);
  const ScriptedModel model(3, NeverC);
  const Repaired repaired = Mend(domain, model, {1, 1, 2, 1});
  BOOST_TEST(repaired.completed);
  BOOST_TEST(repaired.after.valid);
  BOOST_TEST((repaired.tokens == std::vector<Token>{1, 1, 2, 1, 0, 0}));
  BOOST_TEST(model.queries() == 0u);
}

// The end of a document is no place to try something new, nor may a fill end
// it earlier.
BOOST_AUTO_TEST_CASE(the_end_of_a_document_stays_where_it_is) {
  const JudgingDomain domain(EveryC, /*end=*/3);
  const ScriptedModel model(4, [](const test::Place&, Token token) {
    return token == 2 ? 0.0 : token == 3 ? 0.2 : 1.0;
  });
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    std::vector<Token> tokens(40, 1);
    tokens[38] = 2;
    tokens[39] = 3;
    const Repaired repaired = Mend(domain, model, tokens, {}, seed);
    BOOST_REQUIRE(repaired.after.valid);
    BOOST_TEST(repaired.tokens[39] == 3u);
    BOOST_TEST(std::count(repaired.tokens.begin(), repaired.tokens.end(), 3u) ==
               1);
  }
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_repair) {
  const JudgingDomain domain(EveryC);
  const ScriptedModel model(3, NeverC);
  std::vector<Token> tokens(60, 0);
  tokens[30] = 2;
  BOOST_TEST(Mend(domain, model, tokens, {}, 4).tokens ==
             Mend(domain, model, tokens, {}, 4).tokens);
  bool differs = false;
  for (std::uint64_t seed = 5; seed < 12; ++seed) {
    differs |= Mend(domain, model, tokens, {}, seed).tokens !=
               Mend(domain, model, tokens, {}, 4).tokens;
  }
  BOOST_TEST(differs);
}

BOOST_AUTO_TEST_CASE(bad_arguments_and_failing_models_are_errors) {
  const JudgingDomain domain(EveryC);
  ScriptedModel model(3, NeverC);
  Rng rng(1);
  BOOST_TEST(!RepairDocument(domain, model, {}, {}, rng).has_value());
  const std::vector<Token> tokens = {2, 0};
  BOOST_TEST(!RepairDocument(domain, model, tokens, {.attempts = 0}, rng));
  BOOST_TEST(!RepairDocument(domain, model, tokens, {.max_faults = 0}, rng));
  Progress progress;
  progress.cancelled = true;
  const auto stopped =
      RepairDocument(domain, model, tokens, {}, rng, &progress);
  BOOST_REQUIRE(!stopped.has_value());
  BOOST_TEST((stopped.error().code == ErrorCode::kCancelled));
  model.FailFrom(0);
  BOOST_TEST(!RepairDocument(domain, model, tokens, {}, rng).has_value());
}

// Refused, but nowhere: there is no place to begin.
BOOST_AUTO_TEST_CASE(a_verdict_without_an_error_ends_the_repair) {
  class Silent : public JudgingDomain {
   public:
    Silent() : JudgingDomain(EveryC) {}
    Result<Verdict> Check(TokenSpan) const override {
      return Verdict{.valid = false, .diagnostics = {}};
    }
  };
  const Silent domain;
  const ScriptedModel model(3, NeverC);
  BOOST_TEST(!Mend(domain, model, {0, 0}).after.valid);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
