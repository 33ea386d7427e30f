// Settings read from JSON, and what is refused, by place. Long because every
// rule of the format is tried.

#include "framework/memory/head_settings.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <string>

namespace pastiche {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Two axes; slots left, far (family "past"), right (not causal), word (symbol);
// features row and beat.
Geometry TestGeometry() {
  Geometry geometry;
  geometry.axis_count = 2;
  geometry.slots = {
      {.id = "left", .family = "past", .delta = {-1, 0}, .causal = true},
      {.id = "far", .family = "past", .delta = {-3, 4}, .causal = true},
      {.id = "right", .family = "", .delta = {1, 0}},
      {.id = "word", .family = "", .causal = true, .symbol = true}};
  geometry.features = {{.id = "row", .lo = 0, .hi = 9},
                       {.id = "beat", .lo = 0, .hi = 3}};
  return geometry;
}

// A recommendation whose only use is "fill" with one head of these members.
std::string WithHead(const std::string& members) {
  return R"({"schema":"pastiche.recommend/1","fill":{"heads":[{)" + members +
         "}]}}";
}
std::string With(const std::string& members) {
  return R"({"schema":"pastiche.recommend/1",)" + members + "}";
}

HeadSettings Head(const std::string& members) {
  const auto parsed = ParseRecommendation(WithHead(members), TestGeometry());
  BOOST_REQUIRE_MESSAGE(parsed, (parsed ? "" : parsed.error().message));
  return parsed->fill.heads.front();
}
Recommendation Parse(const std::string& text) {
  auto parsed = ParseRecommendation(text, TestGeometry());
  BOOST_REQUIRE_MESSAGE(parsed, (parsed ? "" : parsed.error().message));
  return *std::move(parsed);
}
// The message it is rejected with, or "accepted".
std::string Rejection(const std::string& text) {
  const auto parsed = ParseRecommendation(text, TestGeometry());
  if (parsed) return "accepted";
  BOOST_TEST(bool(parsed.error().code == ErrorCode::kInvalidArgument));
  return parsed.error().message;
}

BOOST_AUTO_TEST_SUITE(head_settings)

BOOST_AUTO_TEST_CASE(numbers_are_clamped_to_their_range) {
  const struct {
    const char* key;
    double lo, hi;
    double (*read)(const HeadSettings&);
  } kNumbers[] = {
      {"c", 1e-6, 1e6, [](const HeadSettings& h) { return h.c; }},
      {"e", 0, 1e3, [](const HeadSettings& h) { return h.e; }},
      {"own", -10, 10, [](const HeadSettings& h) { return h.own; }},
  };
  for (const auto& number : kNumbers) {
    const std::string key = "\"" + std::string(number.key) + "\":";
    BOOST_TEST_CONTEXT(key) {
      BOOST_TEST(number.read(Head(key + "-1e300")) == number.lo);
      BOOST_TEST(number.read(Head(key + "1e300")) == number.hi);
      BOOST_TEST(number.read(Head(key + "-18446744073709551616")) == number.lo);
      BOOST_TEST(number.read(Head(key + "18446744073709551615")) == number.hi);
      BOOST_TEST(number.read(Head(key + "2")) == 2.0);
      BOOST_TEST(number.read(Head(key + "0.25")) == 0.25);
    }
  }
  const auto weight = [](const std::string& w) {
    return Head(R"("weights":{"left":)" + w + "}").slot_weights[0];
  };
  BOOST_TEST(weight("-1") == 0.0);
  BOOST_TEST(weight("1001") == 1000.0);
  BOOST_TEST(weight("4.5") == 4.5);
}

BOOST_AUTO_TEST_CASE(a_head_says_at_which_known_share_it_is_asked) {
  const HeadSettings any = Head("");
  BOOST_TEST((any.IsAsked(0.0) && any.IsAsked(0.5) && any.IsAsked(1.0)));
  const HeadSettings few = Head(R"("known":[-1,0.3])");
  BOOST_TEST((few.IsAsked(0.0) && few.IsAsked(0.29)));
  BOOST_TEST((!few.IsAsked(0.3) && !few.IsAsked(1.0)));
  const HeadSettings many = Head(R"("known":[0.3,7])");
  BOOST_TEST((!many.IsAsked(0.29) && many.IsAsked(0.3) && many.IsAsked(1.0)));
}

BOOST_AUTO_TEST_CASE(feature_numbers_are_clamped_to_their_range) {
  const auto feature = [](const std::string& members) {
    return Head(R"("features":{"beat":{)" + members + "}}").features[1];
  };
  BOOST_TEST(feature(R"("rho":-1)").rho == 0.0);
  BOOST_TEST(feature(R"("rho":1001)").rho == 1000.0);
  BOOST_TEST(feature(R"("radius":-1)").radius == 0.0);
  BOOST_TEST(feature(R"("radius":1e300)").radius == 1e300);
  BOOST_TEST(feature(R"("stride":-1)").stride == 0u);
  BOOST_TEST(feature(R"("stride":7.9)").stride == 7u);
  BOOST_TEST(feature(R"("stride":5000)").stride == 1024u);
  BOOST_TEST(feature("").radius == kInfinity);
  BOOST_TEST(feature("").rho == 0.0);
  BOOST_TEST(feature("").stride == 0u);
  BOOST_TEST(Head(R"("features":{"beat":{"rho":2}})").features[0].rho == 0.0);
}

BOOST_AUTO_TEST_CASE(sampling_numbers_are_clamped_to_their_range) {
  const auto low =
      Parse(
          With(
              R"("sampling":{"score_scale":0,"c_scale":0,"own":-99,"copy_guard":-4,"max_copy":-1})"))
          .sampling;
  BOOST_TEST(low.score_scale == 0.1);
  BOOST_TEST(low.c_scale == 1e-4);
  BOOST_TEST(low.own.value() == -10.0);
  BOOST_TEST(low.copy_guard == 0u);
  BOOST_TEST(low.max_copy == 0u);
  const auto high =
      Parse(
          With(
              R"("sampling":{"score_scale":99,"c_scale":99,"own":99,"copy_guard":1e9,"max_copy":2e6})"))
          .sampling;
  BOOST_TEST(high.score_scale == 10.0);
  BOOST_TEST(high.c_scale == 10.0);
  BOOST_TEST(high.own.value() == 10.0);
  BOOST_TEST(high.copy_guard == 1000000u);
  BOOST_TEST(high.max_copy == 1000000u);
  const auto none = Parse(With(R"("sampling":{})")).sampling;
  BOOST_TEST(none.score_scale == 1.0);
  BOOST_TEST(none.c_scale == 1.0);
  BOOST_TEST(!none.own.has_value());
  BOOST_TEST(none.copy_guard == 0u);
  BOOST_TEST(none.max_copy == 0u);
  BOOST_TEST(none.temperature == 1.0);
  BOOST_TEST(none.top_k == 0u);
  BOOST_TEST(none.top_p == 1.0);
  const auto output = [](const char* number) {
    const std::string n(number);
    return Parse(With(R"("sampling":{"temperature":)" + n + R"(,"top_k":)" + n +
                      R"(,"top_p":)" + n + "}"))
        .sampling;
  };
  BOOST_TEST(output("-1e9").temperature == 0.0);
  BOOST_TEST(output("1e9").temperature == 100.0);
  BOOST_TEST(output("-1e9").top_k == 0u);
  BOOST_TEST(output("1e9").top_k == 1048576u);
  BOOST_TEST(output("-1e9").top_p == 1e-6);
  BOOST_TEST(output("1e9").top_p == 1.0);
  const auto share = [](const std::string& members) {
    return Parse(With(R"("fill":{"heads":[{}],"mixture":{)" + members + "}}"))
        .fill.mixture_share;
  };
  BOOST_TEST(share(R"("share":-1)") == 0.0);
  BOOST_TEST(share(R"("share":1)") == 0.5);
  BOOST_TEST(share("") == 0.02);
  const UseSettings plain =
      Parse(With(R"("ar":{"heads":[{}],"mixture":{}})")).ar;
  BOOST_TEST(!plain.mixture_nested);
  BOOST_TEST(!plain.mixture_orders);
  const UseSettings mixed =
      Parse(With(R"("ar":{"heads":[{}],"mixture":{"orders":true}})")).ar;
  BOOST_TEST(!mixed.mixture_nested);
  BOOST_TEST(mixed.mixture_orders);
}

BOOST_AUTO_TEST_CASE(decay_falls_with_distance_and_drops_below_the_minimum) {
  const auto head = Head(R"("decay":{"a":8,"scale":[1,2]})");
  BOOST_TEST(head.slot_weights[0] == 8 * std::exp(-1.0));
  BOOST_TEST(head.slot_weights[1] == 8 * std::exp(-std::sqrt(9.0 + 4.0)));
  BOOST_TEST(head.slot_weights[2] == head.slot_weights[0]);
  BOOST_TEST(head.slot_weights[3] == 0.0);  // Symbols have no distance.
  // One scale serves all axes; at the default minimum of .03 "far" stays out.
  const auto cut = Head(R"("decay":{"a":4,"scale":[1]})");
  BOOST_TEST(cut.slot_weights[1] == 0.0);  // 4 e^-5 = .027
  const auto kept = Head(R"("decay":{"a":4,"scale":[1],"minimum":0})");
  BOOST_TEST(kept.slot_weights[1] == 4 * std::exp(-5.0));
  const auto past = Head(R"("decay":{"a":4,"slots":["past"],"minimum":0})");
  BOOST_TEST(past.slot_weights[0] > 0.0);
  BOOST_TEST(past.slot_weights[1] > 0.0);
  BOOST_TEST(past.slot_weights[2] == 0.0);
  // Extremes neither overflow nor become NaN.
  for (const char* scale : {"0", "-5", "1e-300", "1e300"}) {
    for (const double w :
         Head(R"("decay":{"a":1e9,"scale":[)" + std::string(scale) + "]}")
             .slot_weights) {
      BOOST_TEST((w >= 0.0 && w <= 1000.0));
    }
  }
}

BOOST_AUTO_TEST_CASE(weights_win_over_decay_and_name_slots_or_families) {
  const auto head = Head(
      R"("weights":{"past":0.85,"word":3},"decay":{"a":8},"gate":"far","name":"A")");
  BOOST_TEST(head.slot_weights[0] == 0.85);
  BOOST_TEST(head.slot_weights[1] == 0.85);
  BOOST_TEST(head.slot_weights[2] == 8 * std::exp(-1.0));
  BOOST_TEST(head.slot_weights[3] == 3.0);
  BOOST_TEST(head.gate.value() == 1u);
  BOOST_TEST(head.name == "A");
}

BOOST_AUTO_TEST_CASE(an_empty_name_names_no_slot) {
  BOOST_TEST(Rejection(WithHead(R"("weights":{"":1})")) ==
             "head settings: fill.heads[0].weights: no slot or family \"\"");
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_named_with_its_place) {
  const struct {
    std::string json, message;
  } kCases[] = {
      {"[]", "head settings must be a JSON object"},
      {"3", "head settings must be a JSON object"},
      {R"({"ar":{}})", "schema: must be \"pastiche.recommend/1\""},
      {R"({"schema":"pastiche.recommend/2"})",
       "schema: must be \"pastiche.recommend/1\""},
      {R"({"schema":1})", "schema: must be \"pastiche.recommend/1\""},
      {With(R"("ra":{})"), "recommendation: unknown key \"ra\""},
      {With(R"("ar":3)"), "ar: must be an object"},
      {With(R"("ar":{})"), "ar.heads: must be a list of 1 to 8 heads"},
      {With(R"("ar":{"heads":{}})"),
       "ar.heads: must be a list of 1 to 8 heads"},
      {With(R"("ar":{"heads":[]})"),
       "ar.heads: must be a list of 1 to 8 heads"},
      {With(R"("ar":{"heads":[{},{},{},{},{},{},{},{},{}]})"),
       "ar.heads: must be a list of 1 to 8 heads"},
      {With(R"("ar":{"heads":[{}],"bas":[]})"), "ar: unknown key \"bas\""},
      {With(R"("ar":{"heads":[{}],"base":"row"})"),
       "ar.base: must be a list of features"},
      {With(R"("ar":{"heads":[{}],"base":[1]})"),
       "ar.base: must hold feature ids"},
      {With(R"("ar":{"heads":[{}],"base":["column"]})"),
       "ar.base: no feature \"column\""},
      {With(R"("ar":{"heads":[{}],"base":["row","beat","row"]})"),
       "ar.base: \"row\" is there twice"},
      {With(R"("ar":{"heads":[{}],"mixture":1})"),
       "ar.mixture: must be an object"},
      {With(R"("ar":{"heads":[{}],"mixture":{"a":1}})"),
       "ar.mixture: unknown key \"a\""},
      {With(R"("ar":{"heads":[{}],"mixture":{"share":"a"}})"),
       "ar.mixture.share: must be a number"},
      {With(R"("ar":{"heads":[{},3]})"), "ar.heads[1]: must be an object"},
      {With(R"("ar-cache":{"heads":[{"x":1}]})"),
       "ar-cache.heads[0]: unknown key \"x\""},
      {With(R"("sample":{"heads":[{"c":"1"}]})"),
       "sample.heads[0].c: must be a number"},
      {WithHead(R"("c":1e999)"), "fill.heads[0].c: must be finite"},
      {WithHead(R"("own":-1e999)"), "fill.heads[0].own: must be finite"},
      {WithHead(R"("e":null)"), "fill.heads[0].e: must be a number"},
      {WithHead(R"("known":0.5)"),
       "fill.heads[0].known: must be a list of two numbers, from and to"},
      {WithHead(R"("known":[0])"),
       "fill.heads[0].known: must be a list of two numbers, from and to"},
      {WithHead(R"("known":[0,"1"])"), "fill.heads[0].known: must be a number"},
      {WithHead(R"("name":1)"), "fill.heads[0].name: must be a string"},
      {WithHead(R"("gate":1)"), "fill.heads[0].gate: must be a slot id"},
      {WithHead(R"("gate":"up")"),
       "fill.heads[0].gate: no slot or family \"up\""},
      {WithHead(R"("decay":1)"), "fill.heads[0].decay: must be an object"},
      {WithHead(R"("decay":{"b":1})"),
       "fill.heads[0].decay: unknown key \"b\""},
      {WithHead(R"("decay":{"a":true})"),
       "fill.heads[0].decay.a: must be a number"},
      {WithHead(R"("decay":{"minimum":"x"})"),
       "fill.heads[0].decay.minimum: must be a number"},
      {WithHead(R"("decay":{"scale":1})"),
       "fill.heads[0].decay.scale: must be a list of one number per axis"},
      {WithHead(R"("decay":{"scale":[]})"),
       "fill.heads[0].decay.scale: must be a list of one number per axis"},
      {WithHead(R"("decay":{"scale":["a"]})"),
       "fill.heads[0].decay.scale: must be a number"},
      {WithHead(R"("decay":{"scale":[1e999]})"),
       "fill.heads[0].decay.scale: must be finite"},
      {WithHead(R"("decay":{"slots":"left"})"),
       "fill.heads[0].decay.slots: must be a list of names"},
      {WithHead(R"("decay":{"slots":[1]})"),
       "fill.heads[0].decay.slots: must hold names"},
      {WithHead(R"("decay":{"slots":["up"]})"),
       "fill.heads[0].decay.slots: no slot or family \"up\""},
      {WithHead(R"("weights":[])"), "fill.heads[0].weights: must be an object"},
      {WithHead(R"("weights":{"up":1})"),
       "fill.heads[0].weights: no slot or family \"up\""},
      {WithHead(R"("weights":{"left":"1"})"),
       "fill.heads[0].weights: must be a number"},
      {WithHead(R"("weights":{"left":1e999})"),
       "fill.heads[0].weights: must be finite"},
      {WithHead(R"("features":1)"),
       "fill.heads[0].features: must be an object"},
      {WithHead(R"("features":{"up":{}})"),
       "fill.heads[0].features: no feature \"up\""},
      {WithHead(R"("features":{"row":1})"),
       "fill.heads[0].features.row: must be an object"},
      {WithHead(R"("features":{"row":{"r":1}})"),
       "fill.heads[0].features.row: unknown key \"r\""},
      {WithHead(R"("features":{"row":{"radius":1e999}})"),
       "fill.heads[0].features.row.radius: must be finite"},
      {With(R"("sampling":[])"), "sampling: must be an object"},
      {With(R"("sampling":{"scale":1})"), "sampling: unknown key \"scale\""},
      {With(R"("sampling":{"own":null})"), "sampling.own: must be a number"},
      {With(R"("sampling":{"copy_guard":"8"})"),
       "sampling.copy_guard: must be a number"},
      {With(R"("sampling":{"c_scale":1e999})"),
       "sampling.c_scale: must be finite"},
  };
  for (const auto& one : kCases) {
    BOOST_TEST_CONTEXT(one.json) {
      const std::string message = Rejection(one.json);
      BOOST_TEST((message == one.message ||
                  message == "head settings: " + one.message),
                 message);
    }
  }
}

BOOST_AUTO_TEST_CASE(text_that_is_not_json_is_rejected) {
  for (const char* text :
       {"", "{", "{}x", "NaN", R"({"schema":NaN})", R"({"schema":Infinity})",
        "{'schema':1}", "{\"schema\":\"\xFF\"}", "nul", R"({"a":1,})"}) {
    BOOST_TEST(Rejection(text).starts_with("head settings are not JSON: "),
               text);
  }
  BOOST_TEST(Rejection(std::string("{}\0", 3))
                 .starts_with("head settings are not JSON: "));
}

BOOST_AUTO_TEST_CASE(hostile_json_is_bounded_in_depth_and_harmless_in_size) {
  for (const std::size_t depth : {33, 1000, 1000000}) {
    const std::string deep =
        R"({"ar":)" + std::string(depth, '[') + std::string(depth, ']') + "}";
    BOOST_TEST(Rejection(deep).starts_with("head settings are not JSON: "));
  }
  std::string wide =
      R"({"schema":"pastiche.recommend/1","fill":{"heads":[{"decay":{"scale":[1)";
  for (int i = 0; i < 100000; ++i) wide += ",1";
  BOOST_TEST(Parse(wide + "]}}]}}").fill.heads[0].slot_weights[0] > 0.0);
  // More conditions than a domain may have features.
  std::string bases = R"("fill":{"heads":[{}],"base":["row")";
  for (int i = 0; i < 1000; ++i) bases += R"(,"row")";
  BOOST_TEST(Rejection(With(bases + "]}")) ==
             "head settings: fill.base: \"row\" is there twice");
  // Of equal keys the last counts.
  BOOST_TEST(Head(R"("c":1,"c":2)").c == 2.0);
}

BOOST_AUTO_TEST_CASE(left_to_right_uses_drop_what_lies_ahead) {
  const std::string use =
      R"({"heads":[{"weights":{"left":1,"right":2,"word":3}}]})";
  const auto parsed = Parse(With("\"ar\":" + use + ",\"ar-cache\":" + use +
                                 ",\"sample\":" + use + ",\"fill\":" + use));
  for (const UseSettings* each :
       {&parsed.ar, &parsed.ar_cache, &parsed.sample}) {
    BOOST_TEST(each->heads[0].slot_weights ==
               (std::vector<double>{1, 0, 0, 3}));
  }
  BOOST_TEST(parsed.fill.heads[0].slot_weights ==
             (std::vector<double>{1, 0, 2, 3}));
}

BOOST_AUTO_TEST_CASE(absent_uses_fall_back_on_ar_then_on_the_defaults) {
  const auto only = Parse(With(R"("ar":{"heads":[{"name":"mine"}]})"));
  BOOST_TEST(only.ar.heads[0].name == "mine");
  BOOST_TEST(only.ar_cache.heads[0].name == "mine");
  BOOST_TEST(only.sample.heads[0].name == "mine");
  BOOST_TEST(only.fill.heads.size() == 3u);  // Bidirectional: not from "ar".
  BOOST_TEST(only.provenance == "plugin");
  const auto none = Parse(R"({"schema":"pastiche.recommend/1"})");
  BOOST_TEST(none.ar.heads.size() == 3u);
  BOOST_TEST(none.provenance == "plugin");
  const auto cache = Parse(With(R"("ar-cache":{"heads":[{"name":"mine"}]})"));
  BOOST_TEST(cache.ar.heads.size() == 3u);
  BOOST_TEST(cache.ar_cache.heads.size() == 1u);
}

BOOST_AUTO_TEST_CASE(defaults_hold_three_heads_over_what_each_use_may_see) {
  const auto settings = Parse(" {} ");
  BOOST_TEST(settings.provenance == "defaults");
  BOOST_TEST(settings.sampling.score_scale == 1.0);
  for (const UseSettings* use :
       {&settings.ar, &settings.ar_cache, &settings.sample, &settings.fill}) {
    BOOST_TEST(use->heads.size() == 3u);
    BOOST_TEST(use->base_features == (std::vector<std::size_t>{0, 1}));
    for (const HeadSettings& head : use->heads) {
      BOOST_TEST(head.slot_weights.size() == 4u);
      BOOST_TEST(head.slot_weights[0] > 0.0);
      BOOST_TEST((head.slot_weights[2] > 0.0) == (use == &settings.fill));
      BOOST_TEST(head.slot_weights[3] == 0.0);
      BOOST_TEST(head.features.size() == 2u);
      BOOST_TEST((head.c >= 1e-6 && head.c <= 1e6));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
