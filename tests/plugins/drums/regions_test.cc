#include "plugins/drums/regions.h"

#include <boost/test/unit_test.hpp>

#include "plugins/drums/kit.h"

namespace pastiche::drums {
namespace {

// How often each cell occurs in regions [first, last).
std::vector<int> Cover(const std::vector<Region>& regions, std::size_t first,
                       std::size_t last, std::size_t count) {
  std::vector<int> cover(count, 0);
  for (std::size_t r = first; r < last; ++r) {
    std::size_t end_before = 0;
    for (const auto& [begin, end] : regions[r].runs) {
      BOOST_TEST(begin >= end_before);
      BOOST_TEST(begin < end);
      BOOST_REQUIRE(end <= count);
      for (std::size_t at = begin; at < end; ++at) ++cover[at];
      end_before = end;
    }
  }
  return cover;
}

BOOST_AUTO_TEST_SUITE(regions)

BOOST_AUTO_TEST_CASE(each_kind_covers_every_cell_once) {
  for (const std::size_t count : {0u, 1u, 9u, 144u, 150u, 288u}) {
    for (const RegionKind kind :
         {RegionKind::kLane, RegionKind::kBar, RegionKind::kStep}) {
      const auto regions = ListRegions(kind, count);
      const std::size_t last =
          kind == RegionKind::kLane ? kInstrumentCount : regions.size();
      BOOST_TEST(Cover(regions, 0, last, count) == std::vector<int>(count, 1),
                 boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(lanes_hold_one_instrument_or_a_family_of_them) {
  const auto lanes = ListRegions(RegionKind::kLane, kTokensPerBar);
  BOOST_REQUIRE(lanes.size() == kInstrumentCount + 2);
  for (std::size_t i = 0; i < kInstrumentCount; ++i) {
    BOOST_TEST(lanes[i].label == kInstruments[i].id);
    BOOST_TEST(lanes[i].runs.size() == kStepsPerBar);
    BOOST_TEST(lanes[i].runs[3].first == 3 * kInstrumentCount + i);
  }
  BOOST_TEST(lanes[9].label == "hat");
  BOOST_TEST(lanes[9].runs[1].first == kInstrumentCount + kClosedHat);
  BOOST_TEST(lanes[9].runs[1].second == kInstrumentCount + kOpenHat + 1u);
  BOOST_TEST(lanes[10].label == "tom");
  BOOST_TEST(lanes[10].runs[0].second - lanes[10].runs[0].first == 3u);
}

BOOST_AUTO_TEST_CASE(bars_and_steps_are_numbered_from_1) {
  const auto bars = ListRegions(RegionKind::kBar, 2 * kTokensPerBar);
  BOOST_REQUIRE(bars.size() == 2);
  BOOST_TEST(bars[1].label == "bar 2");
  BOOST_TEST(bars[1].runs[0].first == kTokensPerBar);
  const auto steps = ListRegions(RegionKind::kStep, 2 * kTokensPerBar);
  BOOST_REQUIRE(steps.size() == 32);
  BOOST_TEST(steps[31].label == "step 2.16");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::drums
