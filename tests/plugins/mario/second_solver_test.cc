// The plugin's solver against an independent one, winning_cells.h.

#include <boost/test/unit_test.hpp>
#include <string>

#include "plugins/mario/corpus.h"
#include "plugins/mario/jump_solver.h"
#include "tests/plugins/mario/grids.h"
#include "tests/plugins/mario/winning_cells.h"

namespace pastiche::mario {
namespace {

bool Agree(const std::vector<Token>& tokens) {
  return SolveJumps(tokens).playable == WinningCells(tokens).Playable();
}

// One to eight changes: tiles, whole columns emptied or walled, shifted rows.
std::vector<Token> Mutated(std::vector<Token> tokens, std::mt19937_64& engine) {
  const std::size_t columns = tokens.size() / kRows;
  for (std::uint64_t change = 1 + engine() % 8; change > 0; --change) {
    const std::size_t col = engine() % columns;
    const std::size_t width = 1 + engine() % 12;
    const std::uint64_t kind = engine() % 4;
    const std::size_t height = engine() % (kRows + 1);
    for (std::size_t c = col; c < std::min(col + width, columns); ++c) {
      for (std::size_t row = 0; row < kRows; ++row) {
        Token& token = tokens[c * kRows + row];
        if (kind == 0) token = kAir;
        if (kind == 1 && row < height) token = kGround;
        if (kind == 2 && engine() % 6 == 0) {
          token = static_cast<Token>(engine() % kTileCount);
        }
        if (kind == 3 && row == height) token = kBrick;
      }
    }
  }
  return tokens;
}

BOOST_AUTO_TEST_SUITE(second_solver)

BOOST_AUTO_TEST_CASE(both_find_the_corpus_playable) {
  for (const CorpusLevel& level : ReadCorpus()) {
    BOOST_TEST(WinningCells(level.tokens).Playable(), level.name);
    BOOST_TEST(Agree(level.tokens), level.name);
  }
}

BOOST_AUTO_TEST_CASE(both_agree_on_the_real_levels) {
  const std::vector<RealLevel> real = RealLevels();
  if (real.empty()) BOOST_TEST_MESSAGE("skipped: no levels in PASTICHE_DATA");
  for (const RealLevel& level : real) {
    const auto tokens = std::get<Level>(ReadLevel(level.text)).tokens;
    BOOST_TEST(WinningCells(tokens).Playable(), level.name);
    BOOST_TEST(Agree(tokens), level.name);
  }
}

BOOST_AUTO_TEST_CASE(both_agree_on_random_grids) {
  std::mt19937_64 engine(31);
  std::size_t wrong = 0, playable = 0;
  for (int round = 0; round < 4000; ++round) {
    const auto tokens =
        RandomGrid(1 + engine() % 40, 1 + unsigned(engine() % 5), engine);
    if (!Agree(tokens)) ++wrong;
    if (SolveJumps(tokens).playable) ++playable;
  }
  BOOST_TEST(wrong == 0u);
  BOOST_TEST(playable > 400u);
  BOOST_TEST(playable < 3600u);
}

BOOST_AUTO_TEST_CASE(both_agree_on_mutated_levels) {
  std::mt19937_64 engine(32);
  std::vector<std::vector<Token>> levels;
  for (const CorpusLevel& level : ReadCorpus()) levels.push_back(level.tokens);
  for (const RealLevel& level : RealLevels()) {
    levels.push_back(std::get<Level>(ReadLevel(level.text)).tokens);
  }
  std::size_t wrong = 0, playable = 0;
  constexpr std::size_t kRounds = 3000;
  for (std::size_t round = 0; round < kRounds; ++round) {
    const auto tokens = Mutated(levels[round % levels.size()], engine);
    if (!Agree(tokens)) ++wrong;
    if (SolveJumps(tokens).playable) ++playable;
  }
  BOOST_TEST(wrong == 0u);
  BOOST_TEST(playable > kRounds / 10);
  BOOST_TEST(playable < kRounds * 9 / 10);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::mario
