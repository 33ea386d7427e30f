#include "plugins/mario/checks.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <random>

#include "tests/plugins/mario/grids.h"

namespace pastiche::mario {
namespace {

BOOST_AUTO_TEST_SUITE(checks)

std::size_t Count(const std::vector<Problem>& problems, ProblemCode code) {
  return static_cast<std::size_t>(
      std::count_if(problems.begin(), problems.end(),
                    [&](const Problem& p) { return p.code == code; }));
}

BOOST_AUTO_TEST_CASE(a_good_level_has_no_problems) {
  const auto tokens = Grid({"M-<>--B-", "--[]--b-", "XXXXXXXX"});
  BOOST_TEST(CheckLevel(tokens).empty());
}

BOOST_AUTO_TEST_CASE(a_gap_is_reported_with_its_columns) {
  const auto problems =
      CheckLevel(Grid({"XXXX" + std::string(12, '-') + "XX"}));
  BOOST_REQUIRE(problems.size() == 1u);
  BOOST_TEST(!IsValid(problems));
  BOOST_TEST((problems[0].code == ProblemCode::kUnplayable));
  BOOST_TEST(problems[0].begin == 4 * kRows);
  BOOST_TEST(problems[0].end == 16 * kRows);
  BOOST_TEST(problems[0].message ==
             "impossible from column 4: a gap of 12 columns");
}

BOOST_AUTO_TEST_CASE(each_broken_pipe_tile_is_reported_at_its_place) {
  const auto problems = CheckLevel(Grid({"--<---", "--[]--", "XXXXXX"}));
  BOOST_TEST(Count(problems, ProblemCode::kBrokenPipe) == 2u);
  BOOST_TEST(problems[0].begin == 2 * kRows + 2);
  BOOST_TEST(problems[0].end == 2 * kRows + 3);
  BOOST_TEST(problems[0].message ==
             "the pipe tile '<' in row 12, column 3 belongs to no whole pipe");
}

BOOST_AUTO_TEST_CASE(only_the_first_start_is_right) {
  const auto problems = CheckLevel(Grid({"M--M-M", "XXXXXX"}));
  BOOST_TEST(Count(problems, ProblemCode::kSecondStart) == 2u);
  BOOST_TEST(!IsValid(problems));
}

BOOST_AUTO_TEST_CASE(a_loose_cannon_is_a_note) {
  const auto problems = CheckLevel(Grid({"--b--", "XXXXX"}));
  BOOST_REQUIRE(problems.size() == 1u);
  BOOST_TEST((problems[0].severity == Severity::kNote));
  BOOST_TEST(IsValid(problems));
}

BOOST_AUTO_TEST_CASE(long_lists_are_cut_with_a_count) {
  const std::string row(200, '[');
  const auto problems = CheckLevel(Grid({row, std::string(200, 'X')}));
  BOOST_TEST(Count(problems, ProblemCode::kBrokenPipe) == kMaxListed + 1);
  BOOST_TEST(problems.back().message == "150 more broken pipe tiles");
  BOOST_TEST(!IsValid(problems));
}

// Every problem's span lies in the level, whatever the level is.
BOOST_AUTO_TEST_CASE(spans_lie_within_random_levels) {
  std::mt19937_64 engine(11);
  for (int round = 0; round < 500; ++round) {
    auto tokens = RandomGrid(1 + engine() % 20, unsigned(engine() % 6), engine);
    if (engine() % 3 == 0) tokens[engine() % tokens.size()] = kStart;
    for (const Problem& problem : CheckLevel(tokens)) {
      BOOST_TEST(problem.begin <= problem.end);
      BOOST_TEST(problem.end <= tokens.size());
      if (problem.severity == Severity::kError) {
        BOOST_TEST(problem.begin < problem.end);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(beginnings_of_valid_levels_can_become_valid) {
  const auto tokens = Grid({"--<>----SS--", "--[]--------", "XXXXXXXXXXXX"});
  BOOST_REQUIRE(IsValid(CheckLevel(tokens)));
  for (std::size_t count = 0; count <= tokens.size(); ++count) {
    BOOST_TEST(!CheckPrefix(std::span(tokens).first(count)).has_value());
  }
}

BOOST_AUTO_TEST_CASE(hopeless_beginnings_say_why) {
  const auto gap = CheckPrefix(Grid({"XXX" + std::string(25, '-')}));
  BOOST_REQUIRE(gap.has_value());
  BOOST_TEST(gap->message == "impossible from column 3: a gap of 25 columns");
  const auto pipe = CheckPrefix(Grid({"--<-", "XXXX"}));
  BOOST_REQUIRE(pipe.has_value());
  BOOST_TEST((pipe->code == ProblemCode::kBrokenPipe));
  BOOST_TEST(!CheckPrefix(Grid({"---<", "XXXX"})).has_value());
  BOOST_TEST(CheckPrefix(Grid({"M-M", "XXX"})).has_value());
}

// Unknown tiles: free to the jump search, no broken pipe.
BOOST_AUTO_TEST_CASE(unknown_tiles_are_no_ground_for_refusal) {
  auto tokens = Grid({"--<>--", "--[]--", "XXXXXX"});
  tokens[2 * kRows + 1] = kUnknownToken;
  tokens[3 * kRows + 2] = kUnknownToken;
  BOOST_TEST(!CheckPrefix(tokens).has_value());
}

BOOST_AUTO_TEST_CASE(a_second_start_is_not_allowed_anywhere) {
  auto tokens = Grid({"M---", "XXXX"});
  const TileMask start = TileMask{1} << kStart;
  BOOST_TEST((AllowedTiles(tokens, tokens.size()) & start) == 0u);
  BOOST_TEST((AllowedTiles(tokens, 0) & start) == 0u);
  BOOST_TEST((AllowedTiles(tokens, 1) & start) == start);  // In its own place.
  BOOST_TEST((AllowedTiles({}, 0) & start) == start);
}

BOOST_AUTO_TEST_CASE(a_pipe_half_leaves_its_partner_only) {
  auto tokens = Grid({"-<", "-[", "XX"});
  tokens.push_back(kGround);
  BOOST_TEST(AllowedTiles(tokens, tokens.size()) == TileMask{1} << kPipeRight);
  tokens.push_back(kPipeRight);
  BOOST_TEST(AllowedTiles(tokens, tokens.size()) == TileMask{1}
                                                        << kPipeTopRight);
}

BOOST_AUTO_TEST_CASE(real_levels_are_valid_and_allowed) {
  const std::vector<RealLevel> real = RealLevels();
  if (real.empty()) BOOST_TEST_MESSAGE("skipped: no levels in PASTICHE_DATA");
  for (const RealLevel& level : real) {
    const auto tokens = std::get<Level>(ReadLevel(level.text)).tokens;
    BOOST_TEST(IsValid(CheckLevel(tokens)), level.name);
    std::size_t refused = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const auto before = std::span(tokens).first(i);
      if ((AllowedTiles(tokens, i) >> tokens[i] & 1) == 0) ++refused;
      if ((AllowedTiles(before, i) >> tokens[i] & 1) == 0) ++refused;
    }
    BOOST_TEST(refused == 0u);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::mario
