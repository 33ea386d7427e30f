#include "plugins/mario/ansi_preview.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>

#include "tests/plugins/mario/grids.h"

namespace pastiche::mario {
namespace {

BOOST_AUTO_TEST_SUITE(ansi_preview)

std::string WithoutEscapes(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b') {
      i = text.find('m', i);
    } else {
      plain += text[i];
    }
  }
  return plain;
}

BOOST_AUTO_TEST_CASE(without_colour_it_is_the_level_with_blanks_for_air) {
  const std::vector<std::string> rows = {"o-E?", "XXSB"};
  std::string expected = Drawn(rows);
  std::replace(expected.begin(), expected.end(), '-', ' ');
  BOOST_TEST(WithoutEscapes(RenderAnsi(Grid(rows), 0)) == expected);
}

BOOST_AUTO_TEST_CASE(every_line_ends_with_a_reset) {
  const std::string text = RenderAnsi(Grid({"XE-o"}), 3);
  std::size_t lines = 0;
  for (std::size_t at = 0; (at = text.find('\n', at)) != text.npos; ++at) {
    if (at > 0 && text[at - 1] != '\n') {
      BOOST_TEST(text.substr(at - 4, 4) == "\x1b[0m");
      ++lines;
    }
  }
  BOOST_TEST(lines == 28u);
}

BOOST_AUTO_TEST_CASE(long_levels_are_cut_into_strips) {
  const auto tokens = Grid({std::string(25, 'X')});
  const std::string plain = WithoutEscapes(RenderAnsi(tokens, 10));
  BOOST_TEST(std::count(plain.begin(), plain.end(), '\n') == 3 * 14 + 2);
  BOOST_TEST(std::count(plain.begin(), plain.end(), 'X') == 25);
  BOOST_TEST(plain.ends_with("XXXXX\n"));
}

BOOST_AUTO_TEST_CASE(unknown_tiles_are_reversed_blanks) {
  auto tokens = Grid({"XX"});
  tokens[0] = kUnknownToken;
  const std::string text = RenderAnsi(tokens, 0);
  BOOST_TEST(text.find("\x1b[7m \x1b[0m") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_columns_give_no_text) {
  BOOST_TEST(RenderAnsi({}, 10).empty());
  BOOST_TEST(RenderAnsi({}, 0).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::mario
