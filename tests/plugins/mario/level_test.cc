#include "plugins/mario/level.h"

#include <boost/test/unit_test.hpp>
#include <random>

#include "tests/plugins/mario/grids.h"

namespace pastiche::mario {
namespace {

BOOST_AUTO_TEST_SUITE(level)

Problem Refusal(std::string_view text) {
  const auto read = ReadLevel(text);
  const auto* problem = std::get_if<Problem>(&read);
  BOOST_REQUIRE_MESSAGE(problem != nullptr, "was read: " << text);
  return *problem;
}

BOOST_AUTO_TEST_CASE(tokens_run_by_column_from_the_bottom) {
  const std::vector<Token> tokens = Grid({"-E", "X?"});
  BOOST_REQUIRE(tokens.size() == 28u);
  BOOST_TEST(tokens[0] == kGround);
  BOOST_TEST(tokens[1] == kAir);
  BOOST_TEST(tokens[14] == kQuestion);
  BOOST_TEST(tokens[15] == kEnemy);
  BOOST_TEST(PlaceName(15) == "row 13, column 2");
}

BOOST_AUTO_TEST_CASE(line_ends_do_not_change_the_tokens) {
  const std::string text = Drawn({"-E-", "X?X"});
  std::string crlf;
  for (const char c : text) crlf += c == '\n' ? "\r\n" : std::string(1, c);
  const std::string cut = text.substr(0, text.size() - 1);
  const auto tokens = std::get<Level>(ReadLevel(text)).tokens;
  BOOST_TEST(std::get<Level>(ReadLevel(crlf)).tokens == tokens);
  BOOST_TEST(std::get<Level>(ReadLevel(cut)).tokens == tokens);
  BOOST_TEST(std::get<std::string>(WriteLevel(tokens)) == text);
}

BOOST_AUTO_TEST_CASE(each_token_points_at_its_byte) {
  std::string text = Drawn({"oo<>--E", "--[]SSS", "XXXXXXX"});
  for (const bool crlf : {false, true}) {
    if (crlf) {
      for (std::size_t at = 0; (at = text.find('\n', at)) != text.npos; at += 2)
        text.replace(at, 1, "\r\n");
    }
    const Level level = std::get<Level>(ReadLevel(text));
    for (std::size_t i = 0; i < level.tokens.size(); ++i) {
      BOOST_TEST(text[level.ByteOf(i)] == kTileChars[level.tokens[i]]);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_unknown_tile_is_placed_and_mended) {
  std::string text = Drawn({"----", "XXXX"});
  text[5 * 12 + 2] = 'x';
  const Problem problem = Refusal(text);
  BOOST_TEST((problem.code == ProblemCode::kUnknownTile));
  BOOST_TEST(problem.begin == 62u);
  BOOST_TEST(problem.end == 63u);
  BOOST_TEST(problem.message == "unknown tile 'x' in row 13, column 3");
  BOOST_TEST(problem.mend == "did you mean 'X' (ground)?");
}

BOOST_AUTO_TEST_CASE(the_odd_row_is_named_with_both_widths) {
  for (const std::size_t odd : {0u, 6u, 13u}) {
    std::string text;
    for (std::size_t r = 0; r < kRows; ++r) {
      text += std::string(r == odd ? 9 : 10, '-') + '\n';
    }
    const Problem problem = Refusal(text);
    BOOST_TEST((problem.code == ProblemCode::kRaggedRow));
    BOOST_TEST(problem.begin == 11 * odd);
    BOOST_TEST(problem.end == 11 * odd + 9);
    const std::string row = "row " + std::to_string(odd + 1);
    BOOST_TEST(problem.message == row + " is 9 tiles wide, the others are 10");
    BOOST_TEST(problem.mend == "pad " + row + " to 10 tiles");
  }
}

BOOST_AUTO_TEST_CASE(wrong_heights_are_counted) {
  const std::string text = Drawn({"XXX"});
  const Problem truncated = Refusal(text.substr(0, 4 * 9));
  BOOST_TEST((truncated.code == ProblemCode::kRowCount));
  BOOST_TEST(truncated.message == "the level has 9 rows instead of 14");
  const Problem tall = Refusal(text + "XXX\nXXX\n");
  BOOST_TEST(tall.message == "the level has 16 rows instead of 14");
  BOOST_TEST(tall.begin == text.size());
  BOOST_TEST((Refusal(text + "\n").code == ProblemCode::kRowCount));
  BOOST_TEST((Refusal("").code == ProblemCode::kEmptyLevel));
  BOOST_TEST((Refusal("\n").code == ProblemCode::kRowCount));
  BOOST_TEST((Refusal(std::string(14, '\n')).code == ProblemCode::kRaggedRow));
}

BOOST_AUTO_TEST_CASE(the_width_limit_is_exact) {
  std::string text;
  for (std::size_t r = 0; r < kRows; ++r) {
    text += std::string(kMaxColumns, '-') + '\n';
  }
  BOOST_TEST(std::get<Level>(ReadLevel(text)).ColumnCount() == kMaxColumns);
  text.clear();
  for (std::size_t r = 0; r < kRows; ++r) {
    text += std::string(kMaxColumns + 1, '-') + '\n';
  }
  BOOST_TEST((Refusal(text).code == ProblemCode::kLevelTooLarge));
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_is_named) {
  const Problem problem = Refusal("\xEF\xBB\xBF" + Drawn({"XX"}));
  BOOST_TEST(problem.message.find("byte order mark") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(tokens_that_are_no_level_are_refused) {
  const std::vector<Token> tokens = Grid({"XX"});
  const auto code = [](std::span<const Token> t) {
    return std::get<Problem>(WriteLevel(t)).code;
  };
  BOOST_TEST((code({}) == ProblemCode::kTokenCount));
  BOOST_TEST((code(std::span(tokens).first(27)) == ProblemCode::kTokenCount));
  std::vector<Token> bad = tokens;
  bad[20] = kTileCount;
  BOOST_TEST((code(bad) == ProblemCode::kTokenRange));
  bad[20] = kUnknownToken;
  BOOST_TEST((code(bad) == ProblemCode::kTokenRange));
  BOOST_TEST(!ValidateTokens(bad, /*allow_unknown=*/true).has_value());
  BOOST_TEST(std::get<Problem>(WriteLevel(bad)).begin == 20u);
  const std::vector<Token> wide((kMaxColumns + 1) * kRows, kAir);
  BOOST_TEST((code(wide) == ProblemCode::kTokenCount));
}

BOOST_AUTO_TEST_CASE(random_grids_survive_the_round_trip) {
  std::mt19937_64 engine(1);
  for (int round = 0; round < 200; ++round) {
    const auto tokens = RandomGrid(1 + engine() % 40, 1, engine);
    const auto text = std::get<std::string>(WriteLevel(tokens));
    BOOST_TEST(std::get<Level>(ReadLevel(text)).tokens == tokens);
  }
}

// Any bytes give a level or a problem whose span lies in the text.
BOOST_AUTO_TEST_CASE(random_bytes_never_get_past_the_reader_unseen) {
  std::mt19937_64 engine(2);
  const std::string good = Drawn({"S?QE<>[]oBbM", "XXXXXXXXXXXX"});
  for (int round = 0; round < 5000; ++round) {
    std::string text = good;
    const std::uint64_t edits = 1 + engine() % 4;
    for (std::uint64_t e = 0; e < edits && !text.empty(); ++e) {
      const std::size_t at = engine() % text.size();
      switch (engine() % 4) {
        case 0:
          text[at] = static_cast<char>(engine());
          break;
        case 1:
          text.erase(at, 1 + engine() % 20);
          break;
        case 2:
          text.insert(at, 1, "\n\r-X\0"[engine() % 5]);
          break;
        default:
          text.resize(at);
          break;
      }
    }
    const auto read = ReadLevel(text);
    if (const auto* problem = std::get_if<Problem>(&read)) {
      BOOST_TEST(problem->begin <= problem->end);
      BOOST_TEST(problem->end <= text.size());
      BOOST_TEST(!problem->message.empty());
    } else {
      BOOST_TEST(std::get<Level>(read).tokens.size() % kRows == 0u);
    }
  }
}

BOOST_AUTO_TEST_CASE(real_levels_survive_the_round_trip) {
  const std::vector<RealLevel> real = RealLevels();
  if (real.empty()) BOOST_TEST_MESSAGE("skipped: no levels in PASTICHE_DATA");
  for (const RealLevel& level : real) {
    const auto read = ReadLevel(level.text);
    BOOST_REQUIRE_MESSAGE(std::holds_alternative<Level>(read), level.name);
    std::string text =
        std::get<std::string>(WriteLevel(std::get<Level>(read).tokens));
    if (level.text.back() != '\n') text.pop_back();
    BOOST_TEST(text == level.text);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::mario
