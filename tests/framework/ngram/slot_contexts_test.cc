// What contexts show, which are near, and which are chosen.
#include "framework/ngram/slot_contexts.h"

#include <boost/test/unit_test.hpp>

#include "tests/framework/memory/sight_domain.h"
#include "tests/framework/ngram/random_documents.h"

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(slot_contexts)

using test::SightDomain;

BOOST_AUTO_TEST_CASE(slots_show_tokens_symbols_and_edges) {
  SightDomain domain(4, {-1, -2});
  domain.AddSymbol();
  domain.AddFeature(10, 3);
  SlotContexts contexts(domain, {{true, 0}, {false, 1}, {false, 2}});
  const std::vector<Token> tokens = {3, 1, 2};
  std::vector<std::int64_t> rows(4 * 3);
  BOOST_REQUIRE(contexts.Describe(tokens, 0, 4, rows).has_value());
  const std::vector<std::int64_t> expected = {
      10, kSlotOutside, kSlotOutside, 11, kSlotOutside, kSlotOutside, 12,
      3,  1103,         10,           1,  1201};
  BOOST_TEST(rows == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(near_slots_come_first_and_later_places_before_earlier) {
  Geometry geometry;
  geometry.axis_count = 2;
  const auto add = [&](std::int32_t x, std::int32_t y, bool causal) {
    SlotInfo slot;
    slot.delta = {x, y};
    slot.causal = causal;
    geometry.slots.push_back(slot);
  };
  add(-2, 0, true);
  add(-1, -1, true);
  add(-1, 0, true);
  add(1, 0, false);
  add(-1, 1, true);
  add(0, -1, true);
  geometry.features.emplace_back();
  const std::vector<ContextSource> expected = {
      {false, 5}, {false, 2}, {false, 4}, {false, 1}, {true, 0}};
  BOOST_TEST((NearestContext(geometry, 4) == expected));
  BOOST_TEST(NearestContext(geometry, 99).size() == 6);
}

BOOST_AUTO_TEST_CASE(the_slot_that_tells_is_chosen_first) {
  // Every token repeats the one three before it, with noise.
  const SightDomain domain(5, {-1, -2, -3, -4});
  Rng rng(/*seed=*/33);
  std::vector<Document> documents(6);
  for (std::size_t d = 0; d < documents.size(); ++d) {
    documents[d].name = std::to_string(d);
    for (std::size_t i = 0; i < 400; ++i) {
      auto& tokens = documents[d].tokens;
      const bool noise = i < 3 || rng.NextBelow(10) == 0;
      tokens.push_back(noise ? static_cast<Token>(rng.NextBelow(5))
                             : tokens[i - 3]);
    }
  }
  const auto chosen = ChooseContext(domain, documents, {}, nullptr).value();
  BOOST_REQUIRE(!chosen.empty());
  BOOST_TEST((chosen[0] == ContextSource{false, 2}));
  Progress progress;
  progress.cancelled = true;
  const auto stopped = ChooseContext(domain, documents, {}, &progress);
  BOOST_REQUIRE(!stopped.has_value());
  BOOST_TEST((stopped.error().code == ErrorCode::kCancelled));
  BOOST_TEST(ChooseContext(domain, {}, {}, nullptr).value().empty());
}

BOOST_AUTO_TEST_CASE(thinning_keeps_every_document_and_about_so_many_tokens) {
  Rng rng(/*seed=*/34);
  std::vector<Document> documents = {
      test::MarkovSource().Sample(10, "a", rng),
      test::MarkovSource().Sample(500, "b", rng),
      test::MarkovSource().Sample(900, "c", rng)};
  const auto thin = ThinnedOut(documents, 300);
  BOOST_REQUIRE(thin.size() == 3u);
  BOOST_TEST(thin[0].tokens.size() == 10u);
  BOOST_TEST(thin[1].tokens.size() == 145u);
  BOOST_TEST(thin[2].tokens.size() == 145u);
  BOOST_TEST(ThinnedOut(documents, 5000)[2].tokens.size() == 900u);
  documents[1].group = documents[2].group = "one";
  const std::vector<std::size_t> folds = FoldsOf(documents, 4);
  BOOST_TEST(folds[1] == folds[2]);
  BOOST_TEST(folds[0] != folds[1]);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
