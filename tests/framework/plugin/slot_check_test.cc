#include "framework/plugin/slot_check.h"

#include <boost/test/unit_test.hpp>
#include <limits>
#include <string>
#include <vector>

#include "framework/plugin/read_description.h"

namespace pastiche {
namespace {

Geometry ThreeSlots() {
  Geometry geometry;
  geometry.slots.resize(3);
  geometry.slots[0].id = "back";
  geometry.slots[0].causal = true;
  geometry.slots[1].id = "any";
  geometry.slots[2].id = "symbol";
  geometry.slots[2].symbol = true;
  return geometry;
}

// What slot_check.h says, value by value.
bool SlowIsBad(const SlotInfo& slot, ContextMode mode, std::int64_t count,
               std::int64_t position, std::int64_t value) {
  if (value == kSlotOutside || value == kSlotUnknown) return false;
  if (value < 0) return true;
  if (slot.symbol) return false;
  if (mode == ContextMode::kCausal) return value >= position;
  if (mode == ContextMode::kFill && slot.causal && value >= position) {
    return true;
  }
  return value >= count;
}

BOOST_AUTO_TEST_SUITE(slot_check)

BOOST_AUTO_TEST_CASE(agrees_with_the_rules_on_every_mode_and_slot) {
  const Geometry geometry = ThreeSlots();
  constexpr std::int64_t kCount = 5;
  constexpr std::size_t kBegin = 2;
  constexpr std::size_t kRows = 3;
  const std::int64_t values[] = {std::numeric_limits<std::int64_t>::min(),
                                 -3,
                                 -2,
                                 -1,
                                 0,
                                 1,
                                 2,
                                 3,
                                 4,
                                 5,
                                 6,
                                 1000,
                                 std::numeric_limits<std::int64_t>::max()};
  for (const ContextMode mode :
       {ContextMode::kCausal, ContextMode::kFill, ContextMode::kFillWrap}) {
    for (std::size_t cell = 0; cell < kRows * 3; ++cell) {
      for (const std::int64_t value : values) {
        std::vector<std::int64_t> slots(kRows * 3, kSlotUnknown);
        slots[cell] = value;
        const auto position = static_cast<std::int64_t>(kBegin + cell / 3);
        const bool bad =
            SlowIsBad(geometry.slots[cell % 3], mode, kCount, position, value);
        const std::string found =
            SlotCheck(geometry, mode).FindBad(kCount, kBegin, slots);
        BOOST_TEST(found.empty() == !bad,
                   "cell " << cell << " value " << value << ": " << found);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(names_slot_position_and_value) {
  const Geometry geometry = ThreeSlots();
  const std::vector<std::int64_t> slots = {0, 0, 0, 1, 9, 0};
  BOOST_TEST(SlotCheck(geometry, ContextMode::kFill).FindBad(5, 1, slots) ==
             "gave slot any of position 2 the value 9, outside the 5 "
             "positions");
}

BOOST_AUTO_TEST_CASE(features_lie_within_their_limits) {
  Geometry geometry;
  geometry.features.resize(2);
  geometry.features[0] = {"row", 0, 13, 0, false};
  geometry.features[1] = {"phase", -1, 1, 0, false};
  const std::vector<std::int32_t> good = {0, -1, 13, 1};
  BOOST_TEST(FindBadFeature(geometry, 0, good) == "");
  const std::vector<std::int32_t> bad = {0, -1, 13, 2};
  BOOST_TEST(FindBadFeature(geometry, 4, bad) ==
             "gave feature phase of position 5 the value 2, outside -1..1");
}

BOOST_AUTO_TEST_CASE(plain_slots_are_the_neighbours) {
  const Geometry geometry = PlainGeometry();
  BOOST_REQUIRE_EQUAL(geometry.slots.size(), 16u);
  BOOST_TEST(geometry.slots[0].id == "p1");
  BOOST_TEST(geometry.slots[15].id == "n8");
  std::vector<std::int64_t> slots(16);
  FillPlainSlots(geometry, ContextMode::kFill, 10, 1, 2, slots);
  BOOST_TEST(slots[0] == 0);             // p1
  BOOST_TEST(slots[1] == kSlotOutside);  // p2
  BOOST_TEST(slots[8] == 2);             // n1
  BOOST_TEST(slots[15] == 9);            // n8
  FillPlainSlots(geometry, ContextMode::kFillWrap, 10, 1, 2, slots);
  BOOST_TEST(slots[1] == 9);  // p2
  FillPlainSlots(geometry, ContextMode::kCausal, 10, 10, 11, slots);
  BOOST_TEST(slots[0] == 9);
  BOOST_TEST(slots[8] == kSlotUnknown);
}

BOOST_AUTO_TEST_CASE(plain_slots_pass_their_own_check) {
  const Geometry geometry = PlainGeometry();
  for (const ContextMode mode :
       {ContextMode::kCausal, ContextMode::kFill, ContextMode::kFillWrap}) {
    for (std::size_t count = 0; count < 20; ++count) {
      const std::size_t end = count + (mode == ContextMode::kCausal ? 1 : 0);
      std::vector<std::int64_t> slots(end * geometry.slots.size());
      FillPlainSlots(geometry, mode, count, 0, end, slots);
      BOOST_TEST(SlotCheck(geometry, mode).FindBad(count, 0, slots) == "");
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
