#include "plugins/drums/kit.h"

#include <boost/test/unit_test.hpp>
#include <set>

namespace pastiche::drums {
namespace {

BOOST_AUTO_TEST_SUITE(kit)

BOOST_AUTO_TEST_CASE(velocity_classes_change_at_40_and_96) {
  BOOST_TEST(ClassOfVelocity(0) == kRest);
  BOOST_TEST(ClassOfVelocity(1) == kGhost);
  BOOST_TEST(ClassOfVelocity(39) == kGhost);
  BOOST_TEST(ClassOfVelocity(40) == kNormal);
  BOOST_TEST(ClassOfVelocity(95) == kNormal);
  BOOST_TEST(ClassOfVelocity(96) == kAccent);
  BOOST_TEST(ClassOfVelocity(127) == kAccent);
}

BOOST_AUTO_TEST_CASE(each_class_stands_for_a_velocity_of_its_own_class) {
  for (Token cell = kRest; cell <= kAccent; ++cell) {
    BOOST_TEST(ClassOfVelocity(VelocityOfClass(cell)) == cell);
    BOOST_TEST(ClassOfGlyph(GlyphOfClass(cell)).value() == cell);
  }
}

BOOST_AUTO_TEST_CASE(two_levels_keep_only_whether_a_cell_sounds) {
  BOOST_TEST(TokenOfClass(Levels::kOnOff, kRest) == kRest);
  for (const Token cell : {kGhost, kNormal, kAccent}) {
    BOOST_TEST(TokenOfClass(Levels::kOnOff, cell) == kHit);
    BOOST_TEST(TokenOfClass(Levels::kVelocity, cell) == cell);
  }
  BOOST_TEST(ClassOfToken(Levels::kOnOff, kHit) == kNormal);
}

BOOST_AUTO_TEST_CASE(labels_are_distinct_and_found_again) {
  std::set<char> labels;
  for (std::size_t i = 0; i < kInstrumentCount; ++i) {
    labels.insert(kInstruments[i].label);
    BOOST_TEST(InstrumentOfLabel(kInstruments[i].label).value() == i);
  }
  BOOST_TEST(labels.size() == kInstrumentCount);
  BOOST_TEST(!InstrumentOfLabel('x').has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::drums
