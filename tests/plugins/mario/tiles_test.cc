#include "plugins/mario/tiles.h"

#include <boost/test/unit_test.hpp>
#include <string>

namespace pastiche::mario {
namespace {

BOOST_AUTO_TEST_SUITE(tiles)

BOOST_AUTO_TEST_CASE(every_tile_maps_to_its_id_and_back) {
  for (Token token = 0; token < kTileCount; ++token) {
    BOOST_TEST(kTiles[token].symbol == kTileChars[token]);
    BOOST_REQUIRE(TokenOf(kTileChars[token]).has_value());
    BOOST_TEST(*TokenOf(kTileChars[token]) == token);
  }
}

BOOST_AUTO_TEST_CASE(every_other_byte_is_refused_with_a_mend) {
  std::size_t refused = 0;
  for (int byte = 0; byte < 256; ++byte) {
    const char symbol = static_cast<char>(byte);
    if (TokenOf(symbol)) continue;
    ++refused;
    for (const std::string& text :
         {QuotedTile(symbol), MendUnknownTile(symbol)}) {
      BOOST_TEST(!text.empty());
      for (const char c : text) BOOST_TEST((c >= ' ' && c <= '~'));
    }
  }
  BOOST_TEST(refused == 256 - kTileCount);
}

BOOST_AUTO_TEST_CASE(solid_tiles_are_those_of_the_published_table) {
  std::string solid;
  for (Token token = 0; token < kTileCount; ++token) {
    if (IsSolid(token)) solid += kTileChars[token];
  }
  BOOST_TEST(solid == "XS?Q<>[]Bb");
  BOOST_TEST(!IsSolid(kUnknownToken));
  BOOST_TEST(!IsPipe(kUnknownToken));
}

BOOST_AUTO_TEST_CASE(a_lookalike_is_named) {
  BOOST_TEST(MendUnknownTile('x') == "did you mean 'X' (ground)?");
  BOOST_TEST(MendUnknownTile('z').starts_with("allowed tiles are X S -"));
  BOOST_TEST(QuotedTile('\xC3') == "byte 0xC3");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::mario
