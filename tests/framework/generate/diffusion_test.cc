#include "framework/generate/diffusion.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numbers>
#include <set>

#include "framework/memory/attention_model.h"
#include "tests/framework/generate/scripted_model.h"

namespace pastiche {
namespace {

using test::MaskedDomain;
using test::Place;
using test::ScriptedModel;

constexpr FillOrder kOrders[] = {FillOrder::kRandom, FillOrder::kDomain,
                                 FillOrder::kHalton, FillOrder::kConfidence};

Filled FillIn(const Domain& domain, const FillModel& model,
              const DiffusionOptions& options, std::uint64_t seed = 1) {
  Rng rng(seed);
  auto filled = FillByDiffusion(domain, model, options, rng);
  BOOST_REQUIRE(filled.has_value());
  return *std::move(filled);
}

std::vector<Token> RandomMask(std::size_t size, std::size_t vocabulary,
                              Rng& rng) {
  std::vector<Token> tokens(size);
  const std::size_t percent = rng.NextBelow(101);
  for (Token& token : tokens) {
    token = rng.NextBelow(100) < percent
                ? kUnknownToken
                : static_cast<Token>(rng.NextBelow(vocabulary));
  }
  return tokens;
}

// Notes the place of every query and how many places were known then.
struct Visits {
  explicit Visits(std::size_t vocabulary)
      : model(vocabulary, [this](const Place& place, Token token) {
          if (token == 0) places.push_back(place.position);
          return test::Uneven(place, token);
        }) {}
  std::vector<std::size_t> places;
  ScriptedModel model;
};

BOOST_AUTO_TEST_SUITE(diffusion)

BOOST_AUTO_TEST_CASE(pins_are_untouched_and_every_place_is_filled) {
  const MaskedDomain domain({.vocabulary = 5});
  Rng rng(/*seed=*/1);
  for (const FillOrder order : kOrders) {
    for (const std::size_t size : {0, 1, 2, 3, 7, 8, 9, 64, 100}) {
      for (const std::size_t sweeps : {0, 2}) {
        const auto tokens = RandomMask(size, 5, rng);
        const ScriptedModel model(5);
        const auto filled = FillIn(
            domain, model,
            {.tokens = tokens, .order = order, .steps = 5, .sweeps = sweeps});
        BOOST_REQUIRE(filled.tokens.size() == size);
        for (std::size_t i = 0; i < size; ++i) {
          BOOST_TEST(filled.tokens[i] < 5u);
          if (tokens[i] != kUnknownToken)
            BOOST_TEST(filled.tokens[i] == tokens[i]);
        }
        BOOST_TEST(filled.queries == model.queries());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(each_place_is_asked_once_and_once_per_sweep) {
  const MaskedDomain domain({.vocabulary = 3});
  Rng rng(/*seed=*/2);
  for (const FillOrder order :
       {FillOrder::kRandom, FillOrder::kDomain, FillOrder::kHalton}) {
    for (const std::size_t sweeps : {0, 1, 3}) {
      const auto tokens = RandomMask(50, 3, rng);
      Visits visits(3);
      const auto filled =
          FillIn(domain, visits.model,
                 {.tokens = tokens, .order = order, .sweeps = sweeps});
      const auto unknown = static_cast<std::size_t>(
          std::count(tokens.begin(), tokens.end(), kUnknownToken));
      BOOST_TEST(filled.queries == unknown * (1 + sweeps));
      for (std::size_t sweep = 0; sweep <= sweeps; ++sweep) {
        const auto begin =
            visits.places.begin() + std::ptrdiff_t(sweep * unknown);
        const std::set<std::size_t> once(begin,
                                         begin + std::ptrdiff_t(unknown));
        BOOST_TEST(once.size() == unknown);
        for (const std::size_t place : once)
          BOOST_TEST(tokens[place] == kUnknownToken);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(orders_are_what_they_are_called) {
  const MaskedDomain domain({.vocabulary = 3});
  const auto order_of = [&](std::size_t size, FillOrder order,
                            std::uint64_t seed) {
    Visits visits(3);
    (void)FillIn(domain, visits.model,
                 {.tokens = std::vector<Token>(size, kUnknownToken),
                  .order = order,
                  .sweeps = 0},
                 seed);
    return visits.places;
  };
  using Places = std::vector<std::size_t>;
  BOOST_TEST(order_of(5, FillOrder::kDomain, 1) == (Places{0, 1, 2, 3, 4}));
  // Van der Corput: 0, 1/2, 1/4, 3/4, 1/8, 5/8, 3/8, 7/8.
  BOOST_TEST(order_of(8, FillOrder::kHalton, 1) ==
             (Places{0, 4, 2, 6, 1, 5, 3, 7}));
  BOOST_TEST(order_of(6, FillOrder::kHalton, 1) == (Places{0, 4, 2, 1, 5, 3}));
  for (const std::size_t size : {1, 2, 3, 31, 32, 33, 1000}) {
    Places halton = order_of(size, FillOrder::kHalton, 1);
    std::sort(halton.begin(), halton.end());
    BOOST_TEST(halton == order_of(size, FillOrder::kDomain, 1));
  }
  // Random: any place may come first, equally often.
  std::vector<double> first(6);
  for (std::uint64_t seed = 0; seed < 6000; ++seed)
    ++first[order_of(6, FillOrder::kRandom, seed)[0]];
  double statistic = 0.0;
  for (const double count : first)
    statistic += (count - 1000) * (count - 1000) / 1000;
  BOOST_TEST(statistic < 20.52);  // Chi-square, 5 degrees, .999.
}

BOOST_AUTO_TEST_CASE(the_confidence_schedule_commits_everything_in_its_steps) {
  const MaskedDomain domain({.vocabulary = 4});
  for (const std::size_t size : {1, 5, 8, 40}) {
    for (const std::size_t steps : {1, 2, 3, 8, 24, 1000}) {
      Visits visits(4);
      const auto filled =
          FillIn(domain, visits.model,
                 {.tokens = std::vector<Token>(size, kUnknownToken),
                  .order = FillOrder::kConfidence,
                  .steps = steps,
                  .sweeps = 0});
      // A step asks all places left, in order: a new one begins where the
      // place does not grow.
      std::vector<std::size_t> asked;
      for (std::size_t i = 0; i < visits.places.size(); ++i) {
        if (i == 0 || visits.places[i] <= visits.places[i - 1])
          asked.push_back(0);
        ++asked.back();
      }
      BOOST_TEST(asked.size() <= std::min(steps, size));
      BOOST_TEST(asked.front() == size);
      for (std::size_t s = 1; s < asked.size(); ++s) {
        const double left =
            std::cos(0.5 * std::numbers::pi * double(s) / double(steps)) *
            double(size);
        BOOST_TEST(asked[s] ==
                   std::min(asked[s - 1] - 1, static_cast<std::size_t>(left)));
      }
      BOOST_TEST(filled.queries == visits.places.size());
    }
  }
}

BOOST_AUTO_TEST_CASE(the_most_confident_place_is_committed_first) {
  const MaskedDomain domain({.vocabulary = 2});
  // Place 3 is sure of 1; the others only once their left neighbour is known.
  const ScriptedModel model(2, [](const Place& place, Token token) {
    if (place.position == 3) return token == 1 ? 1.0 : 0.0;
    if (place.before == kUnknownToken && place.after == kUnknownToken)
      return 1.0;
    return token == 1 ? 1.0 : 0.0;
  });
  const auto filled = FillIn(domain, model,
                             {.tokens = std::vector<Token>(8, kUnknownToken),
                              .order = FillOrder::kConfidence,
                              .steps = 100,
                              .sweeps = 0});
  BOOST_TEST(filled.tokens == std::vector<Token>(8, 1));
}

BOOST_AUTO_TEST_CASE(masks_are_never_violated) {
  const MaskedDomain domain(
      {.vocabulary = 6},
      [](TokenSpan tokens, std::size_t position, Token token) {
        BOOST_REQUIRE(tokens[position] == kUnknownToken);
        return token % 3 == position % 3;
      });
  const ScriptedModel model(6);
  for (const FillOrder order : kOrders) {
    const DiffusionOptions options{
        .tokens = std::vector<Token>(30, kUnknownToken), .order = order};
    const auto tokens = FillIn(domain, model, options).tokens;
    for (std::size_t i = 0; i < 30; ++i) BOOST_TEST(tokens[i] % 3 == i % 3);
    DiffusionOptions free = options;
    free.masks = false;
    const auto others = FillIn(domain, model, free).tokens;
    BOOST_TEST(std::any_of(others.begin(), others.end(), [&](const Token& t) {
      return t % 3 != std::size_t(&t - others.data()) % 3;
    }));
  }
  // Nothing allowed: filled all the same.
  const MaskedDomain none({.vocabulary = 3},
                          [](TokenSpan, std::size_t, Token) { return false; });
  for (const Token token :
       FillIn(none, ScriptedModel(3),
              {.tokens = std::vector<Token>(9, kUnknownToken)})
           .tokens) {
    BOOST_TEST(token < 3u);
  }
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_tokens) {
  const MaskedDomain domain({.vocabulary = 5});
  const ScriptedModel model(5);
  for (const FillOrder order : kOrders) {
    const DiffusionOptions options{
        .tokens = std::vector<Token>(40, kUnknownToken), .order = order};
    BOOST_TEST(FillIn(domain, model, options, 1).tokens ==
               FillIn(domain, model, options, 1).tokens);
    BOOST_TEST(FillIn(domain, model, options, 1).tokens !=
               FillIn(domain, model, options, 2).tokens);
  }
}

// The published system failed on canvases of 8 tokens and less.
BOOST_AUTO_TEST_CASE(short_canvases_work_with_the_memory_in_both_modes) {
  const test::MemoryDomain domain(
      {.vocabulary = 3, .corpus = {"abcabcabc", "ab", "c"}});
  const std::vector<Document> documents = domain.Corpus().value();
  std::vector<const Document*> pointers;
  for (const Document& document : documents) pointers.push_back(&document);
  const auto settings = DefaultRecommendation(domain.geometry()).fill;
  for (const auto mode : {ContextMode::kFill, ContextMode::kFillWrap}) {
    const auto memory = Memory::Build(domain, pointers, settings, mode).value();
    const AttentionFillModel model(*memory, {});
    for (std::size_t size = 0; size <= 9; ++size) {
      for (const FillOrder order : kOrders) {
        const auto filled =
            FillIn(domain, model,
                   {.tokens = std::vector<Token>(size, kUnknownToken),
                    .mode = mode,
                    .order = order});
        BOOST_TEST(filled.tokens.size() == size);
        for (const Token token : filled.tokens) BOOST_TEST(token < 3u);
      }
    }
    // Nothing unknown: nothing to do.
    const auto done =
        FillIn(domain, model, {.tokens = {0, 1, 2}, .mode = mode});
    BOOST_TEST(done.tokens == (std::vector<Token>{0, 1, 2}));
    BOOST_TEST(done.queries == 0u);
  }
}

BOOST_AUTO_TEST_CASE(order_names_are_those_documented) {
  const char* const kNames[] = {"random", "domain", "halton", "confidence"};
  for (std::size_t i = 0; i < 4; ++i)
    BOOST_TEST(bool(ParseFillOrder(kNames[i]).value() == kOrders[i]));
  for (const char* const bad : {"", "Random", "maskgit"}) {
    const auto order = ParseFillOrder(bad);
    BOOST_REQUIRE(!order);
    BOOST_TEST(order.error().message ==
               "no fill order \"" + std::string(bad) + "\"");
  }
}

BOOST_AUTO_TEST_CASE(progress_counts_queries_and_errors_are_reported) {
  const MaskedDomain domain({.vocabulary = 3});
  ScriptedModel model(3);
  Rng rng(/*seed=*/3);
  Progress progress;
  const std::vector<Token> open(20, kUnknownToken);
  BOOST_TEST(FillByDiffusion(domain, model, {.tokens = open, .sweeps = 2}, rng,
                             &progress)
                 .has_value());
  BOOST_TEST(progress.done == 60u);
  const auto code = [&](const DiffusionOptions& options,
                        Progress* to = nullptr) {
    const auto filled = FillByDiffusion(domain, model, options, rng, to);
    BOOST_REQUIRE(!filled);
    return filled.error().code;
  };
  const auto invalid = ErrorCode::kInvalidArgument;
  BOOST_TEST(bool(code({.tokens = {0, 3}}) == invalid));
  BOOST_TEST(bool(code({.tokens = {kPadToken}}) == invalid));
  BOOST_TEST(bool(code({.tokens = open, .steps = 0}) == invalid));
  BOOST_TEST(
      bool(code({.tokens = open, .sampling = {.temperature = -1}}) == invalid));
  progress.cancelled = true;
  for (const FillOrder order : kOrders) {
    BOOST_TEST(bool(code({.tokens = open, .order = order}, &progress) ==
                    ErrorCode::kCancelled));
  }
  model.FailFrom(model.queries() + 5);
  BOOST_TEST(bool(code({.tokens = open}) == ErrorCode::kPluginFailed));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
