#include "framework/evaluate/region_shape.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/settings_text.h"

namespace pastiche {
namespace {

using End = RegionShape::End;

BOOST_AUTO_TEST_SUITE(region_shape)

RegionShape ShapeOf(std::size_t kind, const std::string& text) {
  const test::MemoryDomain domain(test::SettingsDomain());
  const Document document = domain.Read(test::SettingsText(text));
  RegionShape shape(26);
  shape.Learn(document.tokens, test::SettingsRegions(kind, document.tokens));
  return shape;
}

BOOST_AUTO_TEST_CASE(the_token_after_a_name_tells_its_end) {
  const RegionShape shape = ShapeOf(test::kNameKind, "ab=c;a=bb;.");
  BOOST_TEST((shape.end() == End::kBefore));
  BOOST_TEST(shape.Ends(test::kAssign, End::kBefore));
  BOOST_TEST(!shape.Ends(0, End::kBefore));
  BOOST_TEST(shape.Inside(0, End::kBefore));
  BOOST_TEST(!shape.Inside(2, End::kBefore));  // "c" stands in values only.
  const std::vector<Token> ab = {0, 1};
  BOOST_TEST(shape.IsWhole(ab, test::kAssign, End::kBefore));
  BOOST_TEST(!shape.IsWhole(ab, test::kLineEnd, End::kBefore));
  BOOST_TEST(!shape.IsWhole({}, test::kAssign, End::kBefore));
  BOOST_TEST(shape.median_length() == 1u);
}

BOOST_AUTO_TEST_CASE(the_last_token_of_a_line_tells_its_end) {
  // What follows a line, the first letter of the next, stands in lines, too.
  const RegionShape shape = ShapeOf(test::kLineKind, "ab=c;ba=b;a=bb;.");
  BOOST_TEST((shape.end() == End::kLast));
  BOOST_TEST(shape.Ends(test::kLineEnd, End::kLast));
  BOOST_TEST(!shape.Inside(test::kLineEnd, End::kLast));
  BOOST_TEST(shape.Inside(test::kAssign, End::kLast));
  const std::vector<Token> line = {0, 23, 1, 24};
  BOOST_TEST(shape.IsWhole(line, 0, End::kLast));
  const std::vector<Token> two_lines = {0, 24, 1, 24};
  BOOST_TEST(!shape.IsWhole(two_lines, 0, End::kLast));
  BOOST_TEST(shape.median_length() == 5u);
}

BOOST_AUTO_TEST_CASE(an_end_that_nothing_tells_is_unclear) {
  const std::vector<Token> tokens = {0, 1, 0, 1, 0, 1, 0, 1};
  std::vector<Region> regions(3);
  regions[0].runs = {{0, 2}};
  regions[1].runs = {{2, 5}};
  regions[2].runs = {{5, 7}};
  RegionShape shape(2);
  BOOST_TEST((shape.end() == End::kUnclear));
  BOOST_TEST(shape.median_length() == 0u);
  shape.Learn(tokens, regions);
  BOOST_TEST((shape.end() == End::kUnclear));
  BOOST_TEST(!shape.IsWhole(tokens, 0, End::kUnclear));
}

BOOST_AUTO_TEST_CASE(regions_of_several_runs_or_out_of_range_are_passed_over) {
  const std::vector<Token> tokens = {0, 1, 0};
  std::vector<Region> regions(3);
  regions[0].runs = {{0, 1}, {2, 3}};
  regions[1].runs = {{1, 1}};
  regions[2].runs = {{1, 9}};
  RegionShape shape(2);
  shape.Learn(tokens, regions);
  BOOST_TEST((shape.end() == End::kUnclear));
  BOOST_TEST(!shape.Inside(0, End::kBefore));
}

BOOST_AUTO_TEST_CASE(shapes_add_up) {
  RegionShape sum = ShapeOf(test::kNameKind, "ab=c;.");
  sum.Learn(ShapeOf(test::kNameKind, "cccc=b;cccc=b;."));
  BOOST_TEST(sum.Inside(0, End::kBefore));
  BOOST_TEST(sum.Inside(2, End::kBefore));
  BOOST_TEST(sum.median_length() == 4u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
