// What is written is read back the same.

#include "framework/memory/write_head_settings.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "tests/framework/memory/brute_chain.h"

namespace pastiche {
namespace {

using test::SightDomain;

// Slots p1..p3, n1 and a symbol; family "before" and "after".
SightDomain MakeDomain() {
  SightDomain domain(6, {-1, -2, -3, 1});
  domain.AddSymbol();
  domain.AddFeature(0, 8);
  domain.AddFeature(0, 3);
  return domain;
}

void CheckSame(const UseSettings& a, const UseSettings& b) {
  BOOST_REQUIRE(a.heads.size() == b.heads.size());
  for (std::size_t h = 0; h < a.heads.size(); ++h) {
    const HeadSettings &x = a.heads[h], &y = b.heads[h];
    const auto close = boost::test_tools::tolerance(1e-15);
    BOOST_TEST(x.name == y.name);
    BOOST_TEST(x.c == y.c, close);
    BOOST_TEST(x.e == y.e, close);
    BOOST_TEST(x.own == y.own, close);
    BOOST_TEST(x.known_lo == y.known_lo);
    BOOST_TEST(x.known_hi == y.known_hi);
    BOOST_TEST((x.gate == y.gate));
    BOOST_REQUIRE(x.slot_weights.size() == y.slot_weights.size());
    for (std::size_t s = 0; s < x.slot_weights.size(); ++s) {
      BOOST_TEST(x.slot_weights[s] == y.slot_weights[s], close);
    }
    BOOST_REQUIRE(x.decay.has_value() == y.decay.has_value());
    if (x.decay) BOOST_TEST(x.decay->slots == y.decay->slots);
    BOOST_REQUIRE(x.features.size() == y.features.size());
    for (std::size_t f = 0; f < x.features.size(); ++f) {
      BOOST_TEST(x.features[f].rho == y.features[f].rho, close);
      BOOST_TEST(x.features[f].radius == y.features[f].radius);
      BOOST_TEST(x.features[f].stride == y.features[f].stride);
    }
  }
  BOOST_TEST(a.base_features == b.base_features);
  BOOST_TEST(a.mixture_share == b.mixture_share);
  BOOST_TEST(a.mixture_nested == b.mixture_nested);
  BOOST_TEST(a.mixture_orders == b.mixture_orders);
}

void CheckRoundTrip(const Recommendation& written, const Geometry& geometry) {
  const std::string text =
      WriteRecommendation(written, geometry, R"({"tool":"test"})");
  const auto read = ParseRecommendation(text, geometry);
  BOOST_REQUIRE_MESSAGE(read, (read ? "" : read.error().message));
  CheckSame(written.ar, read->ar);
  CheckSame(written.ar_cache, read->ar_cache);
  CheckSame(written.fill, read->fill);
  CheckSame(written.sample, read->sample);
  BOOST_TEST(written.sampling.score_scale == read->sampling.score_scale);
  BOOST_TEST(written.sampling.copy_guard == read->sampling.copy_guard);
  BOOST_TEST(written.sampling.max_copy == read->sampling.max_copy);
  BOOST_TEST(written.sampling.own.has_value() ==
             read->sampling.own.has_value());
  BOOST_TEST(written.sampling.top_p == read->sampling.top_p);
  // And once more: the same text.
  BOOST_TEST(WriteRecommendation(*read, geometry, R"({"tool":"test"})") ==
             text);
}

double Rounded(double value) { return std::round(value * 1e4) / 1e4; }

// Few digits, as people and tuners write them: those read back exactly, where
// Boost.JSON reads 17 digits to the last bit but one.
void Round(HeadSettings& head) {
  for (double* value : {&head.c, &head.e, &head.own}) *value = Rounded(*value);
  for (double& weight : head.slot_weights) weight = Rounded(weight);
  for (FeatureWeight& feature : head.features) {
    feature.rho = Rounded(feature.rho);
  }
}

BOOST_AUTO_TEST_SUITE(write_head_settings)

BOOST_AUTO_TEST_CASE(the_defaults_read_back_the_same) {
  const SightDomain domain = MakeDomain();
  CheckRoundTrip(DefaultRecommendation(domain.geometry()), domain.geometry());
}

BOOST_AUTO_TEST_CASE(random_settings_read_back_the_same) {
  const SightDomain domain = MakeDomain();
  Rng rng(5);
  for (int round = 0; round < 50; ++round) {
    Recommendation made;
    for (UseSettings* use :
         {&made.ar, &made.ar_cache, &made.sample, &made.fill}) {
      const bool causal = use != &made.fill;
      for (std::size_t h = 0; h <= rng.NextBelow(3); ++h) {
        HeadSettings head = test::RandomHead(domain.geometry(), causal, rng);
        head.own = 3.0 * rng.NextUnit();
        Round(head);
        if (rng.NextBelow(2) == 0) head.known_hi = 0.75;
        if (rng.NextBelow(2) == 0) head.gate = rng.NextBelow(3);
        if (rng.NextBelow(2) == 0) {
          head.decay = SlotDecay{.a = Rounded(4.0 * rng.NextUnit()),
                                 .scale = {Rounded(0.5 + rng.NextUnit())},
                                 .slots = {0, 2}};
          ApplyDecay(*head.decay, domain.geometry(), head.slot_weights);
          if (rng.NextBelow(2) == 0) head.slot_weights[0] = 0.25;
        }
        use->heads.push_back(head);
      }
      if (rng.NextBelow(2) == 0) use->base_features = {1};
      use->mixture_share = 0.25;
      use->mixture_nested = rng.NextBelow(2) == 0;
      use->mixture_orders = rng.NextBelow(2) == 0;
    }
    made.sampling.own = -0.5;
    made.sampling.copy_guard = 7;
    made.sampling.max_copy = 12;
    made.sampling.top_p = 0.9;
    CheckRoundTrip(made, domain.geometry());
  }
}

BOOST_AUTO_TEST_CASE(a_slot_named_like_a_family_reads_back_the_same) {
  SightDomain domain = MakeDomain();
  domain.Edit().slots[3].id = "before";  // As p1..p3's family is called.
  Recommendation made = DefaultRecommendation(domain.geometry());
  HeadSettings head;
  head.slot_weights = {1.0, 0.0, 0.5, 2.0, 0.0};
  head.features.resize(2);
  made.fill.heads = {head};
  CheckRoundTrip(made, domain.geometry());
}

BOOST_AUTO_TEST_CASE(a_decay_over_all_slots_needs_no_list) {
  const SightDomain domain = MakeDomain();
  const Recommendation made = DefaultRecommendation(domain.geometry());
  const std::string text = WriteRecommendation(made, domain.geometry());
  BOOST_TEST(text.find("slots") == std::string::npos);
  BOOST_TEST(text.find("weights") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
