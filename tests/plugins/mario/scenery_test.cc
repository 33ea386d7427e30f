// Scenery against its definition, place by place.

#include "plugins/mario/scenery.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <random>
#include <vector>

namespace pastiche::mario {
namespace {

BOOST_AUTO_TEST_SUITE(scenery)

// The definition: counts by tile, shares by division.
std::int64_t Defined(const std::vector<Token>& tokens, std::int64_t first,
                     std::int64_t last, std::int64_t own, bool roof) {
  const auto columns =
      static_cast<std::int64_t>((tokens.size() + kRows - 1) / kRows);
  int solid = 0, known = 0, there = 0;
  for (std::int64_t c = std::max<std::int64_t>(first, 0);
       c <= std::min(last, columns - 1); ++c) {
    if (c == own) continue;
    ++there;
    for (std::size_t row = 0; row < kRows; ++row) {
      if (roof ? row < 10 : row != 0) continue;
      const std::size_t at = static_cast<std::size_t>(c) * kRows + row;
      if (at >= tokens.size() || tokens[at] >= kTileCount) continue;
      ++known;
      if (IsSolid(tokens[at])) ++solid;
    }
  }
  if (there == 0) return kSlotOutside;
  if (known == 0) return kSlotUnknown;
  const double share = double(solid) / double(known);
  if (roof) return solid == 0 ? 0 : share < 1.0 / 8 ? 1 : 2;
  return share < 1.0 / 3 ? 0 : share < 0.75 ? 1 : 2;
}

std::vector<Token> RandomLevel(std::mt19937& bits, std::size_t size) {
  std::vector<Token> tokens(size);
  const auto holes = bits() % 3;  // How many thirds are unknown.
  const auto air = bits() % 4;
  for (Token& token : tokens) {
    token = bits() % 4 < air ? kAir : static_cast<Token>(bits() % kTileCount);
    if (bits() % 3 < holes) token = kUnknownToken;
  }
  return tokens;
}

BOOST_AUTO_TEST_CASE(symbols_are_the_stated_shares) {
  std::mt19937 bits(1);
  for (int round = 0; round < 300; ++round) {
    const auto tokens = RandomLevel(bits, bits() % (40 * kRows));
    const auto col = std::int64_t(bits() % (tokens.size() / kRows + 1));
    const auto at = static_cast<std::size_t>(col);
    const auto causal = Scenery(tokens, at, ContextMode::kCausal);
    const auto fill = Scenery(tokens, at, ContextMode::kFill);
    for (const std::size_t kind : {0u, 1u}) {
      const bool roof = kind == 0;
      const auto left = Defined(tokens, col - 16, col - 1, col, roof);
      BOOST_TEST(causal[kind] == left);
      BOOST_TEST(fill[kind] == left);
      BOOST_TEST(causal[2 + kind] == kSlotUnknown);
      BOOST_TEST(fill[2 + kind] ==
                 Defined(tokens, col - 8, col + 8, col, roof));
    }
  }
}

BOOST_AUTO_TEST_CASE(caves_fields_and_gaps_differ) {
  std::vector<Token> tokens(20 * kRows, kAir);
  BOOST_TEST(Scenery(tokens, 10, ContextMode::kCausal)[0] == 0);
  BOOST_TEST(Scenery(tokens, 10, ContextMode::kCausal)[1] == 0);
  for (std::size_t c = 0; c < 20; ++c) tokens[c * kRows] = kGround;
  BOOST_TEST(Scenery(tokens, 10, ContextMode::kCausal)[1] == 2);
  tokens[3 * kRows + 11] = kGround;
  BOOST_TEST(Scenery(tokens, 10, ContextMode::kCausal)[0] == 1);
  for (std::size_t c = 0; c < 20; ++c) tokens[c * kRows + 11] = kGround;
  BOOST_TEST(Scenery(tokens, 10, ContextMode::kCausal)[0] == 2);
}

BOOST_AUTO_TEST_CASE(a_column_tells_nothing_of_itself_or_of_what_comes_later) {
  std::mt19937 bits(2);
  for (int round = 0; round < 100; ++round) {
    auto tokens = RandomLevel(bits, 30 * kRows);
    const std::size_t col = bits() % 30;
    const auto before = Scenery(tokens, col, ContextMode::kCausal);
    const auto around = Scenery(tokens, col, ContextMode::kFill);
    for (std::size_t row = 0; row < kRows; ++row) {
      tokens[col * kRows + row] = static_cast<Token>(bits() % kTileCount);
    }
    BOOST_TEST((Scenery(tokens, col, ContextMode::kFill) == around));
    tokens.resize(col * kRows);
    BOOST_TEST((Scenery(tokens, col, ContextMode::kCausal) == before));
  }
}

BOOST_AUTO_TEST_CASE(an_empty_level_has_no_scenery) {
  for (const ContextMode mode : {ContextMode::kCausal, ContextMode::kFill}) {
    BOOST_TEST(Scenery({}, 0, mode)[0] == kSlotOutside);
    BOOST_TEST(Scenery({}, 0, mode)[1] == kSlotOutside);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::mario
