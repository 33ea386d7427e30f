#include "plugins/drums/ansi_view.h"

#include <boost/test/unit_test.hpp>

#include "plugins/drums/corpus.h"

namespace pastiche::drums {
namespace {

// The text without its escape sequences.
std::string Plain(const std::string& text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\x1b') {
      at = text.find('m', at);
      BOOST_REQUIRE(at != std::string::npos);
    } else {
      plain += text[at];
    }
  }
  return plain;
}

std::vector<Token> Cells(std::string_view text) {
  Findings findings;
  const auto pattern = ReadGridText(text, findings);
  BOOST_REQUIRE(pattern.has_value());
  return pattern->cells;
}

BOOST_AUTO_TEST_SUITE(ansi_view)

BOOST_AUTO_TEST_CASE(shows_the_grid_under_bar_numbers) {
  const auto cells = Cells(
      "K X...x...o.......|x...............\n"
      "R ................|x.x.............");
  const std::string expected =
      "           1                2\n"
      "kick       X...x...o.......|x...............\n"
      "snare      ................|................\n"
      "closed-hat ................|................\n"
      "ride       ................|x.x.............\n";
  BOOST_TEST(Plain(WriteAnsiView(cells, Levels::kVelocity, 100)) == expected);
}

BOOST_AUTO_TEST_CASE(narrow_views_break_between_bars) {
  const auto cells = Cells("K x...............|.x..............");
  const std::string expected =
      "           1\n"
      "kick       x...............\n"
      "snare      ................\n"
      "closed-hat ................\n"
      "\n"
      "           2\n"
      "kick       .x..............\n"
      "snare      ................\n"
      "closed-hat ................\n";
  BOOST_TEST(Plain(WriteAnsiView(cells, Levels::kVelocity, 43)) == expected);
  BOOST_TEST(Plain(WriteAnsiView(cells, Levels::kVelocity, 44)) != expected);
  BOOST_TEST(Plain(WriteAnsiView(cells, Levels::kVelocity, 0)) == expected);
}

BOOST_AUTO_TEST_CASE(colour_is_reset_before_every_line_ends) {
  for (const auto& document : Corpus()) {
    const std::string view =
        WriteAnsiView(document.pattern.cells, Levels::kVelocity, 100);
    bool coloured = false;
    for (std::size_t at = 0; at < view.size(); ++at) {
      if (view[at] == '\x1b') coloured = view.compare(at, 4, "\x1b[0m") != 0;
      if (view[at] == '\n') BOOST_TEST(!coloured);
    }
  }
}

BOOST_AUTO_TEST_CASE(empty_documents_show_nothing) {
  BOOST_TEST(WriteAnsiView({}, Levels::kOnOff, 80).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::drums
