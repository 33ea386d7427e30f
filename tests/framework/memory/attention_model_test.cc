// Long because each property of the chain is checked against a brute-force one.

#include "framework/memory/attention_model.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>

#include "tests/framework/memory/brute_chain.h"

namespace pastiche {
namespace {

using test::SightDomain;

std::vector<double> Predicted(Walk& walk, std::size_t vocabulary) {
  std::vector<double> p(vocabulary, -1.0);
  BOOST_REQUIRE(walk.Predict(p).has_value());
  return p;
}
std::vector<double> Predicted(Fill& fill, std::size_t position,
                              std::size_t vocabulary) {
  std::vector<double> p(vocabulary, -1.0);
  const std::size_t positions[] = {position};
  BOOST_REQUIRE(fill.Predict(positions, p).has_value());
  return p;
}
void Advance(Walk& walk, TokenSpan tokens) {
  for (const Token token : tokens)
    BOOST_REQUIRE(walk.Advance(token).has_value());
}
void CheckSumsToOne(const std::vector<double>& p) {
  BOOST_TEST(std::abs(std::accumulate(p.begin(), p.end(), 0.0) - 1.0) < 1e-9);
  BOOST_TEST(*std::min_element(p.begin(), p.end()) > 0.0);
}

SamplingSettings Sharpened(double score_scale, double c_scale) {
  SamplingSettings sampling;
  sampling.score_scale = score_scale;
  sampling.c_scale = c_scale;
  return sampling;
}

// Always gives `sure` to token (tokens so far) % vocabulary.
class Oracle : public SequenceModel {
 public:
  Oracle(std::size_t vocabulary, double sure)
      : vocabulary_(vocabulary), sure_(sure) {}
  Result<std::unique_ptr<Walk>> StartWalk(
      const ModelUse& /*use*/) const override {
    return std::make_unique<OracleWalk>(*this);
  }

 private:
  class OracleWalk : public Walk {
   public:
    explicit OracleWalk(const Oracle& oracle) : oracle_(oracle) {}
    Result<void> Predict(std::span<double> p) override {
      const auto others = static_cast<double>(p.size() - 1);
      for (double& each : p) each = (1.0 - oracle_.sure_) / others;
      p[size_ % p.size()] = oracle_.sure_;
      return {};
    }
    Result<void> Advance(Token /*token*/) override {
      ++size_;
      return {};
    }
    Result<void> Rewind(std::size_t count) override {
      size_ -= count;
      return {};
    }

   private:
    const Oracle& oracle_;
    std::size_t size_ = 0;
  };
  std::size_t vocabulary_;
  double sure_;
};

// A random corpus with random heads, in one mode.
struct Problem {
  Problem(ContextMode mode, Rng& rng)
      : domain(2 + rng.NextBelow(6), {-1, -2, -4, 1, 3}) {
    domain.Edit().has_mismatch = rng.NextBelow(2) == 0;
    domain.AddFeature(0, 3);
    for (int d = 0; d < 2; ++d)
      documents.push_back(test::RandomDocument(120, vocabulary(), rng));
    for (int h = 0; h < 3; ++h) {
      use.heads.push_back(test::RandomHead(domain.geometry(),
                                           mode == ContextMode::kCausal, rng));
      use.heads.back().own = 2.0 * rng.NextUnit() - 1.0;
    }
    use.base_features = {0};
    use.mixture_share = 0.05;
    memory =
        Memory::Build(domain, test::PointersTo(documents), use, mode).value();
    asked = test::RandomDocument(60, vocabulary(), rng).tokens;
  }
  [[nodiscard]] std::size_t vocabulary() const {
    return domain.vocabulary().size();
  }
  // The formulas, for position `at` of `tokens`; `own` adds those before it.
  [[nodiscard]] std::vector<double> Expected(TokenSpan tokens, std::size_t at,
                                             double scale, double c_scale,
                                             bool cache,
                                             std::optional<double> own) const {
    const auto view = test::ViewOf(domain, memory->mode(), tokens, at);
    std::vector<double> p(vocabulary());
    memory->base().Predict(view.features, p);
    for (const HeadSettings& head : use.heads) {
      std::vector<double> n(vocabulary());
      for (const Document& document : documents) {
        test::AddCounts(domain, head, memory->mode(), view, document.tokens,
                        document.tokens.size(), {}, scale, 1.0, n);
      }
      if (cache) {
        test::AddCounts(domain, head, memory->mode(), view, tokens, at, {},
                        scale, std::exp(own.value_or(head.own)), n);
      }
      test::FoldHead(head, n, c_scale, p);
    }
    return p;
  }

  SightDomain domain;
  std::vector<Document> documents;
  UseSettings use;
  std::unique_ptr<const Memory> memory;
  std::vector<Token> asked;
};

void CheckClose(const std::vector<double>& fast,
                const std::vector<double>& slow) {
  for (std::size_t v = 0; v < slow.size(); ++v)
    BOOST_TEST(std::abs(fast[v] - slow[v]) < 2e-6);
}

BOOST_AUTO_TEST_SUITE(attention_model)

BOOST_AUTO_TEST_CASE(a_walk_equals_the_formulas) {
  Rng rng(/*seed=*/1);
  for (int round = 0; round < 6; ++round) {
    const Problem problem(ContextMode::kCausal, rng);
    SamplingSettings sampling = Sharpened(2.0, 0.04);
    if (round % 2 == 0) sampling.own = -0.7;
    const AttentionSequenceModel model(*problem.memory, sampling, {});
    for (const bool cache : {false, true}) {
      for (const bool sharp : {false, true}) {
        auto walk =
            model.StartWalk({.own_cache = cache, .sampling = sharp}).value();
        for (std::size_t i = 0; i < problem.asked.size(); ++i) {
          const auto p = Predicted(*walk, problem.vocabulary());
          CheckSumsToOne(p);
          // The domain is asked about what is known only.
          const TokenSpan known = TokenSpan(problem.asked).first(i);
          CheckClose(p, problem.Expected(known, i, sharp ? 2.0 : 1.0,
                                         sharp ? 0.04 : 1.0, cache,
                                         sharp ? sampling.own : std::nullopt));
          Advance(*walk, TokenSpan(problem.asked).subspan(i, 1));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(what_repeats_is_predicted_almost_surely) {
  test::MemoryDomain domain({.vocabulary = 4, .corpus = {std::string()}});
  std::string text;
  for (int i = 0; i < 100; ++i) text += "abc";
  const std::vector<Document> documents = {domain.Read(text)};
  const auto use = DefaultRecommendation(domain.geometry()).ar;
  const auto memory = Memory::Build(domain, test::PointersTo(documents), use,
                                    ContextMode::kCausal)
                          .value();
  const AttentionSequenceModel model(*memory, {}, {});
  auto walk = model.StartWalk({}).value();
  for (Token i = 0; i < 30; ++i) {
    BOOST_TEST(Predicted(*walk, 4)[i % 3] > (i < 3 ? 0.9 : 0.995));
    Advance(*walk, std::vector<Token>{i % 3});
  }
}

BOOST_AUTO_TEST_CASE(taking_back_restores_the_same_bytes_as_a_fresh_walk) {
  Rng rng(/*seed=*/2);
  for (int round = 0; round < 8; ++round) {
    const Problem problem(ContextMode::kCausal, rng);
    const Oracle oracle(problem.vocabulary(), 0.9);
    const Oracle other(problem.vocabulary(), 0.3);
    std::vector<const SequenceModel*> bases;
    if (round % 2 == 0) bases = {&oracle, &other};
    const AttentionSequenceModel model(*problem.memory, Sharpened(1.5, 1.0),
                                       bases);
    const ModelUse use = {.own_cache = round % 4 < 2,
                          .sampling = round % 3 == 0,
                          .copy_guard = static_cast<std::size_t>(round % 3)};
    auto walk = model.StartWalk(use).value();
    std::vector<Token> tokens;
    for (int phase = 0; phase < 15; ++phase) {
      for (std::size_t grow = rng.NextBelow(40); grow > 0; --grow) {
        // Sometimes without asking, as for a prompt.
        if (rng.NextBelow(2) == 0) (void)Predicted(*walk, problem.vocabulary());
        tokens.push_back(
            static_cast<Token>(rng.NextBelow(problem.vocabulary())));
        Advance(*walk, TokenSpan(tokens).last(1));
      }
      const std::size_t back = rng.NextBelow(tokens.size() + 1);
      BOOST_REQUIRE(walk->Rewind(back).has_value());
      tokens.resize(tokens.size() - back);
      auto fresh = model.StartWalk(use).value();
      Advance(*fresh, tokens);
      const auto p = Predicted(*walk, problem.vocabulary());
      BOOST_TEST(p == Predicted(*fresh, problem.vocabulary()));
      BOOST_TEST(p == Predicted(*walk, problem.vocabulary()));  // Asking twice.
      CheckSumsToOne(p);
    }
  }
}

// Fixed share loses at most log 5 and a little per token against each part.
BOOST_AUTO_TEST_CASE(the_mixture_is_nearly_as_good_as_its_best_part) {
  Rng rng(/*seed=*/3);
  const Problem problem(ContextMode::kCausal, rng);
  const std::size_t vocabulary = problem.vocabulary();
  const double share = problem.use.mixture_share;
  const AttentionSequenceModel alone(*problem.memory, {}, {});
  for (const double sure : {0.999, 1e-3}) {  // The oracle is right, or wrong.
    const Oracle oracle(vocabulary, sure);
    const Oracle vague(vocabulary, 0.5);
    const AttentionSequenceModel mixed(*problem.memory, {}, {&vague, &oracle});
    auto walk = mixed.StartWalk({}).value();
    auto chain = alone.StartWalk({}).value();
    auto base = oracle.StartWalk({}).value();
    double nats = 0.0, chain_nats = 0.0, base_nats = 0.0;
    for (std::size_t i = 0; i < 200; ++i) {
      const std::vector<Token> token = {static_cast<Token>(i % vocabulary)};
      const auto p = Predicted(*walk, vocabulary);
      CheckSumsToOne(p);
      nats -= std::log(p[token[0]]);
      chain_nats -= std::log(Predicted(*chain, vocabulary)[token[0]]);
      base_nats -= std::log(Predicted(*base, vocabulary)[token[0]]);
      for (Walk* each : {walk.get(), chain.get(), base.get()})
        Advance(*each, token);
    }
    const double lost = std::log(5.0) - 200 * std::log(1.0 - share);
    BOOST_TEST(nats <= base_nats + lost);
    BOOST_TEST(nats <= chain_nats + lost);
  }
}

BOOST_AUTO_TEST_CASE(without_a_share_there_is_no_mixture) {
  Rng rng(/*seed=*/4);
  Problem problem(ContextMode::kCausal, rng);
  problem.use.mixture_share = 0.0;
  const auto memory =
      Memory::Build(problem.domain, test::PointersTo(problem.documents),
                    problem.use, ContextMode::kCausal)
          .value();
  const Oracle oracle(problem.vocabulary(), 0.9);
  const AttentionSequenceModel with(*memory, {}, {&oracle}),
      without(*memory, {}, {});
  auto a = with.StartWalk({}).value(), b = without.StartWalk({}).value();
  for (const Token token : problem.asked) {
    BOOST_TEST(Predicted(*a, problem.vocabulary()) ==
               Predicted(*b, problem.vocabulary()));
    Advance(*a, TokenSpan(&token, 1));
    Advance(*b, TokenSpan(&token, 1));
  }
}

BOOST_AUTO_TEST_CASE(
    a_fill_equals_the_formulas_and_ignores_the_places_own_token) {
  Rng rng(/*seed=*/5);
  for (const auto mode : {ContextMode::kFill, ContextMode::kFillWrap}) {
    for (int round = 0; round < 6; ++round) {
      const Problem problem(mode, rng);
      const AttentionFillModel model(*problem.memory, Sharpened(2.0, 0.1));
      // Down to loops so short that slots come round to the place itself.
      for (const std::size_t size : {60, 7, 4, 3, 2, 1}) {
        std::vector<Token> tokens(problem.asked.begin(),
                                  problem.asked.begin() + std::ptrdiff_t(size));
        for (Token& token : tokens) {
          if (rng.NextBelow(3) == 0) token = kUnknownToken;
        }
        const bool sharp = round % 2 == 1;
        auto fill = model.StartFill(tokens, mode, {.sampling = sharp}).value();
        for (std::size_t at = 0; at < size; ++at) {
          const auto p = Predicted(*fill, at, problem.vocabulary());
          CheckSumsToOne(p);
          CheckClose(p,
                     problem.Expected(tokens, at, sharp ? 2.0 : 1.0,
                                      sharp ? 0.1 : 1.0, false, std::nullopt));
          for (Token own = 0; own < problem.vocabulary(); ++own) {
            fill->Set(at, own);
            BOOST_TEST(Predicted(*fill, at, problem.vocabulary()) == p);
          }
          fill->Set(at, kUnknownToken);
          BOOST_TEST(Predicted(*fill, at, problem.vocabulary()) == p);
          fill->Set(at, tokens[at]);
        }
      }
    }
  }
}

// Of two heads for different shares of known places one is asked at a time.
BOOST_AUTO_TEST_CASE(a_fill_asks_the_heads_for_the_share_that_is_known) {
  Rng rng(/*seed=*/15);
  SightDomain domain(6, {-2, -1, 1, 2});
  const std::vector<Document> corpus = {test::RandomDocument(300, 6, rng)};
  const auto build = [&](std::vector<HeadSettings> heads) {
    UseSettings use;
    use.heads = std::move(heads);
    return Memory::Build(domain, test::PointersTo(corpus), use,
                         ContextMode::kFill)
        .value();
  };
  HeadSettings few = test::RandomHead(domain.geometry(), false, rng),
               many = test::RandomHead(domain.geometry(), false, rng);
  const auto only_few = build({few}), only_many = build({many});
  few.known_hi = many.known_lo = 0.5;
  const auto both = build({few, many});
  const AttentionFillModel with_both(*both, {}), with_few(*only_few, {}),
      with_many(*only_many, {});
  const std::vector<Token> whole = test::RandomDocument(41, 6, rng).tokens;
  const auto start = [&](const AttentionFillModel& model) {
    return model
        .StartFill(std::vector<Token>(whole.size(), kUnknownToken),
                   ContextMode::kFill, {.own_cache = true})
        .value();
  };
  auto fill = start(with_both), a = start(with_few), b = start(with_many);
  // Of the 40 places beside the one asked, `known` are: its own is no matter.
  for (std::size_t known = 0; known < whole.size(); ++known) {
    const std::size_t last = whole.size() - 1;
    const auto expected = Predicted(known < 20 ? *a : *b, last, 6);
    CheckClose(Predicted(*fill, last, 6), expected);
    for (Fill* each : {fill.get(), a.get(), b.get()}) {
      each->Set(known, whole[known]);
    }
  }
}

// A document that repeats what no corpus document has, with holes.
BOOST_AUTO_TEST_CASE(what_a_document_repeats_fills_its_holes) {
  Rng rng(/*seed=*/9);
  for (const bool mismatch : {false, true}) {
    SightDomain domain(6, {-2, -1, 1, 2});
    domain.Edit().has_mismatch = mismatch;
    const std::vector<Document> corpus = {test::RandomDocument(800, 6, rng)};
    UseSettings use;
    use.heads.emplace_back();
    use.heads[0].slot_weights.assign(4, 4.0);
    use.heads[0].own = 2.0;
    const auto memory =
        Memory::Build(domain, test::PointersTo(corpus), use, ContextMode::kFill)
            .value();
    const AttentionFillModel model(*memory, {});
    std::vector<Token> whole, holes;
    for (std::size_t i = 0; i < 300; ++i) {
      whole.push_back(static_cast<Token>("\5\0\4\1\5\2\3\5\4\4"[i % 10]));
      holes.push_back(rng.NextBelow(4) == 0 ? kUnknownToken : whole.back());
    }
    const auto bits = [&](const ModelUse& how) {
      auto fill = model.StartFill(holes, ContextMode::kFill, how).value();
      double sum = 0.0;
      for (std::size_t i = 0; i < holes.size(); ++i) {
        const auto p = Predicted(*fill, i, 6);
        CheckSumsToOne(p);
        if (holes[i] == kUnknownToken) sum -= std::log2(p[whole[i]]);
      }
      return sum;
    };
    BOOST_TEST(bits({.own_cache = true}) < 0.5 * bits({}));
  }
}

BOOST_AUTO_TEST_CASE(a_known_place_is_no_key_of_its_own_query) {
  Rng rng(/*seed=*/10);
  const Problem problem(ContextMode::kFill, rng);
  const AttentionFillModel model(*problem.memory, {});
  std::vector<Token> tokens(40, kUnknownToken);
  tokens[17] = 1;
  auto with =
      model.StartFill(tokens, ContextMode::kFill, {.own_cache = true}).value();
  auto without = model.StartFill(tokens, ContextMode::kFill, {}).value();
  BOOST_TEST(Predicted(*with, 17, problem.vocabulary()) ==
             Predicted(*without, 17, problem.vocabulary()));
}

BOOST_AUTO_TEST_CASE(several_places_at_once_equal_one_by_one) {
  Rng rng(/*seed=*/6);
  const Problem problem(ContextMode::kFill, rng);
  const AttentionFillModel model(*problem.memory, {});
  auto fill = model.StartFill(problem.asked, ContextMode::kFill, {}).value();
  const std::vector<std::size_t> places = {5, 59, 0, 5};
  std::vector<double> all(places.size() * problem.vocabulary());
  BOOST_REQUIRE(fill->Predict(places, all).has_value());
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto one = Predicted(*fill, places[i], problem.vocabulary());
    BOOST_TEST(std::equal(one.begin(), one.end(),
                          all.begin() + std::ptrdiff_t(i * one.size())));
  }
  BOOST_TEST(fill->Predict({}, {}).has_value());
}

BOOST_AUTO_TEST_CASE(where_only_the_past_is_known_a_fill_equals_a_walk) {
  Rng rng(/*seed=*/7);
  for (int round = 0; round < 5; ++round) {
    const Problem problem(ContextMode::kCausal, rng);  // Weighs the past only.
    const auto filling =
        Memory::Build(problem.domain, test::PointersTo(problem.documents),
                      problem.use, ContextMode::kFill)
            .value();
    const AttentionSequenceModel sequence(*problem.memory, {}, {});
    const AttentionFillModel any(*filling, {});
    auto walk = sequence.StartWalk({}).value();
    auto fill =
        any.StartFill(std::vector<Token>(problem.asked.size(), kUnknownToken),
                      ContextMode::kFill, {})
            .value();
    for (std::size_t i = 0; i < problem.asked.size(); ++i) {
      BOOST_TEST(Predicted(*walk, problem.vocabulary()) ==
                 Predicted(*fill, i, problem.vocabulary()));
      Advance(*walk, TokenSpan(problem.asked).subspan(i, 1));
      fill->Set(i, problem.asked[i]);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_fill_of_the_other_mode_is_refused) {
  Rng rng(/*seed=*/8);
  const Problem problem(ContextMode::kFill, rng);
  const AttentionFillModel model(*problem.memory, {});
  for (const auto mode : {ContextMode::kFillWrap, ContextMode::kCausal}) {
    const auto fill = model.StartFill(problem.asked, mode, {});
    BOOST_REQUIRE(!fill);
    BOOST_TEST(bool(fill.error().code == ErrorCode::kInvalidArgument));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
