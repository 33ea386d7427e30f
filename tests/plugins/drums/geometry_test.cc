#include "plugins/drums/geometry.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>
#include <string>

#include "tests/plugins/drums/random_bits.h"

namespace pastiche::drums {
namespace {

// The definition, one slot at a time: no rows, no tables.
std::int64_t BruteForce(const Slot& slot, std::size_t count, Mode mode,
                        std::size_t at) {
  const auto per_step = static_cast<std::int64_t>(kInstrumentCount);
  const auto step = static_cast<std::int64_t>(at) / per_step;
  const auto own = at % kInstrumentCount;
  const auto size = static_cast<std::int64_t>(count);
  if (slot.step_delta == 0) {
    const bool before = slot.family == "before";
    if (before ? slot.instrument >= own : slot.instrument <= own) {
      return kNothing;
    }
    if (!before && mode == Mode::kCausal) return kNothing;
  }
  if (slot.step_delta > 0 && mode == Mode::kCausal) return kNothing;
  std::int64_t target = step + slot.step_delta;
  if (mode == Mode::kFillWrap) {
    const std::int64_t steps = (size + per_step - 1) / per_step;
    target = ((target % steps) + steps) % steps;
    if (target == step && slot.step_delta != 0) return kNothing;
  }
  if (target < 0) return kOutside;
  const std::int64_t index =
      target * per_step + static_cast<std::int64_t>(slot.instrument);
  return index < size ? index : kOutside;
}

struct Description {
  std::vector<std::int64_t> slots;
  std::vector<std::int32_t> features;
};

Description DescribeAll(std::size_t count, Mode mode, std::size_t begin,
                        std::size_t end) {
  Description result;
  result.slots.assign((end - begin) * Slots().size(), -99);
  result.features.assign((end - begin) * kFeatureCount, -99);
  Describe(count, mode, begin, end, result.slots, result.features);
  return result;
}

BOOST_AUTO_TEST_SUITE(geometry)

BOOST_AUTO_TEST_CASE(slots_are_the_documented_distances_with_unique_ids) {
  std::set<std::string> ids;
  std::set<int> deltas;
  for (const Slot& slot : Slots()) {
    ids.insert(slot.id);
    deltas.insert(slot.step_delta);
    BOOST_TEST(slot.instrument < kInstrumentCount);
    BOOST_TEST(slot.causal == (slot.step_delta < 0 || slot.family == "before"));
  }
  BOOST_TEST(ids.size() == Slots().size());
  std::set<int> expected = {0};
  for (int d = 1; d <= 35; ++d) expected.insert(-d);
  for (int d = 45; d <= 51; ++d) expected.insert(-d);
  for (int d = 1; d <= 19; ++d) expected.insert(d);
  BOOST_TEST(deltas == expected, boost::test_tools::per_element());
  BOOST_TEST(Slots().size() == (42u + 19u) * 9u + 16u);
  BOOST_TEST(Slots()[0].id == "d-1.kick");
}

BOOST_AUTO_TEST_CASE(describe_agrees_with_the_definition_everywhere) {
  for (const Mode mode : {Mode::kCausal, Mode::kFill, Mode::kFillWrap}) {
    for (const std::size_t count : {0u, 1u, 8u, 9u, 27u, 144u, 150u, 432u}) {
      const std::size_t end = count + (mode == Mode::kCausal ? 1 : 0);
      const Description got = DescribeAll(count, mode, 0, end);
      std::size_t wrong = 0;
      for (std::size_t at = 0; at < end; ++at) {
        for (std::size_t s = 0; s < Slots().size(); ++s) {
          wrong += got.slots[at * Slots().size() + s] !=
                           BruteForce(Slots()[s], count, mode, at)
                       ? 1
                       : 0;
        }
        const auto* feature = &got.features[at * kFeatureCount];
        BOOST_TEST(feature[kFeatureInstrument] ==
                   static_cast<int>(at % kInstrumentCount));
        BOOST_TEST(feature[kFeatureStep] ==
                   static_cast<int>(at / kInstrumentCount % kStepsPerBar));
      }
      BOOST_TEST(wrong == 0u);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_range_gets_the_same_rows_as_the_whole) {
  test::Engine engine(8);
  constexpr std::size_t kCount = 300;
  const std::size_t width = Slots().size();
  for (const Mode mode : {Mode::kCausal, Mode::kFill, Mode::kFillWrap}) {
    const Description whole = DescribeAll(kCount, mode, 0, kCount);
    for (int round = 0; round < 30; ++round) {
      const std::size_t begin = test::Below(engine, kCount);
      const std::size_t end = begin + test::Below(engine, kCount - begin + 1);
      const Description part = DescribeAll(kCount, mode, begin, end);
      BOOST_TEST(std::equal(
          part.slots.begin(), part.slots.end(),
          whole.slots.begin() + static_cast<std::ptrdiff_t>(begin * width)));
    }
  }
}

BOOST_AUTO_TEST_CASE(causal_rows_point_back_only_and_ignore_what_follows) {
  const Description grown = DescribeAll(200, Mode::kCausal, 0, 201);
  const Description longer = DescribeAll(500, Mode::kCausal, 0, 201);
  BOOST_TEST((grown.slots == longer.slots));
  for (std::size_t i = 0; i < grown.slots.size(); ++i) {
    BOOST_TEST(grown.slots[i] < static_cast<std::int64_t>(i / Slots().size()));
  }
}

// A unit is a step: its cells share every slot outside the step.
BOOST_AUTO_TEST_CASE(cells_of_a_step_see_the_same_slots_outside_it) {
  for (const Mode mode : {Mode::kCausal, Mode::kFill, Mode::kFillWrap}) {
    const Description got = DescribeAll(432, mode, 0, 432);
    for (std::size_t at = 0; at < 432; ++at) {
      const std::size_t first = at - at % kInstrumentCount;
      for (std::size_t s = 0; s < Slots().size(); ++s) {
        if (Slots()[s].step_delta == 0) continue;
        BOOST_REQUIRE(got.slots[at * Slots().size() + s] ==
                      got.slots[first * Slots().size() + s]);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(mismatch_is_symmetric_with_the_documented_costs) {
  const std::vector<Token> tokens = {kRest, kGhost, kNormal, kAccent, kPad};
  const double expected[5][5] = {{0, 1, 1, 1, .5},
                                 {1, 0, .35, 2.05, .5},
                                 {1, .35, 0, .35, .5},
                                 {1, 2.05, .35, 0, .5},
                                 {.5, .5, .5, .5, 0}};
  for (std::size_t a = 0; a < 5; ++a) {
    for (std::size_t b = 0; b < 5; ++b) {
      BOOST_TEST(Mismatch(tokens[a], tokens[b]) == expected[a][b]);
    }
  }
}

BOOST_AUTO_TEST_CASE(feature_distances_follow_the_metre) {
  BOOST_TEST(FeatureDistance(kFeatureStep, 3, 3) == 0.0);
  BOOST_TEST(FeatureDistance(kFeatureStep, 3, 11) == 1.0);
  BOOST_TEST(FeatureDistance(kFeatureStep, 3, 7) == 2.0);
  BOOST_TEST(FeatureDistance(kFeatureStep, 15, 3) == 2.0);
  BOOST_TEST(FeatureDistance(kFeatureStep, 3, 5) == 3.0);
  BOOST_TEST(FeatureDistance(kFeatureStep, 3, 4) == 4.0);
  BOOST_TEST(FeatureDistance(kFeatureInstrument, 3, 3) == 0.0);
  BOOST_TEST(FeatureDistance(kFeatureInstrument, 3, 4) == 1.0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::drums
