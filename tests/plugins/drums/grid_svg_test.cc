#include "plugins/drums/grid_svg.h"

#include <boost/test/unit_test.hpp>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "tests/plugins/drums/random_bits.h"

namespace pastiche::drums {
namespace {

std::size_t CountOf(const std::string& text, const std::string& piece) {
  std::size_t count = 0;
  for (auto at = text.find(piece); at != text.npos;
       at = text.find(piece, at + 1)) {
    ++count;
  }
  return count;
}

BOOST_AUTO_TEST_SUITE(grid_svg)

BOOST_AUTO_TEST_CASE(a_picture_says_in_words_what_it_shows) {
  const std::vector<Hit> hits = {
      {0, kKick, 127, 0.0}, {17, kSnare, 64, 0.25}, {31, kCrash, 1, -0.5}};
  const std::string svg = WriteGridSvg(hits, 2, "a <b> & c");
  pugi::xml_document document;
  BOOST_REQUIRE(document.load_buffer(svg.data(), svg.size()));
  const pugi::xml_node root = document.child("svg");
  BOOST_TEST(root.child_value("title") == std::string("a <b> & c"));
  BOOST_TEST(root.child_value("desc") ==
             std::string("Drum pattern of 2 bars in 4/4, sixteen steps each. "
                         "Hits: kick 1, snare 1, crash 1."));
  BOOST_TEST(root.attribute("role").value() == std::string("img"));
  BOOST_TEST(root.attribute("aria-labelledby").value() ==
             std::string("title desc"));
  std::vector<std::string> tips;
  for (const auto& rect : root.children("rect")) {
    const std::string tip = rect.child_value("title");
    if (!tip.empty()) tips.push_back(tip);
  }
  BOOST_REQUIRE(tips.size() == 3);
  BOOST_TEST(tips[0] == "kick, bar 1, step 1, velocity 127");
  BOOST_TEST(tips[1] == "snare, bar 2, step 2, velocity 64");
  BOOST_TEST(tips[2] == "crash, bar 2, step 16, velocity 1");
  BOOST_TEST(svg.find("prefers-color-scheme:dark") != std::string::npos);
  // Lanes: the three, and the closed hat that is always there.
  BOOST_TEST(CountOf(svg, "closed-hat</text>") == 1u);
  BOOST_TEST(CountOf(svg, "ride</text>") == 0u);
}

BOOST_AUTO_TEST_CASE(hits_stand_where_they_are_played_and_as_tall_as_loud) {
  const auto rect_of = [](const Hit& hit) {
    const std::string svg = WriteGridSvg(std::vector<Hit>{hit}, 8, "x");
    pugi::xml_document document;
    BOOST_REQUIRE(document.load_buffer(svg.data(), svg.size()));
    pugi::xml_node found;
    for (const auto& rect : document.child("svg").children("rect")) {
      if (rect.child("title")) found = rect;
    }
    return std::vector<double>{found.attribute("x").as_double(),
                               found.attribute("y").as_double(),
                               found.attribute("height").as_double()};
  };
  const auto grid = rect_of({4, kKick, 127, 0.0});
  const auto late = rect_of({4, kKick, 64, 0.5});
  BOOST_TEST(late[0] - grid[0] == 7.0);
  BOOST_TEST(grid[2] == 18.0);
  BOOST_TEST(late[2] == 11.0);
  BOOST_TEST(late[1] + late[2] == grid[1] + grid[2]);
  // Bar 5 begins the second system.
  const auto below = rect_of({64 + 4, kKick, 127, 0.0});
  BOOST_TEST(below[0] == grid[0]);
  BOOST_TEST(below[1] > grid[1]);
}

BOOST_AUTO_TEST_CASE(any_document_gives_well_formed_xml) {
  test::Engine engine(9);
  for (int round = 0; round < 30; ++round) {
    const std::size_t bars = 1 + test::Below(engine, 9);
    const auto cells =
        test::RandomCells(engine, bars * kTokensPerBar, 4 + round, 4);
    const std::string svg =
        WriteGridSvg(HitsOf(cells, Levels::kVelocity, {}, {}), bars, "");
    pugi::xml_document document;
    BOOST_TEST(document.load_buffer(svg.data(), svg.size()));
    BOOST_TEST(svg.find("<title id=\"title\">Drum pattern<") !=
               std::string::npos);
  }
  BOOST_TEST(WriteGridSvg({}, 1, "").find("Hits: none.") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::drums
