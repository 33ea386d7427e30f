#include "framework/memory/own_keys.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>

#include "framework/memory/head_costs.h"
#include "tests/framework/memory/brute_chain.h"

namespace pastiche {
namespace {

using test::SightDomain;

// A domain with its codes and one head, and what each place of a document is.
struct Setting {
  Setting(bool mismatch, bool slots, Rng& rng) : domain(5, {-1, -2, -3}) {
    domain.AddFeature(0, 4);
    domain.AddFeature(-1, 2, /*hard=*/true);
    domain.Edit().has_mismatch = mismatch;
    codes = SlotCodes::Build(domain, {0, 1, 2}).value();
    head = test::RandomHead(domain.geometry(), true, rng);
    if (!slots) head.slot_weights.assign(3, 0.0);
    order = KeyOrder(head, codes);
    document = test::RandomDocument(400, 5, rng);
  }
  void Append(OwnKeys& own, std::size_t place, Token token) const {
    std::vector<std::int64_t> raw(3);
    std::vector<std::int32_t> features(2);
    std::vector<std::uint16_t> seen(3);
    (void)domain.Describe(ContextMode::kCausal, document.tokens, place,
                          place + 1, raw, features);
    codes.Encode(raw, document.tokens, seen);
    own.Append(features, seen, token);
  }
  [[nodiscard]] std::vector<double> Attend(const OwnKeys& own,
                                           std::size_t place) const {
    std::vector<std::int64_t> raw(3);
    std::vector<std::int32_t> features(2);
    std::vector<std::uint16_t> seen(3), scratch;
    (void)domain.Describe(ContextMode::kCausal, document.tokens, place,
                          place + 1, raw, features);
    codes.Encode(raw, document.tokens, seen);
    HeadQuery query;
    HeadCosts(head, codes, order, 1.0).MakeQuery(seen, query);
    std::vector<double> masses(5);
    own.Attend(FeatureDistances(domain), head, 1.0, features, query.View(),
               scratch, masses);
    return masses;
  }

  SightDomain domain;
  SlotCodes codes;
  HeadSettings head;
  std::vector<std::uint32_t> order;
  Document document;
};

BOOST_AUTO_TEST_SUITE(own_keys)

BOOST_AUTO_TEST_CASE(masses_equal_the_formula) {
  Rng rng(/*seed=*/1);
  for (int round = 0; round < 12; ++round) {
    const Setting setting(round % 2 == 1, round % 5 != 0, rng);
    const double nats = 2.0 * rng.NextUnit() - 1.0;
    OwnKeys own(setting.codes, setting.order, 2, nats);
    const std::size_t size = round == 0 ? 0 : 1 + rng.NextBelow(399);
    for (std::size_t i = 0; i < size; ++i)
      setting.Append(own, i, setting.document.tokens[i]);
    BOOST_TEST(own.size() == size);
    std::vector<double> n(5);
    const auto view = test::ViewOf(setting.domain, ContextMode::kCausal,
                                   setting.document.tokens, size);
    test::AddCounts(setting.domain, setting.head, ContextMode::kCausal, view,
                    setting.document.tokens, size, {}, 1.0, std::exp(nats), n);
    const auto masses = setting.Attend(own, size);
    for (std::size_t v = 0; v < 5; ++v) {
      BOOST_TEST(std::abs(masses[v] - n[v]) <= 1e-6 * n[v] + 1e-16);
    }
  }
}

BOOST_AUTO_TEST_CASE(taking_back_equals_building_anew) {
  Rng rng(/*seed=*/2);
  for (int round = 0; round < 20; ++round) {
    const Setting setting(round % 2 == 1, round % 5 != 0, rng);
    OwnKeys own(setting.codes, setting.order, 2, 0.5);
    std::vector<Token> tokens;
    for (int phase = 0; phase < 12; ++phase) {
      const std::size_t grow = rng.NextBelow(phase % 3 == 0 ? 200 : 30);
      for (std::size_t i = 0; i < grow && tokens.size() < 390; ++i) {
        // Other tokens than before it was taken back.
        tokens.push_back(static_cast<Token>(rng.NextBelow(5)));
        setting.Append(own, tokens.size() - 1, tokens.back());
      }
      for (std::size_t back = rng.NextBelow(tokens.size() + 1); back > 0;
           --back) {
        own.Pop();
        tokens.pop_back();
      }
      OwnKeys fresh(setting.codes, setting.order, 2, 0.5);
      for (std::size_t i = 0; i < tokens.size(); ++i)
        setting.Append(fresh, i, tokens[i]);
      BOOST_TEST(own.size() == fresh.size());
      for (const std::size_t place :
           {std::size_t{0}, std::size_t{3}, tokens.size(), std::size_t{399}}) {
        BOOST_TEST(setting.Attend(own, place) == setting.Attend(fresh, place));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(attending_adds_to_what_is_there_and_ignores_overrides) {
  Rng rng(/*seed=*/3);
  const Setting setting(false, true, rng);
  OwnKeys own(setting.codes, setting.order, 2, 0.0);
  for (std::size_t i = 0; i < 100; ++i) setting.Append(own, i, 1);
  const std::vector<kernels::MatchOverride> overrides = {
      {.key = 0, .weight = 1000.0f}};
  HeadQuery query;
  const std::vector<std::uint16_t> sees(3, SlotCodes::kUnknown);
  HeadCosts(setting.head, setting.codes, setting.order, 1.0)
      .MakeQuery(sees, query);
  kernels::MatchQuery view = query.View();
  view.overrides = overrides;  // Of the corpus's keys.
  std::vector<std::uint16_t> scratch;
  std::vector<double> masses = {7, 7, 7, 7, 7};
  HeadSettings open = setting.head;
  open.features.assign(2, {});
  const std::vector<std::int32_t> features = {0, 0};
  own.Attend(FeatureDistances(setting.domain), open, 1.0, features, view,
             scratch, masses);
  // Half of the places have the other value of the hard feature.
  BOOST_TEST(masses[1] == 7.0 + 50.0, boost::test_tools::tolerance(1e-6));
  BOOST_TEST(masses[0] == 7.0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
