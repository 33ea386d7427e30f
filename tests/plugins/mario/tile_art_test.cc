#include "plugins/mario/tile_art.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>
#include <string>

namespace pastiche::mario {
namespace {

BOOST_AUTO_TEST_SUITE(tile_art)

BOOST_AUTO_TEST_CASE(every_tile_but_air_has_art_of_its_own) {
  std::set<Token> tokens;
  std::set<Pixels> pictures;
  std::set<std::string> names;
  for (int i = 0; i < kArtCount; ++i) {
    const auto art = static_cast<Art>(i);
    if (TokenOf(art) != kUnknownToken) tokens.insert(TokenOf(art));
    BOOST_TEST(pictures.insert(PixelsOf(art)).second, NameOf(art));
    BOOST_TEST(names.insert(std::string(NameOf(art))).second);
  }
  BOOST_TEST(tokens.size() == kTileCount - 1);
  BOOST_TEST(tokens.count(kAir) == 0u);
}

BOOST_AUTO_TEST_CASE(pixels_are_colours_of_the_palette) {
  BOOST_TEST(Palette().size() <= 64u);
  for (int i = 0; i < kArtCount; ++i) {
    const Pixels& pixels = PixelsOf(static_cast<Art>(i));
    BOOST_TEST(*std::max_element(pixels.begin(), pixels.end()) <
               Palette().size());
    BOOST_TEST(*std::max_element(pixels.begin(), pixels.end()) > 0);
  }
}

// Blocks fill their cell; the sky must not show through.
BOOST_AUTO_TEST_CASE(solid_ground_and_sky_have_no_holes) {
  for (const Art art : {kArtGroundTop, kArtGroundInner, kArtGroundInner2,
                        kArtBrick, kArtQuestion, kArtUsedQuestion, kArtSky}) {
    const Pixels& pixels = PixelsOf(art);
    BOOST_TEST(std::count(pixels.begin(), pixels.end(), 0) == 0, NameOf(art));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::mario
