#include "framework/generate/autoregressive.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/framework/generate/scripted_model.h"

namespace pastiche {
namespace {

using test::MaskedDomain;
using test::Place;
using test::ScriptedModel;

Generated Generate(const Domain& domain, const SequenceModel& model,
                   const AutoregressiveOptions& options,
                   std::uint64_t seed = 1) {
  Rng rng(seed);
  auto generated = GenerateAutoregressive(domain, model, options, rng);
  BOOST_REQUIRE(generated.has_value());
  return *std::move(generated);
}

// No token twice in a row.
bool NoDoubles(TokenSpan tokens) {
  return std::adjacent_find(tokens.begin(), tokens.end()) == tokens.end();
}

BOOST_AUTO_TEST_SUITE(autoregressive)

BOOST_AUTO_TEST_CASE(the_prompt_is_kept_and_the_length_respected) {
  const MaskedDomain domain({.vocabulary = 4});
  for (const std::vector<Token>& prompt :
       {std::vector<Token>{}, {3}, {0, 3, 2, 1, 0}}) {
    for (const std::size_t more : {0, 1, 7, 100}) {
      if (prompt.size() + more == 0) continue;
      const ScriptedModel model(4);
      const auto made = Generate(
          domain, model, {.prompt = prompt, .length = prompt.size() + more});
      BOOST_TEST(made.tokens.size() == prompt.size() + more);
      BOOST_TEST(std::equal(prompt.begin(), prompt.end(), made.tokens.begin()));
      BOOST_TEST(made.queries == more);
      BOOST_TEST(model.queries() == more);
      BOOST_TEST(made.retries == 0u);
      BOOST_TEST(made.verified);  // Nothing to object.
      for (const Token token : made.tokens) BOOST_TEST(token < 4u);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_model_sees_what_was_drawn) {
  const MaskedDomain domain({.vocabulary = 5});
  const ScriptedModel counts(5, [](const Place& place, Token token) {
    return token == (place.before == kUnknownToken ? 0 : (place.before + 1) % 5)
               ? 1.0
               : 0.0;
  });
  const auto made = Generate(domain, counts, {.prompt = {3}, .length = 30});
  for (std::size_t i = 0; i < 30; ++i)
    BOOST_TEST(made.tokens[i] == (3 + i) % 5);
}

BOOST_AUTO_TEST_CASE(a_token_that_ends_documents_ends_this_one) {
  const MaskedDomain domain({.vocabulary = 3, .end_token = 2});
  BOOST_TEST(EndToken(domain).value() == 2u);
  BOOST_TEST(!EndToken(MaskedDomain({.vocabulary = 3})).has_value());
  const ScriptedModel model(3);
  std::size_t ended = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const auto made = Generate(domain, model, {.length = 12}, seed);
    const auto end = std::find(made.tokens.begin(), made.tokens.end(), 2u);
    if (end == made.tokens.end()) {
      BOOST_TEST(made.tokens.size() == 12u);
    } else {
      BOOST_TEST((end + 1 == made.tokens.end()));
      ++ended;
    }
  }
  BOOST_TEST(ended > 30u);
}

BOOST_AUTO_TEST_CASE(masks_are_never_violated) {
  // By what came before, and, in documents of fixed length, by the position.
  const MaskedDomain domain(
      {.vocabulary = 6},
      [](TokenSpan tokens, std::size_t position, Token token) {
        BOOST_REQUIRE(tokens.size() == 40u);
        BOOST_REQUIRE(tokens[position] == kUnknownToken);
        return token % 2 == position % 2 &&
               (position < 2 || token != tokens[position - 2]);
      });
  const ScriptedModel model(6);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto tokens = Generate(domain, model, {.length = 40}, seed).tokens;
    for (std::size_t i = 0; i < 40; ++i) {
      BOOST_TEST(tokens[i] % 2 == i % 2);
      BOOST_TEST((i < 2 || tokens[i] != tokens[i - 2]));
    }
    const auto free =
        Generate(domain, model, {.length = 40, .masks = false}, seed).tokens;
    BOOST_TEST(std::any_of(free.begin(), free.end(), [&](const Token& t) {
      return t % 2 != std::size_t(&t - free.data()) % 2;
    }));
  }
  // Open-ended: the domain is asked about the next token.
  const MaskedDomain open(
      {.vocabulary = 6, .end_token = 5},
      [](TokenSpan tokens, std::size_t position, Token token) {
        BOOST_REQUIRE(tokens.size() == position);
        return token == (position == 9 ? 5u : position % 5);
      });
  BOOST_TEST(Generate(open, model, {.length = 100}).tokens ==
             (std::vector<Token>{0, 1, 2, 3, 4, 0, 1, 2, 3, 5}));
}

BOOST_AUTO_TEST_CASE(a_place_where_nothing_is_allowed_does_not_stop_the_work) {
  const MaskedDomain domain(
      {.vocabulary = 3},
      [](TokenSpan, std::size_t position, Token) { return position != 4; });
  BOOST_TEST(Generate(domain, ScriptedModel(3), {.length = 9}).tokens.size() ==
             9u);
  // Allowed, but impossible to the model: equally likely.
  const ScriptedModel sure(
      3, [](const Place&, Token token) { return token == 0 ? 1.0 : 0.0; });
  const MaskedDomain others(
      {.vocabulary = 3},
      [](TokenSpan, std::size_t, Token token) { return token != 0; });
  const auto tokens = Generate(others, sure, {.length = 200}).tokens;
  const auto ones = std::count(tokens.begin(), tokens.end(), 1u);
  BOOST_TEST((ones > 60 && ones < 140));
}

BOOST_AUTO_TEST_CASE(chunks_that_fail_are_drawn_again) {
  MaskedDomain domain({.vocabulary = 4,
                       .unit_length = 2,
                       .valid = NoDoubles,
                       .prefix_ok = NoDoubles});
  domain.Limits().chunk_units = 3;
  const ScriptedModel model(4);
  std::size_t retries = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto made =
        Generate(domain, model, {.prompt = {1, 2}, .length = 50}, seed);
    BOOST_TEST(NoDoubles(made.tokens));
    BOOST_TEST(made.verified);
    BOOST_TEST(made.tokens.size() == 50u);
    BOOST_TEST(made.queries >= 48u);
    retries += made.retries;
    const auto unchecked =
        Generate(domain, model, {.length = 50, .verify = false}, seed);
    BOOST_TEST(unchecked.retries == 0u);
    BOOST_TEST(!unchecked.verified);
  }
  BOOST_TEST(retries > 20u);
}

// Only documents that begin with token 0 can be continued past 4 tokens: the
// chunk that shows it is not the one at fault.
BOOST_AUTO_TEST_CASE(after_eight_failures_the_chunk_before_goes_too) {
  const auto valid = [](TokenSpan tokens) {
    return tokens.size() <= 4 || tokens[0] == 0;
  };
  MaskedDomain domain({.vocabulary = 4, .valid = valid, .prefix_ok = valid});
  domain.Limits().chunk_units = 4;
  const ScriptedModel model(4, [](const Place&, Token) { return 1.0; });
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto made = Generate(domain, model, {.length = 12}, seed);
    BOOST_TEST(made.tokens.size() == 12u);
    BOOST_TEST(made.tokens[0] == 0u);
    BOOST_TEST(made.verified);
    BOOST_TEST(made.retries % 8 == 0u);
  }
}

BOOST_AUTO_TEST_CASE(taking_back_never_touches_the_prompt_or_the_models_state) {
  // After 1 comes 2, after 2 comes 0; a choice only after 0.
  const ScriptedModel model(3, [](const Place& place, Token token) {
    if (place.before == 1) return token == 2 ? 1.0 : 0.0;
    if (place.before == 2) return token == 0 ? 1.0 : 0.0;
    return token == 2 ? 0.0 : 1.0;
  });
  const auto sum_even = [](TokenSpan tokens) {
    std::size_t sum = 0;
    for (const Token token : tokens) sum += token;
    return sum % 5 != 3;
  };
  MaskedDomain domain(
      {.vocabulary = 3, .valid = sum_even, .prefix_ok = sum_even});
  domain.Limits().chunk_units = 3;
  std::size_t retries = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto made =
        Generate(domain, model, {.prompt = {0, 1}, .length = 40}, seed);
    retries += made.retries;
    BOOST_TEST(made.tokens[0] == 0u);
    BOOST_TEST(made.tokens[1] == 1u);
    for (std::size_t i = 1; i < made.tokens.size(); ++i) {
      if (made.tokens[i - 1] == 1) BOOST_TEST(made.tokens[i] == 2u);
      if (made.tokens[i - 1] == 2) BOOST_TEST(made.tokens[i] == 0u);
    }
  }
  BOOST_TEST(retries > 0u);
}

BOOST_AUTO_TEST_CASE(a_domain_that_rejects_everything_ends_unverified) {
  const auto never = [](TokenSpan) { return false; };
  for (const std::uint32_t chunk_units : {1u, 5u, 1000u}) {
    MaskedDomain domain({.vocabulary = 3, .valid = never, .prefix_ok = never});
    domain.Limits().chunk_units = chunk_units;
    const auto made = Generate(domain, ScriptedModel(3), {.length = 30});
    BOOST_TEST(!made.verified);
    BOOST_TEST(made.tokens.size() == 30u);
    const std::size_t chunks = 30 / chunk_units + 1;
    BOOST_TEST(made.retries == 64 * chunks);
    BOOST_TEST(made.queries <= 65 * chunks * 30);
  }
}

BOOST_AUTO_TEST_CASE(what_a_domain_cannot_check_does_not_count_against_it) {
  // A check of whole documents only: retried at the end.
  MaskedDomain whole({.vocabulary = 4, .valid = NoDoubles});
  whole.Limits().chunk_units = 4;
  // A check of beginnings only: also the last one.
  MaskedDomain beginnings({.vocabulary = 4, .prefix_ok = NoDoubles});
  beginnings.Limits().chunk_units = 4;
  for (const MaskedDomain* domain : {&whole, &beginnings}) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const auto made =
          Generate(*domain, ScriptedModel(4), {.length = 6}, seed);
      BOOST_TEST(made.verified);
      BOOST_TEST(NoDoubles(made.tokens));
    }
  }
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_tokens) {
  MaskedDomain domain(
      {.vocabulary = 5, .valid = NoDoubles, .prefix_ok = NoDoubles});
  const ScriptedModel model(5);
  const AutoregressiveOptions options{
      .length = 60, .sampling = {.temperature = 0.8, .top_k = 4}};
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const auto a = Generate(domain, model, options, seed),
               b = Generate(domain, model, options, seed);
    BOOST_TEST(a.tokens == b.tokens);
    BOOST_TEST(a.retries == b.retries);
    BOOST_TEST(a.tokens != Generate(domain, model, options, seed + 100).tokens);
  }
}

BOOST_AUTO_TEST_CASE(progress_counts_tokens_and_stops_the_work) {
  MaskedDomain domain(
      {.vocabulary = 4, .valid = NoDoubles, .prefix_ok = NoDoubles});
  domain.Limits().chunk_units = 5;
  const ScriptedModel model(4);
  Progress progress;
  Rng rng(/*seed=*/1);
  BOOST_TEST(GenerateAutoregressive(
                 domain, model, {.prompt = {1}, .length = 50}, rng, &progress)
                 .has_value());
  BOOST_TEST(progress.done == 50u);  // Also after chunks were taken back.
  progress.cancelled = true;
  const auto stopped =
      GenerateAutoregressive(domain, model, {.length = 50}, rng, &progress);
  BOOST_REQUIRE(!stopped);
  BOOST_TEST(bool(stopped.error().code == ErrorCode::kCancelled));
}

BOOST_AUTO_TEST_CASE(bad_options_and_failing_models_are_reported) {
  const MaskedDomain domain({.vocabulary = 3});
  const ScriptedModel model(3);
  const auto code = [&](const SequenceModel& from,
                        const AutoregressiveOptions& options) {
    Rng rng(/*seed=*/1);
    const auto made = GenerateAutoregressive(domain, from, options, rng);
    BOOST_REQUIRE(!made);
    return made.error().code;
  };
  const auto invalid = ErrorCode::kInvalidArgument;
  BOOST_TEST(bool(code(model, {}) == invalid));
  BOOST_TEST(bool(code(model, {.prompt = {0, 0}, .length = 1}) == invalid));
  BOOST_TEST(bool(code(model, {.prompt = {3}, .length = 5}) == invalid));
  BOOST_TEST(
      bool(code(model, {.prompt = {kUnknownToken}, .length = 5}) == invalid));
  BOOST_TEST(
      bool(code(model, {.length = 5, .sampling = {.top_p = 0.0}}) == invalid));
  ScriptedModel failing(3);
  failing.FailFrom(3);
  BOOST_TEST(bool(code(failing, {.length = 5}) == ErrorCode::kPluginFailed));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
