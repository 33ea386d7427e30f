#include "plugins/mario/geometry.h"

#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

namespace pastiche::mario {
namespace {

BOOST_AUTO_TEST_SUITE(geometry)

BOOST_AUTO_TEST_CASE(slots_are_the_stated_neighbourhood) {
  std::set<std::pair<int, int>> places;
  std::set<std::string> ids;
  std::size_t causal = 0;
  for (const Slot& slot : Slots()) {
    BOOST_TEST(places.emplace(slot.dcol, slot.drow).second);
    BOOST_TEST(ids.insert(slot.id).second);
    if (slot.IsCausal()) ++causal;
  }
  BOOST_TEST(Slots().size() == kSlotCount);
  BOOST_TEST(causal == kCausalSlotCount);
  for (int dcol = -14; dcol <= 14; ++dcol) {
    for (int drow = -14; drow <= 14; ++drow) {
      const bool core = std::abs(dcol) <= 4 && std::abs(drow) <= 13;
      const bool belt = std::abs(dcol) <= 12 && std::abs(drow) <= 7;
      const bool self = dcol == 0 && drow == 0;
      BOOST_TEST(places.count({dcol, drow}) == ((core || belt) && !self));
    }
  }
}

BOOST_AUTO_TEST_CASE(causal_slots_come_first_and_each_half_starts_nearest) {
  for (std::size_t s = 0; s + 1 < kSlotCount; ++s) {
    const Slot& a = Slots()[s];
    const Slot& b = Slots()[s + 1];
    BOOST_TEST(a.IsCausal() == (s < kCausalSlotCount));
    if (a.IsCausal() != b.IsCausal()) continue;
    BOOST_TEST(a.dcol * a.dcol + a.drow * a.drow <=
               b.dcol * b.dcol + b.drow * b.drow);
  }
}

BOOST_AUTO_TEST_CASE(ids_spell_the_displacement) {
  BOOST_TEST(std::string(Slots()[0].id) == "c-1r+0");
  BOOST_TEST(std::string(Slots()[1].id) == "c+0r-1");
  for (const Slot& slot : Slots()) {
    char expected[16];
    std::snprintf(expected, sizeof(expected), "c%+dr%+d", slot.dcol, slot.drow);
    BOOST_TEST(std::string(slot.id) == expected);
  }
}

// The definition, by division, for any count.
std::int64_t Defined(const Slot& slot, std::int64_t i, bool causal,
                     std::int64_t count) {
  const std::int64_t col = i / 14 + slot.dcol;
  const std::int64_t row = i % 14 + slot.drow;
  const std::int64_t columns = (count + 13) / 14;
  if (causal && !slot.IsCausal()) return kSlotUnknown;
  if (row < 0 || row > 13 || col < 0) return kSlotOutside;
  if (!causal && col >= columns) return kSlotOutside;
  return col * 14 + row < count ? col * 14 + row : kSlotUnknown;
}

BOOST_AUTO_TEST_CASE(descriptions_match_the_definition) {
  for (const std::size_t count : {0u, 1u, 13u, 14u, 15u, 14u * 12u,
                                  14u * 13u + 5u, 14u * 30u, 14u * 41u + 13u}) {
    for (const ContextMode mode : {ContextMode::kCausal, ContextMode::kFill}) {
      const bool causal = mode == ContextMode::kCausal;
      const std::size_t end = count + (causal ? 1 : 0);
      std::vector<std::int64_t> slots(end * kSlotCount);
      std::vector<std::int32_t> features(end);
      DescribeContext(count, 0, end, mode, slots, features);
      std::size_t wrong = 0;
      for (std::size_t i = 0; i < end; ++i) {
        BOOST_TEST(features[i] == static_cast<std::int32_t>(i % 14));
        for (std::size_t s = 0; s < kSlotCount; ++s) {
          const std::int64_t entry = slots[i * kSlotCount + s];
          if (entry != Defined(Slots()[s], static_cast<std::int64_t>(i), causal,
                               static_cast<std::int64_t>(count))) {
            ++wrong;
          }
          if (causal && entry >= static_cast<std::int64_t>(i)) ++wrong;
        }
      }
      BOOST_TEST(wrong == 0u);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_range_gives_the_same_as_the_whole) {
  constexpr std::size_t kCount = 14 * 30;
  for (const ContextMode mode : {ContextMode::kCausal, ContextMode::kFill}) {
    std::vector<std::int64_t> all(kCount * kSlotCount);
    std::vector<std::int32_t> all_features(kCount);
    DescribeContext(kCount, 0, kCount, mode, all, all_features);
    for (std::size_t i = 0; i < kCount; i += 17) {
      std::vector<std::int64_t> one(kSlotCount);
      std::vector<std::int32_t> feature(1);
      DescribeContext(kCount, i, i + 1, mode, one, feature);
      BOOST_TEST(feature[0] == all_features[i]);
      BOOST_TEST(std::equal(
          one.begin(), one.end(),
          all.begin() + static_cast<std::ptrdiff_t>(i * kSlotCount)));
    }
  }
}

// What a prefix is told does not depend on what follows it.
BOOST_AUTO_TEST_CASE(causal_descriptions_ignore_the_future) {
  constexpr std::size_t kPosition = 14 * 20 + 6;
  std::vector<std::int64_t> first(kSlotCount);
  std::vector<std::int64_t> second(kSlotCount);
  std::vector<std::int32_t> feature(1);
  DescribeContext(kPosition, kPosition, kPosition + 1, ContextMode::kCausal,
                  first, feature);
  DescribeContext(14 * 60, kPosition, kPosition + 1, ContextMode::kCausal,
                  second, feature);
  BOOST_TEST(first == second);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::mario
