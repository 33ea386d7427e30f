#include "plugins/drums/head_settings.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string_view>

#include "plugins/drums/geometry.h"

namespace pastiche::drums {
namespace {

std::size_t CountOf(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos;
       at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

// Depth of brackets never falls below 0 and ends at 0; strings are closed.
bool IsBalanced(const std::string& json) {
  int depth = 0;
  bool quoted = false;
  for (const char c : json) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (depth < 0) return false;
  }
  return depth == 0 && !quoted;
}

BOOST_AUTO_TEST_SUITE(head_settings)

BOOST_AUTO_TEST_CASE(step_weights_follow_the_formula) {
  const Head head = {.a = 2.0,
                     .s = 4.0,
                     .reach = 8,
                     .b16 = 0.5,
                     .s16 = 1.5,
                     .bars = 2,
                     .b4 = 0.25};
  const auto tolerance = boost::test_tools::tolerance(1e-12);
  BOOST_TEST(StepWeight(head, 1) == 2.0, tolerance);
  BOOST_TEST(StepWeight(head, 3) == 2.0 * std::exp(-0.5), tolerance);
  BOOST_TEST(StepWeight(head, 4) == 2.0 * (std::exp(-0.75) + 0.25), tolerance);
  BOOST_TEST(StepWeight(head, 9) == 0.0, tolerance);
  BOOST_TEST(StepWeight(head, 12) == 0.5, tolerance);
  BOOST_TEST(StepWeight(head, 16) == 1.0, tolerance);
  BOOST_TEST(StepWeight(head, 18) == std::exp(-2.0 / 1.5), tolerance);
  BOOST_TEST(StepWeight(head, 20) == 0.0, tolerance);
  BOOST_TEST(StepWeight(head, 32) == 0.6, tolerance);
  BOOST_TEST(StepWeight(head, 48) == 0.0, tolerance);
}

// Every distance any head reaches must be a slot, or its weight were lost.
BOOST_AUTO_TEST_CASE(slots_reach_as_far_as_the_formula_can) {
  const Head longest = {.a = 1.0,
                        .s = 7.5,
                        .reach = 32,
                        .b16 = 1.0,
                        .s16 = 10.0,
                        .bars = 3,
                        .b4 = 1.0};
  for (std::size_t d = 1; d < 100; ++d) {
    bool found = false;
    for (const Slot& slot : Slots()) {
      found |= slot.step_delta == -static_cast<int>(d);
    }
    if (StepWeight(longest, d) > 0.0) {
      BOOST_TEST_CONTEXT("distance " << d) { BOOST_TEST(found); }
    }
  }
}

BOOST_AUTO_TEST_CASE(json_has_every_use_and_names_only_slots_that_exist) {
  for (const Levels levels : {Levels::kOnOff, Levels::kVelocity}) {
    const std::string json = RecommendJson(levels);
    BOOST_TEST(IsBalanced(json));
    for (const char* key : {"\"schema\":\"pastiche.recommend/1\"", "\"ar\":{",
                            "\"ar-cache\":{", "\"sample\":{", "\"fill\":{",
                            "\"sampling\":{", "\"score_scale\":1.5"}) {
      BOOST_TEST(CountOf(json, key) == 1u);
    }
    // Each id occurs as often as it has a weight somewhere, and no "d-" or
    // "d+" stands outside of an id.
    std::size_t named = 0;
    for (const Slot& slot : Slots()) {
      named += CountOf(json, "\"" + slot.id + "\":");
    }
    BOOST_TEST(named > 300u);
    BOOST_TEST(CountOf(json, "\"d-") + CountOf(json, "\"d+") +
                   CountOf(json, "\"before.") + CountOf(json, "\"after.") ==
               named);
    BOOST_TEST(CountOf(json, "nan") + CountOf(json, "inf") == 0u);
  }
}

BOOST_AUTO_TEST_CASE(left_to_right_heads_look_back_only) {
  const std::string json = RecommendJson(Levels::kVelocity);
  const std::string causal = json.substr(0, json.find("\"fill\":"));
  BOOST_TEST(CountOf(causal, "\"d+") == 0u);
  BOOST_TEST(CountOf(causal, "\"after.") == 0u);
  BOOST_TEST(CountOf(json, "\"d+1.kick\":") > 0u);
}

// Drawing from the mixture with the n-gram spoils samples.
BOOST_AUTO_TEST_CASE(only_scoring_mixes_the_n_gram_in) {
  const std::string json = RecommendJson(Levels::kVelocity);
  BOOST_TEST(CountOf(json, "\"mixture\"") == 2u);
  const auto sample = json.find("\"sample\":");
  BOOST_TEST(json.find("\"mixture\"", sample) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_known_weight_is_written) {
  // local: distance 1 weighs a, .98 without cache and 1.56 in set A, times 1.2
  // for the kick; set A serves both ar-cache and sample.
  const std::string json = RecommendJson(Levels::kVelocity);
  BOOST_TEST(CountOf(json, "\"d-1.kick\":1.176") == 1u);
  BOOST_TEST(CountOf(json, "\"d-1.kick\":1.872") == 2u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::drums
