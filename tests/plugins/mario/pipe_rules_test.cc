#include "plugins/mario/pipe_rules.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <random>
#include <string>

#include "tests/plugins/mario/grids.h"

namespace pastiche::mario {
namespace {

BOOST_AUTO_TEST_SUITE(pipe_rules)

std::size_t BrokenTiles(const std::vector<Token>& tokens) {
  std::size_t broken = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (IsPipe(tokens[i]) && !PipeTileValid(tokens, i)) ++broken;
  }
  return broken;
}

BOOST_AUTO_TEST_CASE(whole_pipes_are_valid) {
  BOOST_TEST(BrokenTiles(Grid({"-<>-", "-[]-", "-[]-", "XXXX"})) == 0u);
  BOOST_TEST(BrokenTiles(Grid({"-<>-", "XXXX"})) == 0u);          // No body.
  BOOST_TEST(BrokenTiles(Grid({"<>", "[]"})) == 0u);              // Bottom.
  BOOST_TEST(BrokenTiles(Grid({"<><>", "[][]", "XXXX"})) == 0u);  // Neighbours.
  BOOST_TEST(BrokenTiles(Grid({"<>", "[]", "S?", "--"})) == 0u);  // On blocks.
}

BOOST_AUTO_TEST_CASE(each_defect_breaks_the_tiles_it_touches) {
  BOOST_TEST(BrokenTiles(Grid({"<-", "[]", "XX"})) == 2u);  // < and ].
  BOOST_TEST(BrokenTiles(Grid({"[]", "XX"})) == 2u);        // No top.
  BOOST_TEST(BrokenTiles(Grid({"<>", "--", "XX"})) == 2u);  // In the air.
  BOOST_TEST(BrokenTiles(Grid({"<>", "[]", "-X"})) == 1u);  // One leg.
  BOOST_TEST(BrokenTiles(Grid({"-<", "-[", "XX"})) == 2u);  // Cut at the right.
  BOOST_TEST(BrokenTiles(Grid({">-", "]-", "XX"})) == 2u);  // Cut at the left.
  BOOST_TEST(BrokenTiles(Grid({"[>", "XX"})) == 2u);
  BOOST_TEST(BrokenTiles(Grid({"<>", "<>", "XX"})) == 2u);  // Top on a top.
  BOOST_TEST(BrokenTiles(Grid({"><", "XX"})) == 2u);
}

BOOST_AUTO_TEST_CASE(a_body_in_the_top_row_is_broken) {
  std::vector<std::string> rows(13, "[]");
  rows.push_back("XX");
  BOOST_TEST(BrokenTiles(Grid(rows)) == 2u);  // The two in the top row.
}

BOOST_AUTO_TEST_CASE(unknown_neighbours_do_not_make_a_pipe) {
  std::vector<Token> tokens = Grid({"<>", "[]", "XX"});
  tokens[2] = kUnknownToken;
  BOOST_TEST(!PipeTileValid(tokens, 1));
  BOOST_TEST(!PipeTileValid(tokens, kRows + 2));
}

// The mask is sound and complete: a full grid's pipes are valid if and only if
// the mask admits every tile of it.
BOOST_AUTO_TEST_CASE(the_mask_admits_a_full_grid_if_and_only_if_it_is_valid) {
  std::mt19937_64 engine(8);
  std::size_t valid = 0;
  for (int round = 0; round < 4000; ++round) {
    std::vector<Token> tokens =
        Grid({"-<>-<>--", "-[]-[]--", "-[]-[]<>", "XXXXXXXX"});
    for (std::uint64_t e = engine() % 4; e > 0; --e) {
      tokens[engine() % tokens.size()] =
          static_cast<Token>(engine() % kTileCount);
    }
    bool admitted = true;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const TileMask mask = PipeMask(tokens, i, /*open_right=*/false);
      admitted = admitted && (mask >> tokens[i] & 1) != 0;
    }
    const bool is_valid = BrokenTiles(tokens) == 0;
    BOOST_TEST(admitted == is_valid);
    if (is_valid) ++valid;
  }
  BOOST_TEST(valid > 500u);
  BOOST_TEST(valid < 3500u);
}

// Soundness with gaps: whatever tiles of a valid grid are unknown, the mask
// still admits the tile that stands there.
BOOST_AUTO_TEST_CASE(the_mask_admits_the_truth_under_any_holes) {
  std::mt19937_64 engine(9);
  const std::vector<Token> truth =
      Grid({"---<>---", "<>-[]---", "[]-[]-<>", "XXXXXXXX"});
  BOOST_REQUIRE(BrokenTiles(truth) == 0u);
  for (int round = 0; round < 300; ++round) {
    std::vector<Token> tokens = truth;
    for (Token& token : tokens) {
      if (engine() % 2 == 0) token = kUnknownToken;
    }
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      BOOST_TEST((PipeMask(tokens, i, false) >> truth[i] & 1) == 1u);
    }
  }
}

// Drawing left to right only what the mask admits never gets stuck and leaves
// whole pipes, with tiles drawn mostly from the pipes' four.
BOOST_AUTO_TEST_CASE(drawing_under_the_mask_never_gets_stuck) {
  std::mt19937_64 engine(10);
  std::size_t pipes = 0;
  for (int round = 0; round < 300; ++round) {
    constexpr std::size_t kColumns = 12;
    std::vector<Token> canvas(kColumns * kRows, kUnknownToken);
    for (std::size_t at = 0; at < canvas.size(); ++at) {
      const TileMask mask = PipeMask(canvas, at, /*open_right=*/false);
      BOOST_REQUIRE(mask != 0u);
      Token token = 0;
      do {
        token = static_cast<Token>(engine() % kTileCount);
        if (engine() % 2 == 0) token = kPipeTopLeft + token % 4;
      } while ((mask >> token & 1) == 0);
      canvas[at] = token;
    }
    BOOST_TEST(BrokenTiles(canvas) == 0u);
    pipes += static_cast<std::size_t>(
        std::count_if(canvas.begin(), canvas.end(), IsPipe));
  }
  BOOST_TEST(pipes > 10000u);
}

BOOST_AUTO_TEST_CASE(only_a_growing_level_may_start_a_pipe_at_its_right_edge) {
  const std::vector<Token> tokens = Grid({"XX"});
  const TileMask closed = PipeMask(tokens, kRows + 1, /*open_right=*/false);
  const TileMask open = PipeMask(tokens, kRows + 1, /*open_right=*/true);
  BOOST_TEST((closed >> kPipeTopLeft & 1) == 0u);
  BOOST_TEST((open >> kPipeTopLeft & 1) == 1u);
}

BOOST_AUTO_TEST_CASE(the_pipes_of_real_levels_are_valid) {
  const std::vector<RealLevel> real = RealLevels();
  if (real.empty()) BOOST_TEST_MESSAGE("skipped: no levels in PASTICHE_DATA");
  for (const RealLevel& level : real) {
    BOOST_TEST(BrokenTiles(std::get<Level>(ReadLevel(level.text)).tokens) == 0u,
               level.name);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::mario
