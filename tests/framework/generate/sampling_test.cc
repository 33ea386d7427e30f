#include "framework/generate/sampling.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

namespace pastiche {
namespace {

using Weights = std::vector<double>;

Token DrawOnce(const SamplingOptions& options, Weights weights,
               TokenSpan recent, std::uint64_t seed) {
  Rng rng(seed);
  return Sampler(options).Draw(weights, recent, rng);
}

// Draws many tokens and compares with `expected` weights (any scale): the
// chi-square statistic stays below the .999 quantile; what weighs 0 is never
// drawn.
void CheckDrawn(const SamplingOptions& options, const Weights& weights,
                TokenSpan recent, const Weights& expected) {
  constexpr std::size_t kDraws = 40000;
  constexpr double kQuantiles[] = {0, 10.83, 13.82, 16.27, 18.47, 20.52};
  Rng rng(/*seed=*/1);
  Sampler sampler(options);
  Weights counts(weights.size(), 0.0);
  for (std::size_t i = 0; i < kDraws; ++i) {
    Weights scratch = weights;
    counts[sampler.Draw(scratch, recent, rng)] += 1.0;
  }
  double total = 0.0, statistic = 0.0;
  for (const double weight : expected) total += weight;
  std::size_t kinds = 0;
  for (std::size_t v = 0; v < expected.size(); ++v) {
    const double mean = kDraws * expected[v] / total;
    if (mean == 0.0) {
      BOOST_TEST(counts[v] == 0.0);
      continue;
    }
    ++kinds;
    statistic += (counts[v] - mean) * (counts[v] - mean) / mean;
  }
  BOOST_TEST(statistic <= kQuantiles[kinds - 1]);
}

BOOST_AUTO_TEST_SUITE(sampling)

BOOST_AUTO_TEST_CASE(draws_follow_the_distribution) {
  CheckDrawn({}, {5, 3, 0, 1, 1}, {}, {5, 3, 0, 1, 1});
  CheckDrawn({}, {0, 0, 1}, {}, {0, 0, 1});
  CheckDrawn({}, {1e-3, 1, 0.5}, {}, {1e-3, 1, 0.5});
}

BOOST_AUTO_TEST_CASE(temperature_raises_to_its_inverse) {
  CheckDrawn({.temperature = 0.5}, {5, 3, 0, 1, 1}, {}, {25, 9, 0, 1, 1});
  CheckDrawn({.temperature = 2.0}, {16, 9, 0, 1}, {}, {4, 3, 0, 1});
  CheckDrawn({.temperature = 1e308}, {1000, 1, 0}, {}, {1, 1, 0});
  CheckDrawn({.temperature = 1e-308}, {1.01, 1, 1}, {}, {1, 0, 0});
}

BOOST_AUTO_TEST_CASE(density_multiplies_the_odds_against_the_background) {
  const Weights weights = {6, 2, 0, 1};
  CheckDrawn({.density = 3.0, .background = 0}, weights, {}, {6, 6, 0, 3});
  CheckDrawn({.density = 0.25, .background = 0}, weights, {}, {24, 2, 0, 1});
  CheckDrawn({.density = 3.0}, weights, {}, weights);
  CheckDrawn({.density = 3.0, .background = 9}, weights, {}, weights);
  BOOST_TEST(DrawOnce({.density = 1e6, .background = 1}, {0, 5e-324}, {}, 1) ==
             1u);
  BOOST_TEST(!Validate({.density = 0.0}));
  BOOST_TEST(!Validate({.density = std::numeric_limits<double>::infinity()}));
}

BOOST_AUTO_TEST_CASE(the_commonest_token_is_the_lowest_of_equals) {
  BOOST_TEST(CommonestToken({}) == kUnknownToken);
  std::vector<Document> documents(2);
  documents[0].tokens = {3, 1, 1};
  documents[1].tokens = {3, 2};
  BOOST_TEST(CommonestToken(documents) == 1u);
}

BOOST_AUTO_TEST_CASE(
    temperature_zero_takes_the_likeliest_and_the_lower_of_equals) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    BOOST_TEST(DrawOnce({.temperature = 0.0}, {1, 3, 3, 2}, {}, seed) == 1u);
    BOOST_TEST(DrawOnce({.temperature = 0.0}, {0, 0, 1e-300}, {}, seed) == 2u);
  }
}

BOOST_AUTO_TEST_CASE(top_k_keeps_the_k_likeliest_and_the_lower_of_equals) {
  CheckDrawn({.top_k = 2}, {2, 5, 3, 1}, {}, {0, 5, 3, 0});
  CheckDrawn({.top_k = 2}, {2, 2, 5, 2}, {}, {2, 0, 5, 0});
  CheckDrawn({.top_k = 1}, {2, 2}, {}, {1, 0});
  CheckDrawn({.top_k = 99}, {2, 5, 3}, {}, {2, 5, 3});
}

BOOST_AUTO_TEST_CASE(top_p_keeps_the_likeliest_that_reach_p) {
  CheckDrawn({.top_p = 0.5}, {2, 5, 3}, {}, {0, 5, 0});  // 5 of 10 reach it.
  CheckDrawn({.top_p = 0.51}, {2, 5, 3}, {}, {0, 5, 3});
  CheckDrawn({.top_p = 0.81}, {2, 5, 3}, {}, {2, 5, 3});
  CheckDrawn({.top_p = 1e-300}, {2, 5, 3}, {}, {0, 5, 0});
  CheckDrawn({.top_p = 1.0}, {2, 5, 3, 1e-3}, {}, {2, 5, 3, 1e-3});
}

// p of .5, .3, .2; a penalised token's log p is multiplied.
BOOST_AUTO_TEST_CASE(the_penalty_counts_once_per_recent_token) {
  const SamplingOptions options{.repetition_penalty = 2.0,
                                .repetition_window = 3};
  const Weights p = {0.5, 0.3, 0.2};
  CheckDrawn(options, p, {}, p);
  CheckDrawn(options, p, std::vector<Token>{0}, {0.25, 0.3, 0.2});
  CheckDrawn(options, p, std::vector<Token>{0, 0, 0}, {0.25, 0.3, 0.2});
  CheckDrawn(options, p, std::vector<Token>{2, 1, 2}, {0.5, 0.09, 0.04});
  CheckDrawn(options, p, std::vector<Token>{0, 1, 2, 1},
             {0.5, 0.09, 0.04});  // 0 is too old.
  CheckDrawn(options, p, std::vector<Token>{kUnknownToken, 1},
             {0.5, 0.09, 0.2});
  // Whatever the scale.
  CheckDrawn(options, {500, 300, 200}, std::vector<Token>{0}, {0.25, 0.3, 0.2});
  CheckDrawn(options, {5e-300, 3e-300, 2e-300}, std::vector<Token>{0},
             {0.25, 0.3, 0.2});
  // Off unless both are given.
  CheckDrawn({.repetition_penalty = 2.0}, p, std::vector<Token>{0}, p);
  CheckDrawn({.repetition_window = 3}, p, std::vector<Token>{0}, p);
}

BOOST_AUTO_TEST_CASE(the_order_is_penalty_top_k_top_p_temperature) {
  // The penalty decides who is among the k.
  CheckDrawn({.top_k = 1, .repetition_penalty = 2.0, .repetition_window = 1},
             {0.5, 0.3, 0.2}, std::vector<Token>{0}, {0, 1, 0});
  // p is of what top-k left: 4 of 7 reach a half, 4 of 10 do not.
  CheckDrawn({.top_k = 2, .top_p = 0.5}, {4, 3, 3}, {}, {1, 0, 0});
  // Temperature does not change what top-p keeps.
  CheckDrawn({.temperature = 100.0, .top_p = 0.6}, {6, 4}, {}, {1, 0});
  CheckDrawn({.temperature = 0.5, .top_p = 0.61}, {6, 4}, {}, {36, 16});
  // Temperature 0 obeys the penalty.
  BOOST_TEST(DrawOnce({.temperature = 0.0,
                       .repetition_penalty = 2.0,
                       .repetition_window = 1},
                      {0.5, 0.3, 0.2}, std::vector<Token>{0}, 1) == 1u);
}

BOOST_AUTO_TEST_CASE(every_draw_takes_one_number) {
  const SamplingOptions kOptions[] = {
      {},
      {.temperature = 0.0},
      {.temperature = 0.7, .top_k = 2, .top_p = 0.9},
      PublishedQualityPreset()};
  for (const SamplingOptions& options : kOptions) {
    Rng rng(/*seed=*/3), expected(/*seed=*/3);
    Sampler sampler(options);
    for (int i = 0; i < 10; ++i) {
      Weights weights = {1, 2, 3};
      (void)sampler.Draw(weights, std::vector<Token>{1}, rng);
      (void)expected.NextUnit();
    }
    BOOST_TEST(rng.NextBits() == expected.NextBits());
  }
}

BOOST_AUTO_TEST_CASE(extremes_still_give_a_possible_token) {
  constexpr double kMax = std::numeric_limits<double>::max();
  constexpr double kTiny = std::numeric_limits<double>::denorm_min();
  const std::vector<Token> recent = {0, 1, 2, 3};
  const Weights kWeights[] = {
      {0, kTiny, 0, 0}, {0.25, 0.25, 0.25, 0.25}, {1, kTiny, 0, 0},
      {0, 0, 0, 1},     {kTiny, kTiny, 0, kTiny}, {1e300, 1e300, 0, 1e-300}};
  for (const Weights& weights : kWeights) {
    for (const double temperature : {0.0, kTiny, 1e-3, 1.0, kMax}) {
      for (const double penalty : {1.0, 1.7, 1e3, kMax}) {
        for (const double top_p : {kTiny, 0.5, 1.0}) {
          for (std::uint64_t seed = 0; seed < 4; ++seed) {
            const Token token = DrawOnce({.temperature = temperature,
                                          .top_k = seed % 3,
                                          .top_p = top_p,
                                          .repetition_penalty = penalty,
                                          .repetition_window = 4},
                                         weights, recent, seed);
            BOOST_TEST(weights.at(token) > 0.0);
          }
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(options_out_of_range_are_named) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const auto rejects = [](const SamplingOptions& options,
                          const std::string& field) {
    const auto valid = Validate(options);
    BOOST_REQUIRE(!valid);
    BOOST_TEST(bool(valid.error().code == ErrorCode::kInvalidArgument));
    BOOST_TEST(valid.error().message.starts_with(field + " must be"),
               valid.error().message);
  };
  for (const double bad : {-1e-9, -1.0, kNaN, kInfinity, -kInfinity}) {
    rejects({.temperature = bad}, "temperature");
  }
  for (const double bad : {0.0, -0.5, 1.0000001, kNaN, kInfinity})
    rejects({.top_p = bad}, "top-p");
  for (const double bad : {0.999, 0.0, -2.0, kNaN, kInfinity}) {
    rejects({.repetition_penalty = bad}, "repetition-penalty");
  }
  BOOST_TEST(Validate({}).has_value());
  BOOST_TEST(Validate(PublishedQualityPreset()).has_value());
  BOOST_TEST(Validate({.temperature = 0.0, .top_k = SIZE_MAX, .top_p = 1e-300})
                 .has_value());
}

BOOST_AUTO_TEST_CASE(recommended_settings_become_options) {
  SamplingSettings settings;
  settings.temperature = 0.5;
  settings.top_k = 7;
  settings.top_p = 0.25;
  const SamplingOptions options = RecommendedSampling(settings);
  BOOST_TEST(options.temperature == 0.5);
  BOOST_TEST(options.top_k == 7u);
  BOOST_TEST(options.top_p == 0.25);
  BOOST_TEST(options.repetition_window == 0u);
  BOOST_TEST(Validate(RecommendedSampling({})).has_value());
}

BOOST_AUTO_TEST_CASE(forbidden_tokens_get_nothing) {
  for (const std::size_t vocabulary : {1, 63, 64, 65, 130}) {
    Rng rng(vocabulary);
    for (int round = 0; round < 50; ++round) {
      // Bits beyond the vocabulary mean nothing.
      std::vector<std::uint64_t> bits((vocabulary + 63) / 64);
      for (std::uint64_t& word : bits)
        word = rng.NextBits() & rng.NextBits() & rng.NextBits();
      Weights before(vocabulary);
      for (double& each : before)
        each = rng.NextBelow(3) == 0 ? 0.0 : rng.NextUnit();
      Weights after = before;
      bool any = false, positive = false;
      const auto allowed = [&](std::size_t v) {
        return (bits[v / 64] >> v % 64 & 1) != 0;
      };
      for (std::size_t v = 0; v < vocabulary; ++v) {
        any = any || allowed(v);
        positive = positive || (allowed(v) && before[v] > 0.0);
      }
      BOOST_TEST(ApplyAllowed(bits, after) == any);
      for (std::size_t v = 0; v < vocabulary; ++v) {
        const double expected = !any          ? before[v]
                                : !allowed(v) ? 0.0
                                : positive    ? before[v]
                                              : 1.0;
        BOOST_TEST(after[v] == expected);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
