#include "plugins/drums/grid_text.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "tests/plugins/drums/random_bits.h"

namespace pastiche::drums {
namespace {

constexpr std::string_view kBar = "X...x...o.......";

// Reads text that must be refused; returns the finding.
Finding Refusal(std::string_view text) {
  Findings findings;
  BOOST_REQUIRE(!ReadGridText(text, findings).has_value());
  BOOST_REQUIRE(findings.size() == 1);
  BOOST_TEST((findings[0].severity == Severity::kError));
  BOOST_TEST(!findings[0].mend.empty());
  BOOST_TEST(findings[0].begin <= findings[0].end);
  BOOST_TEST(findings[0].end <= text.size());
  return findings[0];
}

bool Says(const Finding& finding, std::string_view text) {
  return finding.message.find(text) != std::string::npos;
}

Pattern Accept(std::string_view text) {
  Findings findings;
  auto pattern = ReadGridText(text, findings);
  BOOST_REQUIRE(pattern.has_value());
  BOOST_TEST(findings.empty());
  return *pattern;
}

BOOST_AUTO_TEST_SUITE(grid_text)

BOOST_AUTO_TEST_CASE(cells_land_at_step_and_instrument) {
  const Pattern pattern =
      Accept("# style: test\n# license: MIT\nK X...x...o.......\n");
  BOOST_REQUIRE(pattern.cells.size() == kTokensPerBar);
  for (std::size_t at = 0; at < kTokensPerBar; ++at) {
    Token expected = kRest;
    if (at == 0 * kInstrumentCount + kKick) expected = kAccent;
    if (at == 4 * kInstrumentCount + kKick) expected = kNormal;
    if (at == 8 * kInstrumentCount + kKick) expected = kGhost;
    BOOST_TEST(pattern.cells[at] == expected);
  }
  BOOST_TEST(pattern.style == "test");
  BOOST_TEST(pattern.license == "MIT");
  BOOST_TEST(pattern.velocity[0] == 115.0);
  BOOST_TEST(pattern.velocity[4 * kInstrumentCount] == 70.0);
  BOOST_TEST(pattern.velocity[8 * kInstrumentCount] == 32.0);
  BOOST_TEST(pattern.timing[0] == 0.0);
}

BOOST_AUTO_TEST_CASE(every_cell_knows_its_byte) {
  const std::string text = "# a comment\nS ....X.......x...\r\nK x.x.|" +
                           std::string("....x.......\r\n");
  const Pattern pattern = Accept(text);
  std::size_t placed = 0;
  for (std::size_t at = 0; at < pattern.cells.size(); ++at) {
    const ByteSpan span = pattern.where[at];
    if (span.begin == span.end) continue;  // An instrument without a line.
    ++placed;
    BOOST_TEST(span.end == span.begin + 1);
    BOOST_TEST(text[span.begin] == GlyphOfClass(pattern.cells[at]));
  }
  BOOST_TEST(placed == 2 * kStepsPerBar);
}

BOOST_AUTO_TEST_CASE(canonical_text_is_nine_lines_with_bar_lines) {
  const Pattern pattern = Accept("K X...x...o......." + std::string(kBar));
  const std::string rest(kStepsPerBar, '.');
  std::string expected = "K X...x...o.......|X...x...o.......\n";
  for (const char label : {'S', 'H', 'O', 'L', 'M', 'T', 'C', 'R'}) {
    for (const std::string& part :
         {std::string(1, label), std::string(" "), rest, std::string("|"), rest,
          std::string("\n")}) {
      expected += part;
    }
  }
  BOOST_TEST(WriteGridText(pattern.cells, Levels::kVelocity) == expected);
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back_at_both_levels) {
  test::Engine engine(11);
  for (int round = 0; round < 60; ++round) {
    for (const Levels levels : {Levels::kOnOff, Levels::kVelocity}) {
      const std::size_t bars = 1 + test::Below(engine, 5);
      const auto tokens =
          test::RandomCells(engine, bars * kTokensPerBar,
                            1 + test::Below(engine, 9), VocabSize(levels));
      const std::string text = WriteGridText(tokens, levels);
      const auto again = Accept(text).Tokens(levels);
      BOOST_TEST(again == tokens, boost::test_tools::per_element());
      BOOST_TEST(WriteGridText(again, levels) == text);
    }
  }
}

BOOST_AUTO_TEST_CASE(order_spacing_and_beat_lines_do_not_matter) {
  const auto plain = Accept("K X...x...o.......\nS ....X.......X...\n");
  const auto loose = Accept(
      "\xEF\xBB\xBFS  |....|X...|....|X...|  \n\n  K\tX...  x... o...  ....");
  BOOST_TEST(plain.cells == loose.cells, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(unknown_characters_are_placed) {
  const Finding cell = Refusal("# t\nK X...y...........");
  BOOST_TEST(Says(cell, "'y' is not a cell"));
  BOOST_TEST(cell.begin == 10u);
  BOOST_TEST(cell.end == 11u);
  const Finding label = Refusal("Q X...x...o.......");
  BOOST_TEST(Says(label, "'Q' is not an instrument"));
  BOOST_TEST(label.begin == 0u);
  BOOST_TEST(label.end == 1u);
  BOOST_TEST(Says(Refusal("K \x01..............."), "byte 0x01"));
  BOOST_TEST(Says(Refusal("Kx..............."), "follows the label"));
}

BOOST_AUTO_TEST_CASE(wrong_lengths_are_placed) {
  const Finding odd = Refusal("K X...x...o......");
  BOOST_TEST(Says(odd, "the kick has 15 steps"));
  const Finding unequal =
      Refusal("K X...x...o.......\nS X...x...o.......X...x...o.......\n");
  BOOST_TEST(Says(unequal, "the snare has 32 steps"));
  BOOST_TEST(Says(unequal, "16"));
  BOOST_TEST(unequal.begin == 19u);
  BOOST_TEST(Says(Refusal("K"), "0 steps"));
}

BOOST_AUTO_TEST_CASE(misplaced_bar_lines_and_repeated_lines_are_refused) {
  const Finding bar = Refusal("K X...x...o....|..");
  BOOST_TEST(Says(bar, "a bar line stands after 13 steps"));
  BOOST_TEST(bar.begin == 15u);
  const Finding twice = Refusal("K X...x...o.......\nK X...x...o.......");
  BOOST_TEST(Says(twice, "the kick already has line 1"));
}

BOOST_AUTO_TEST_CASE(texts_without_cells_are_refused) {
  BOOST_TEST(Says(Refusal(""), "no line of cells"));
  BOOST_TEST(Says(Refusal("# only\n\n# comments\n"), "no line of cells"));
  BOOST_TEST(Says(Refusal("MThd\0\0\0\6"), "MIDI"));
}

BOOST_AUTO_TEST_CASE(documents_that_are_too_long_are_refused) {
  std::string text = "K ";
  text.append(kMaxBars * kStepsPerBar, 'x');
  BOOST_TEST(Accept(text).cells.size() == kMaxBars * kTokensPerBar);
  text.append(kStepsPerBar, 'x');
  BOOST_TEST((Refusal(text).code == FindingCode::kTooLong));
}

// Whatever the bytes: an answer, and a place inside the input if it is no.
BOOST_AUTO_TEST_CASE(random_and_damaged_texts_get_an_answer_with_a_place) {
  constexpr std::string_view kAlphabet = "KSHOLMTCR .oxX|#\n\r\t\x80?";
  const std::string good =
      "# name: t\nK X...x...o.......|x...x...x...x...\n"
      "S ....X.......X...|....X.......X...\n";
  test::Engine engine(5);
  int accepted = 0;
  for (int round = 0; round < 4000; ++round) {
    std::string text;
    if (round % 2 == 0) {
      const std::size_t size = test::Below(engine, 80);
      while (text.size() < size) {
        text += kAlphabet[test::Below(engine, kAlphabet.size())];
      }
    } else {
      text = good.substr(0, test::Below(engine, good.size() + 1));
      if (!text.empty()) {
        char& damaged = text[test::Below(engine, text.size())];
        damaged = static_cast<char>(damaged ^ (1 << test::Below(engine, 8)));
      }
    }
    Findings findings;
    const auto pattern = ReadGridText(text, findings);
    if (pattern) {
      ++accepted;
      BOOST_TEST(pattern->cells.size() % kTokensPerBar == 0u);
      BOOST_TEST(pattern->where.size() == pattern->cells.size());
    } else {
      BOOST_REQUIRE(!findings.empty());
      BOOST_TEST(findings[0].end <= text.size());
    }
  }
  BOOST_TEST(accepted > 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::drums
