#include "plugins/mario/corpus.h"

#include <boost/test/unit_test.hpp>
#include <set>
#include <vector>

#include "plugins/mario/checks.h"
#include "tests/plugins/mario/grids.h"

namespace pastiche::mario {
namespace {

BOOST_AUTO_TEST_SUITE(corpus)

constexpr std::size_t kWindow = 16 * kRows;

BOOST_AUTO_TEST_CASE(there_are_enough_levels_of_a_good_size) {
  const std::vector<CorpusLevel> levels = ReadCorpus();
  BOOST_TEST(levels.size() >= 8u);
  std::set<std::string> names;
  for (const CorpusLevel& level : levels) {
    BOOST_TEST(level.tokens.size() >= 100 * kRows);
    BOOST_TEST(names.insert(level.name).second);
  }
}

BOOST_AUTO_TEST_CASE(every_level_is_valid_and_allowed) {
  for (const CorpusLevel& level : ReadCorpus()) {
    BOOST_TEST(CheckLevel(level.tokens).empty(), level.name);
    BOOST_TEST(!CheckPrefix(level.tokens).has_value(), level.name);
    for (std::size_t i = 0; i < level.tokens.size(); ++i) {
      const TileMask mask = AllowedTiles(level.tokens, i);
      BOOST_REQUIRE((mask >> level.tokens[i] & 1) == 1u);
    }
  }
}

BOOST_AUTO_TEST_CASE(together_they_use_every_tile_but_the_start) {
  std::set<Token> used;
  for (const CorpusLevel& level : ReadCorpus()) {
    used.insert(level.tokens.begin(), level.tokens.end());
  }
  BOOST_TEST(used.size() == kTileCount - 1);
  BOOST_TEST(used.count(kStart) == 0u);
}

// Flat ground under open sky, as every level has it somewhere.
bool IsTrivial(const std::vector<Token>& window) {
  for (std::size_t i = 0; i < window.size(); ++i) {
    if (window[i] != (i % kRows == 0 ? kGround : kAir)) return false;
  }
  return true;
}

std::set<std::vector<Token>> WindowsOf(const std::vector<Token>& tokens) {
  std::set<std::vector<Token>> windows;
  for (std::size_t at = 0; at + kWindow <= tokens.size(); at += kRows) {
    const auto begin = tokens.begin() + static_cast<std::ptrdiff_t>(at);
    windows.emplace(begin, begin + kWindow);
  }
  return windows;
}

BOOST_AUTO_TEST_CASE(no_16_columns_are_copied_from_a_real_level) {
  const std::vector<RealLevel> real = RealLevels();
  if (real.empty()) BOOST_TEST_MESSAGE("skipped: no levels in PASTICHE_DATA");
  std::set<std::vector<Token>> known;
  for (const RealLevel& level : real) {
    known.merge(WindowsOf(std::get<Level>(ReadLevel(level.text)).tokens));
  }
  for (const CorpusLevel& level : ReadCorpus()) {
    for (const std::vector<Token>& window : WindowsOf(level.tokens)) {
      if (IsTrivial(window)) continue;
      BOOST_TEST(known.count(window) == 0u, level.name);
    }
  }
}

BOOST_AUTO_TEST_CASE(no_16_columns_recur_between_levels) {
  std::set<std::vector<Token>> seen;
  for (const CorpusLevel& level : ReadCorpus()) {
    std::set<std::vector<Token>> own = WindowsOf(level.tokens);
    for (const std::vector<Token>& window : own) {
      if (!IsTrivial(window)) BOOST_TEST(seen.count(window) == 0u, level.name);
    }
    seen.merge(own);
  }
}

BOOST_AUTO_TEST_CASE(the_content_hash_is_stable_within_a_build) {
  BOOST_TEST(ContentHash() == ContentHash());
  BOOST_TEST(ContentHash() != 0u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::mario
