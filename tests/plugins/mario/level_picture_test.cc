// Pictures of levels, PNG and SVG: what stands where, and that both show the
// same.

#include "plugins/mario/level_picture.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <charconv>
#include <pugixml.hpp>
#include <string>

#include "plugins/mario/corpus.h"
#include "plugins/mario/level_png.h"
#include "plugins/mario/level_svg.h"
#include "tests/plugins/mario/grids.h"
#include "tests/plugins/mario/pixels.h"

namespace pastiche::mario {
namespace {

std::string Png(const std::vector<Token>& tokens, std::uint32_t scale = 1,
                bool way = false) {
  auto rendered = RenderPng(tokens, scale, way);
  BOOST_REQUIRE(std::holds_alternative<std::string>(rendered));
  return std::get<std::string>(std::move(rendered));
}

Rgb ColorOf(std::string_view hex) {  // "#rrggbb"
  const auto part = [hex](std::size_t at) {
    unsigned value = 0;
    std::from_chars(hex.data() + at, hex.data() + at + 2, value, 16);
    return static_cast<std::uint8_t>(value);
  };
  return {part(1), part(3), part(5)};
}

// Draws the SVG of a level: rectangles and <use> of runs "Mx yhNv1h-Nz".
class SvgDrawer {
 public:
  explicit SvgDrawer(const std::string& svg) {
    BOOST_REQUIRE(document_.load_string(svg.c_str()));
    const pugi::xml_node root = document_.child("svg");
    const std::string box = root.attribute("viewBox").value();
    BOOST_REQUIRE(std::sscanf(box.c_str(), "0 0 %zu %zu", &image.width,
                              &image.height) == 2);
    image.values.assign(image.width * image.height * 3, 0);
    for (const pugi::xml_node node : root.child("g").children()) {
      if (std::string_view(node.name()) == "rect") {
        Fill(0, node.attribute("y").as_uint(),
             node.attribute("width").as_uint(),
             node.attribute("height").as_uint(),
             ColorOf(node.attribute("fill").value()));
      } else {
        Use(root.child("defs"), node);
      }
    }
  }

  RgbImage image;

 private:
  void Fill(std::size_t x0, std::size_t y0, std::size_t width,
            std::size_t height, Rgb color) {
    for (std::size_t y = y0; y < y0 + height; ++y) {
      for (std::size_t x = x0; x < x0 + width; ++x) {
        std::uint8_t* const out = &image.values.at((y * image.width + x) * 3);
        out[0] = color.red;
        out[1] = color.green;
        out[2] = color.blue;
      }
    }
  }

  void Use(pugi::xml_node defs, pugi::xml_node use) {
    const std::string id = use.attribute("xlink:href").value() + 1;
    const pugi::xml_node art =
        defs.find_child_by_attribute("g", "id", id.c_str());
    BOOST_REQUIRE_MESSAGE(art, id);
    for (const pugi::xml_node path : art.children("path")) {
      const std::string data = path.attribute("d").value();
      std::size_t x = 0, y = 0, length = 0;
      int used = 0;
      for (const char* at = data.c_str();
           std::sscanf(at, "M%zu %zuh%zuv1h-%*uz%n", &x, &y, &length, &used) ==
           3;
           at += used) {
        Fill(use.attribute("x").as_uint() + x, use.attribute("y").as_uint() + y,
             length, 1, ColorOf(path.attribute("fill").value()));
      }
    }
  }

  pugi::xml_document document_;
};

BOOST_AUTO_TEST_SUITE(level_picture)

BOOST_AUTO_TEST_CASE(the_grass_is_on_top) {
  const LevelPicture picture = ComposePicture(Grid({"-X-", "XX-", "XXX"}));
  BOOST_REQUIRE(picture.columns == 3u);
  const auto at = [&](std::size_t row, std::size_t col) {
    return picture.level[row * 3 + col];
  };
  BOOST_TEST(at(11, 1) == kArtGroundTop);
  BOOST_TEST(at(12, 0) == kArtGroundTop);
  BOOST_TEST(at(13, 2) == kArtGroundTop);
  for (const auto& [row, col] : {std::pair{12, 1}, {13, 0}, {13, 1}}) {
    const Art art = at(std::size_t(row), std::size_t(col));
    BOOST_TEST((art == kArtGroundInner || art == kArtGroundInner2));
  }
  BOOST_TEST(at(12, 2) == kArtNone);
}

BOOST_AUTO_TEST_CASE(pictures_stand_for_their_tiles) {
  std::mt19937_64 engine(11);
  auto tokens = RandomGrid(60, 2, engine);
  tokens[5] = kUnknownToken;
  const LevelPicture picture = ComposePicture(tokens);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::size_t at = (kRows - 1 - i % kRows) * 60 + i / kRows;
    const Art art = picture.level[at];
    BOOST_TEST((art == kArtNone ? Token{kAir} : TokenOf(art)) == tokens[i]);
    if (tokens[i] != kAir) BOOST_TEST(picture.scenery[at] == kArtNone);
  }
}

BOOST_AUTO_TEST_CASE(the_png_shows_each_tile_in_its_place) {
  const auto tokens = Grid({"E-o", "X-X"});
  const RgbImage image = DecodePng(Png(tokens));
  BOOST_REQUIRE(image.width == 48u);
  BOOST_REQUIRE(image.height == 224u);
  const LevelPicture picture = ComposePicture(tokens);
  std::size_t wrong = 0;
  for (std::size_t y = 0; y < image.height; ++y) {
    for (std::size_t x = 0; x < image.width; ++x) {
      const std::size_t place = y / 16 * 3 + x / 16;
      const std::size_t pixel = y % 16 * 16 + x % 16;
      std::uint8_t index = SkyColor(y / 16);
      for (const Art art : {picture.scenery[place], picture.level[place]}) {
        if (art != kArtNone && PixelsOf(art)[pixel] != 0) {
          index = PixelsOf(art)[pixel];
        }
      }
      const std::uint8_t* const got = &image.values[(y * image.width + x) * 3];
      if (!(Palette()[index] == Rgb{got[0], got[1], got[2]})) ++wrong;
    }
  }
  BOOST_TEST(wrong == 0u);
}

BOOST_AUTO_TEST_CASE(svg_and_png_show_the_same) {
  std::mt19937_64 engine(12);
  BOOST_TEST(
      Differing(SvgDrawer(RenderSvg(RandomGrid(40, 2, engine), 1, false)).image,
                DecodePng(Png(Grid({"X"})))) == SIZE_MAX);
  for (const CorpusLevel& level : ReadCorpus()) {
    const RgbImage png = DecodePng(Png(level.tokens));
    BOOST_TEST(
        Differing(png, SvgDrawer(RenderSvg(level.tokens, 1, false)).image) ==
            0u,
        level.name);
  }
}

BOOST_AUTO_TEST_CASE(scale_repeats_pixels) {
  const auto tokens = Grid({"?X"});
  const RgbImage small = DecodePng(Png(tokens));
  const RgbImage large = DecodePng(Png(tokens, 3));
  BOOST_REQUIRE(large.width == 3 * small.width);
  BOOST_REQUIRE(large.height == 3 * small.height);
  for (std::size_t i = 0; i < large.values.size(); ++i) {
    const std::size_t x = i / 3 % large.width / 3;
    const std::size_t y = i / 3 / large.width / 3;
    BOOST_REQUIRE(large.values[i] ==
                  small.values[(y * small.width + x) * 3 + i % 3]);
  }
  BOOST_TEST(RenderSvg(tokens, 3, false).find("width=\"96\"") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_picture_that_is_too_large_is_refused_at_once) {
  const std::vector<Token> tokens(std::size_t{kMaxColumns} * kRows, kAir);
  const auto rendered = RenderPng(tokens, 1, false);
  const auto* problem = std::get_if<Problem>(&rendered);
  BOOST_REQUIRE(problem != nullptr);
  BOOST_TEST(problem->message ==
             "a picture of 100000 columns at scale 1 is too large");
  const std::vector<Token> wide(std::size_t{18000} * kRows, kAir);
  BOOST_TEST(DecodePng(Png(wide)).width == 18000u * 16u);
}

std::size_t CountColor(const RgbImage& image, std::uint8_t index) {
  const Rgb color = Palette()[index];
  std::size_t count = 0;
  for (std::size_t i = 0; i < image.values.size(); i += 3) {
    if (color == Rgb{image.values[i], image.values[i + 1], image.values[i + 2]})
      ++count;
  }
  return count;
}

BOOST_AUTO_TEST_CASE(the_way_runs_from_start_to_goal) {
  const auto tokens = Grid({"XXXXXXXXXX"});
  const JumpReport report = SolveJumps(tokens);
  const std::vector<Point> points = WayPoints(report);
  BOOST_TEST(points.front().x == 8);
  BOOST_TEST(points.front().y == 16 * 12 + 8);
  BOOST_TEST(points.back().x == 16 * 9 + 8);
  const RgbImage with = DecodePng(Png(tokens, 1, true));
  BOOST_TEST(CountColor(with, WayColor()) > 100u);
  BOOST_TEST(CountColor(with, FaultColor()) == 0u);
  BOOST_TEST(CountColor(DecodePng(Png(tokens)), WayColor()) == 0u);
  const std::string svg = RenderSvg(tokens, 1, true);
  BOOST_TEST(svg.find("<polyline") != std::string::npos);
  BOOST_TEST(svg.find("id=\"fault\"") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_unplayable_level_shows_where_the_way_ends) {
  const auto tokens = Grid({"XXX" + std::string(12, '-') + "XXX"});
  const JumpReport report = SolveJumps(tokens);
  BOOST_TEST(!report.playable);
  BOOST_TEST(WayPoints(report).back().x == 16 * 2 + 8);
  const ColumnRange fault = FaultColumns(report, 18);
  BOOST_TEST(fault.begin == 3u);
  BOOST_TEST(fault.end == 15u);
  const RgbImage image = DecodePng(Png(tokens, 1, true));
  BOOST_TEST(CountColor(image, FaultColor()) > 12u * 16 * 224 / 8);
  BOOST_TEST(RenderSvg(tokens, 1, true)
                 .find("<rect id=\"fault\" x=\"48\" y=\"0\" width=\"192\"") !=
             std::string::npos);
  // Nowhere to start: the first three columns.
  const JumpReport none = SolveJumps(Grid({"----X"}));
  BOOST_TEST(WayPoints(none).empty());
  BOOST_TEST(FaultColumns(none, 5).end == 3u);
  BOOST_TEST(FaultColumns(none, 2).end == 2u);
}

BOOST_AUTO_TEST_CASE(surprising_tiles_are_framed_in_png_and_svg) {
  const auto tokens = Grid({"-E-", "XXX"});
  std::vector<double> bits(tokens.size(), 1.9);
  bits[kRows + 1] = 7.0;  // The enemy.
  bits[0] = 2.0;          // The ground of column 1.
  const auto rendered = RenderPng(tokens, 1, false, bits);
  BOOST_REQUIRE(std::holds_alternative<std::string>(rendered));
  const RgbImage image = DecodePng(std::get<std::string>(rendered));
  // Frames of 3 and of 1 pixel.
  BOOST_TEST(CountColor(image, FaultColor()) ==
             (16u * 16 - 10 * 10) + (16u * 16 - 14 * 14));
  const std::string svg = RenderSvg(tokens, 1, false, bits);
  BOOST_TEST(svg.find("<rect class=\"surprise\" x=\"16\" y=\"192\" "
                      "transform=\"translate(1.5 1.5)\" width=\"13\"") !=
             std::string::npos);
  BOOST_TEST(svg.find("class=\"surprise\"") != svg.rfind("class=\"surprise\""));
}

BOOST_AUTO_TEST_CASE(ways_of_random_levels_are_drawn_inside) {
  std::mt19937_64 engine(13);
  for (int round = 0; round < 100; ++round) {
    const auto tokens = RandomGrid(1 + engine() % 30, 2, engine);
    const RgbImage image = DecodePng(Png(tokens, 1, true));
    BOOST_TEST(image.width == tokens.size() / kRows * 16);
    BOOST_TEST(Png(tokens, 1, true) == Png(tokens, 1, true));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::mario
