#include "plugins/mario/jump_solver.h"

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdlib>
#include <random>

#include "tests/plugins/mario/grids.h"
#include "tests/plugins/mario/slow_search.h"

namespace pastiche::mario {
namespace {

BOOST_AUTO_TEST_SUITE(jump_solver)

BOOST_AUTO_TEST_CASE(random_grids_give_what_the_slow_search_gives) {
  std::mt19937_64 engine(3);
  std::size_t reached = 0;
  for (int round = 0; round < 400; ++round) {
    const auto tokens =
        RandomGrid(1 + engine() % 24, 1 + unsigned(engine() % 5), engine);
    const auto start = static_cast<std::uint32_t>(engine() % tokens.size());
    JumpSearch fast(tokens);
    fast.Run(start);
    SlowSearch slow(tokens);
    const auto cells =
        slow.CellsFrom(static_cast<int>(start / kRows), int(start % kRows));
    std::size_t wrong = 0;
    for (std::uint32_t at = 0; at < tokens.size(); ++at) {
      const bool expected = cells.count({int(at / kRows), int(at % kRows)}) > 0;
      if (fast.Visited(at) != expected) ++wrong;
    }
    BOOST_TEST(wrong == 0u);
    reached += cells.size();
  }
  BOOST_TEST(reached > 10000u);  // The grids are not all closed.
}

bool Touching(const Cell& a, const Cell& b) {
  const int dcol = int(a.col) - int(b.col);
  const int drow = int(a.row) - int(b.row);
  return std::abs(dcol) <= 1 && std::abs(drow) <= 2;
}

// 1 if the path leads through free, touching cells to the right edge.
void RequirePath(const std::vector<Token>& tokens, const JumpReport& report) {
  BOOST_REQUIRE(!report.path.empty());
  BOOST_TEST(report.path.back().col + 1 == tokens.size() / kRows);
  for (std::size_t i = 0; i < report.path.size(); ++i) {
    const Cell& cell = report.path[i];
    BOOST_TEST(!IsSolid(tokens[cell.col * kRows + cell.row]));
    if (i > 0) BOOST_TEST(Touching(report.path[i - 1], cell));
  }
}

BOOST_AUTO_TEST_CASE(paths_of_random_grids_are_walkable) {
  std::mt19937_64 engine(4);
  std::size_t playable = 0;
  for (int round = 0; round < 300; ++round) {
    auto tokens =
        RandomGrid(2 + engine() % 40, 2 + unsigned(engine() % 3), engine);
    const JumpReport report = SolveJumps(tokens);
    if (!report.playable) {
      BOOST_TEST(!DescribeObstacle(report).empty());
      const bool started = report.obstacle != Obstacle::kNoStart;
      BOOST_TEST(report.path.empty() != started);
      if (started) {
        BOOST_TEST(report.path.back().col == report.furthest_column);
      }
      continue;
    }
    ++playable;
    BOOST_TEST(DescribeObstacle(report).empty());
    RequirePath(tokens, report);
  }
  BOOST_TEST(playable > 20u);
}

std::string Obstacle(const std::vector<std::string>& rows) {
  return DescribeObstacle(SolveJumps(Grid(rows)));
}

BOOST_AUTO_TEST_CASE(the_path_is_the_one_of_fewest_moves) {
  const JumpReport step = SolveJumps(Grid({"XX"}));
  BOOST_REQUIRE(step.playable);
  BOOST_TEST((step.path == std::vector<Cell>{{0, 1}, {1, 1}}));
  // One jump, to its end in the last column, with all cells it passes.
  const JumpReport jump = SolveJumps(Grid({"XXX"}));
  const std::vector<Cell> cells = {{0, 1}, {1, 2}, {1, 3},
                                   {1, 4}, {1, 5}, {2, 5}};
  BOOST_TEST((jump.path == cells));
}

// The longest arc is given up 8 columns on and two rows up; the fall carries
// two columns more. So the tenth column after the edge is the first too far.
BOOST_AUTO_TEST_CASE(the_widest_gap_on_level_ground_is_nine) {
  const auto floor = [](std::size_t gap) {
    return Grid({"XXX" + std::string(gap, '-') + "XX"});
  };
  for (std::size_t gap = 1; gap <= 9; ++gap) {
    BOOST_TEST(SolveJumps(floor(gap)).playable);
  }
  BOOST_TEST(DescribeObstacle(SolveJumps(floor(10))) ==
             "impossible from column 3: a gap of 10 columns");
}

BOOST_AUTO_TEST_CASE(the_highest_wall_is_four) {
  const std::vector<std::string> four = {"---X-", "---X-", "---X-", "---X-",
                                         "XXXXX"};
  BOOST_TEST(SolveJumps(Grid(four)).playable);
  std::vector<std::string> five = four;
  five.insert(five.begin(), "---X-");
  BOOST_TEST(Obstacle(five) == "impossible from column 3: a wall of height 5");
}

BOOST_AUTO_TEST_CASE(a_wall_behind_a_gap_is_a_wall) {
  std::vector<std::string> rows(9, "-----XX");
  rows.push_back("XXX--XX");
  BOOST_TEST(Obstacle(rows) == "impossible from column 3: a wall of height 9");
}

BOOST_AUTO_TEST_CASE(a_wall_to_the_top_closes_the_level) {
  std::vector<std::string> rows(13, "---X--");
  rows.push_back("XXXXXX");
  BOOST_TEST(Obstacle(rows) == "impossible from column 3: a wall of height 13");
}

BOOST_AUTO_TEST_CASE(a_level_needs_a_start) {
  BOOST_TEST(Obstacle({"---XXXXX"}) ==
             "impossible from column 1: no place to stand in columns 1 to 3");
  BOOST_TEST(SolveJumps(Grid({"---M----", "---XXXXX"})).playable);
  BOOST_TEST(!SolveJumps({}).playable);
}

BOOST_AUTO_TEST_CASE(a_start_over_the_abyss_is_a_gap) {
  BOOST_TEST(Obstacle({"M", "-"}) ==
             "impossible from column 1: a gap of 1 column");
}

BOOST_AUTO_TEST_CASE(reached_columns_end_where_the_way_does) {
  const JumpReport report =
      SolveJumps(Grid({"XXX" + std::string(30, '-') + "X"}));
  BOOST_TEST(!report.playable);
  BOOST_TEST(report.reached[2] == 1);
  BOOST_TEST(report.reached[33] == 0);
  BOOST_TEST(report.furthest_column == 2u);
}

BOOST_AUTO_TEST_CASE(prefixes_of_playable_levels_are_reachable) {
  std::mt19937_64 engine(5);
  for (int round = 0; round < 200; ++round) {
    const auto tokens = RandomGrid(30, 2 + unsigned(engine() % 2), engine);
    const bool playable = SolveJumps(tokens).playable;
    BOOST_TEST(PrefixReachable(tokens) == playable);
    if (!playable) continue;
    for (std::size_t count = 0; count <= tokens.size(); count += 5) {
      BOOST_TEST(PrefixReachable(std::span(tokens).first(count)));
    }
  }
}

// Where the prefix is reachable, ground under everything lets it go on: the
// exactness of the answer.
BOOST_AUTO_TEST_CASE(reachable_prefixes_have_a_playable_continuation) {
  std::mt19937_64 engine(6);
  std::size_t reachable = 0;
  for (int round = 0; round < 300; ++round) {
    auto tokens =
        RandomGrid(3 + engine() % 12, 2 + unsigned(engine() % 3), engine);
    const bool can = PrefixReachable(tokens);
    bool continued = false;
    // A column with one solid tile at any height, then nothing else.
    for (std::size_t row = 0; row < kRows && !continued; ++row) {
      std::vector<Token> longer = tokens;
      longer.resize(tokens.size() + kRows, kAir);
      longer[tokens.size() + row] = kGround;
      JumpSearch search(longer);
      std::uint32_t start = 0;
      while (start < 3 * kRows &&
             (start % kRows == 0 || IsSolid(tokens[start]) ||
              !IsSolid(tokens[start - 1]))) {
        ++start;
      }
      if (start == 3 * kRows) break;
      search.Run(start);
      const auto top = static_cast<std::uint32_t>(tokens.size() + row + 1);
      continued = row + 1 < kRows && search.Visited(top);
    }
    BOOST_TEST(can == continued);
    if (can) ++reachable;
  }
  BOOST_TEST(reachable > 50u);
}

BOOST_AUTO_TEST_CASE(the_real_levels_are_playable) {
  const std::vector<RealLevel> real = RealLevels();
  if (real.empty()) BOOST_TEST_MESSAGE("skipped: no levels in PASTICHE_DATA");
  for (const RealLevel& level : real) {
    const auto tokens = std::get<Level>(ReadLevel(level.text)).tokens;
    const JumpReport report = SolveJumps(tokens);
    BOOST_TEST(report.playable, level.name << ": " << DescribeObstacle(report));
    if (report.playable) RequirePath(tokens, report);
  }
}

BOOST_AUTO_TEST_CASE(the_widest_level_is_solved) {
  std::mt19937_64 engine(7);
  std::vector<Token> tokens(std::size_t{kMaxColumns} * kRows, kAir);
  for (std::size_t c = 0; c < kMaxColumns; ++c) {
    tokens[c * kRows] = kGround;
    if (engine() % 8 == 0) tokens[c * kRows + 4 + engine() % 8] = kBrick;
  }
  const auto begin = std::chrono::steady_clock::now();
  const JumpReport report = SolveJumps(tokens);
  const std::chrono::duration<double> taken =
      std::chrono::steady_clock::now() - begin;
  BOOST_TEST_MESSAGE("100000 columns in " << taken.count() << " s");
  BOOST_TEST(report.playable);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::mario
