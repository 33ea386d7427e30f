#include "plugins/terraform/ansi_preview.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "tests/plugins/terraform/damage.h"

namespace pastiche::terraform {
namespace {

std::string WithoutColours(const std::string& text) {
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

BOOST_AUTO_TEST_SUITE(ansi_preview)

BOOST_AUTO_TEST_CASE(colours_change_no_character) {
  for (const std::string_view text : test::CorpusTexts()) {
    BOOST_TEST(WithoutColours(ColourText(text)) == text);
  }
}

BOOST_AUTO_TEST_CASE(kinds_have_colours_that_end_on_their_line) {
  BOOST_TEST(ColourText("b {\n  k = 1 # c\n}\n") ==
             "\x1b[1;34mb\x1b[0m {\n  \x1b[36mk\x1b[0m = \x1b[33m1\x1b[0m "
             "\x1b[90m# c\x1b[0m\n}\n");
  BOOST_TEST(ColourText("<<E\nx\nE\n") ==
             "\x1b[32m<<E\x1b[0m\n\x1b[32mx\x1b[0m\n\x1b[32mE\x1b[0m\n");
}

BOOST_AUTO_TEST_CASE(nothing_else_reaches_the_terminal) {
  BOOST_TEST(ColourText("# \x1b[2J\n").find("\x1b[2J") == std::string::npos);
  test::Dice dice(12);
  const std::string shown = ColourText(dice.Bytes(5000));
  for (const char c : WithoutColours(shown)) {
    BOOST_REQUIRE(
        (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t'));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::terraform
