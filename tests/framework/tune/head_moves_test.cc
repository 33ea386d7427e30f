#include "framework/tune/head_moves.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "framework/memory/write_head_settings.h"
#include "tests/framework/memory/sight_domain.h"

namespace pastiche {
namespace {

using test::SightDomain;

SightDomain MakeDomain() {
  SightDomain domain(6, {-1, -2, -3, 1});
  domain.AddFeature(0, 16);
  return domain;
}

BOOST_AUTO_TEST_SUITE(head_moves)

BOOST_AUTO_TEST_CASE(settings_stay_within_what_recommendations_may_say) {
  const SightDomain domain = MakeDomain();
  const Geometry& geometry = domain.geometry();
  for (const TunedUse use :
       {TunedUse::kAr, TunedUse::kArCache, TunedUse::kFill}) {
    Recommendation recommendation = DefaultRecommendation(geometry);
    UseSettings& settings =
        use == TunedUse::kFill ? recommendation.fill : recommendation.ar;
    settings.heads[2].decay.reset();  // Explicit weights.
    HeadMoves moves(settings, geometry, use);
    Rng rng(3);
    for (int i = 0; i < 2000; ++i) {
      auto proposal = moves.Propose(settings, rng);
      BOOST_REQUIRE(!proposal.moved.empty());
      BOOST_REQUIRE(!proposal.changed.empty());
      moves.Learn(proposal.moved, i % 3 == 0);
      settings = std::move(proposal.settings);
      for (const HeadSettings& head : settings.heads) {
        BOOST_REQUIRE(head.c >= 1e-6);
        BOOST_REQUIRE(head.c <= 1e6);
        BOOST_REQUIRE(head.e <= 1e3);
        BOOST_REQUIRE(std::abs(head.own) <= 10.0);
        BOOST_REQUIRE((use != TunedUse::kAr || head.own == 0.0));
        for (std::size_t s = 0; s < head.slot_weights.size(); ++s) {
          BOOST_REQUIRE(head.slot_weights[s] >= 0.0);
          BOOST_REQUIRE(head.slot_weights[s] <= 1e3);
          const bool may_look =
              use == TunedUse::kFill || geometry.slots[s].causal;
          BOOST_REQUIRE((may_look || head.slot_weights[s] == 0.0));
        }
      }
    }
    // What was reached reads back: nothing was clamped.
    const std::string text = WriteRecommendation(recommendation, geometry);
    const auto read = ParseRecommendation(text, geometry);
    BOOST_REQUIRE_MESSAGE(read, (read ? "" : read.error().message));
    BOOST_TEST(WriteRecommendation(*read, geometry) == text);
  }
}

BOOST_AUTO_TEST_CASE(every_number_is_moved_and_gates_stay) {
  const SightDomain domain = MakeDomain();
  UseSettings settings = DefaultRecommendation(domain.geometry()).ar_cache;
  settings.heads.resize(1);
  settings.heads[0].gate = 1;
  const HeadMoves moves(settings, domain.geometry(), TunedUse::kArCache);
  Rng rng(4);
  std::set<std::string> moved;
  for (int i = 0; i < 500; ++i) {
    const auto proposal = moves.Propose(settings, rng);
    const HeadSettings& a = settings.heads[0];
    const HeadSettings& b = proposal.settings.heads[0];
    BOOST_REQUIRE((b.gate == a.gate));
    if (a.c != b.c) moved.insert("c");
    if (a.e != b.e) moved.insert("e");
    if (a.own != b.own) moved.insert("own");
    if (a.decay->a != b.decay->a) moved.insert("a");
    if (a.decay->scale != b.decay->scale) moved.insert("scale");
    if (a.features[0].rho != b.features[0].rho) moved.insert("rho");
    if (a.features[0].radius != b.features[0].radius) moved.insert("radius");
    if (a.features[0].stride != b.features[0].stride) moved.insert("stride");
  }
  BOOST_TEST(moved.size() == 8u);
}

BOOST_AUTO_TEST_CASE(weights_given_apart_survive_a_moving_decay) {
  const SightDomain domain = MakeDomain();
  UseSettings settings = DefaultRecommendation(domain.geometry()).ar;
  settings.heads.resize(1);
  settings.heads[0].slot_weights[1] = 0.125;
  const HeadMoves moves(settings, domain.geometry(), TunedUse::kAr);
  Rng rng(5);
  int decays = 0;
  for (int i = 0; i < 300; ++i) {
    const HeadSettings head = moves.Propose(settings, rng).settings.heads[0];
    if (head.decay->a == settings.heads[0].decay->a) continue;
    const bool own_move = head.slot_weights[1] != 0.125;
    std::vector<double> given(4, 0.0);
    ApplyDecay(*head.decay, domain.geometry(), given);
    BOOST_TEST((own_move || given[1] != 0.125));
    BOOST_TEST(head.slot_weights[0] == given[0]);
    ++decays;
  }
  BOOST_TEST(decays > 20);
}

BOOST_AUTO_TEST_CASE(a_family_with_one_weight_moves_together) {
  SightDomain domain = MakeDomain();
  UseSettings settings;
  HeadSettings head;
  head.slot_weights = {2.0, 2.0, 0.0, 0.0};  // p1, p2: family "before".
  head.features.resize(1);
  settings.heads = {head};
  const HeadMoves moves(settings, domain.geometry(), TunedUse::kAr);
  BOOST_TEST(moves.slots() == (std::vector<std::size_t>{0, 1, 2}));
  Rng rng(6);
  bool gained = false;
  for (int i = 0; i < 300; ++i) {
    const auto weights =
        moves.Propose(settings, rng).settings.heads[0].slot_weights;
    BOOST_TEST(weights[0] == weights[1]);
    BOOST_TEST(weights[3] == 0.0);
    gained = gained || weights[2] > 0.0;
  }
  BOOST_TEST(gained);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
