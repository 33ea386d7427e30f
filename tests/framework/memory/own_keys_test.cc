// Own positions as keys weigh what the formula says, come and go, and may not
// know.

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

// While filling, a key that does not know a slot costs what it would cost on
// average over what the corpus shows there.
BOOST_AUTO_TEST_CASE(an_unknown_slot_of_a_filled_document_costs_the_average) {
  Rng rng(/*seed=*/21);
  for (const bool mismatch : {false, true}) {
    SightDomain domain(3, {-1});
    domain.Edit().has_mismatch = mismatch;
    SlotCodes codes = SlotCodes::Build(domain, {0}).value();
    const std::vector<Token> corpus = {0, 0, 0, 1, 2, 0, 1};
    std::vector<std::uint16_t> seen(1);
    for (std::size_t i = 0; i < corpus.size(); ++i) {
      const std::vector<std::int64_t> row = {std::int64_t(i)};
      codes.Learn(row, corpus, seen);
    }
    HeadSettings head;
    head.slot_weights = {1.7};
    const std::vector<std::uint32_t> order = KeyOrder(head, codes);
    OwnKeys own(codes, order, 0, 0.0);
    own.Append({}, std::vector<std::uint16_t>{SlotCodes::kUnknown}, 2);
    own.Append({}, std::vector<std::uint16_t>{0}, 1);
    const HeadCosts costs(head, codes, order, 1.0, Ignorance::kCommon);
    for (std::uint16_t asked = 0; asked < 3; ++asked) {
      HeadQuery query;
      costs.MakeQuery(std::vector<std::uint16_t>{asked}, query);
      std::vector<double> masses(3), hidden(3);
      std::vector<std::uint16_t> scratch;
      own.Attend(FeatureDistances(domain), head, 1.0, {}, query.View(), scratch,
                 masses);
      // Half a row more of each of 4 codes: 4.5, 2.5, 1.5 and .5 of 9.
      const double shares[] = {4.5 / 9, 2.5 / 9, 1.5 / 9, 0.5 / 9};
      double expected = 0.0;
      for (std::uint32_t b = 0; b < 4; ++b) {
        const double far = domain.Mismatch(0, asked, b == 3 ? kPadToken : b);
        expected += shares[b] * std::exp(-1.7 * far);
      }
      BOOST_TEST(std::abs(masses[2] - expected) < 2e-3 * expected);
      const double known = std::exp(-1.7 * domain.Mismatch(0, asked, 0));
      BOOST_TEST(std::abs(masses[1] - known) < 2e-3 * known);
      own.Attend(FeatureDistances(domain), head, 1.0, {}, query.View(), scratch,
                 hidden, /*hidden=*/0);
      BOOST_TEST(hidden[2] == 0.0);
      BOOST_TEST(hidden[1] == masses[1]);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
