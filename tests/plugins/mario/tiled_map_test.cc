#include "plugins/mario/tiled_map.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "plugins/mario/corpus.h"
#include "tests/plugins/mario/grids.h"

namespace pastiche::mario {
namespace {

std::string Written(const std::vector<Token>& tokens) {
  auto written = WriteTiledMap(tokens);
  BOOST_REQUIRE(std::holds_alternative<std::string>(written));
  return std::get<std::string>(std::move(written));
}

TiledLevel Read(const std::string& text) {
  auto read = ReadTiledMap(text);
  if (const auto* problem = std::get_if<Problem>(&read)) {
    BOOST_FAIL(problem->message);
  }
  return std::get<TiledLevel>(std::move(read));
}

Problem Refusal(const std::string& text) {
  auto read = ReadTiledMap(text);
  BOOST_REQUIRE_MESSAGE(std::holds_alternative<Problem>(read), text);
  const Problem problem = std::get<Problem>(std::move(read));
  BOOST_TEST(!problem.mend.empty());
  BOOST_TEST(problem.begin <= problem.end);
  BOOST_TEST(problem.end <= text.size());
  return problem;
}

// A small map as another program would write it; parts can be replaced.
struct Parts {
  std::string map = R"(version="1.10" orientation="orthogonal" width="2" )"
                    R"(height="14" tilewidth="8" tileheight="8")";
  std::string tilesets =
      R"(<tileset firstgid="3" name="mine"><tile id="0"><properties>)"
      R"(<property name="tile" value="X"/></properties></tile>)"
      R"(<tile id="7" class="box"><properties><property name="tile" )"
      R"(value="?"/></properties></tile></tileset>)";
  std::string layer = R"(id="1" name="anything" width="2" height="14")";
  std::string data = R"(encoding="csv")";
  std::string csv;
  std::string after;

  Parts() {
    for (int row = 0; row < 13; ++row) csv += "0,10,\n";
    csv += "3,3\n";
  }
  [[nodiscard]] std::string Text() const {
    return "<?xml version=\"1.0\"?>\n<map " + map + ">" + tilesets + "<layer " +
           layer + "><data " + data + ">" + csv + "</data></layer>" + after +
           "</map>\n";
  }
};

BOOST_AUTO_TEST_SUITE(tiled_map)

BOOST_AUTO_TEST_CASE(levels_survive_a_round_trip) {
  for (const CorpusLevel& level : ReadCorpus()) {
    BOOST_TEST(Read(Written(level.tokens)).tokens == level.tokens, level.name);
  }
  std::mt19937_64 engine(21);
  for (int round = 0; round < 50; ++round) {
    const auto tokens = RandomGrid(1 + engine() % 50, 1, engine);
    const std::string text = Written(tokens);
    BOOST_TEST(Read(text).tokens == tokens);
    BOOST_TEST(Written(tokens) == text);
  }
}

BOOST_AUTO_TEST_CASE(real_levels_survive_a_round_trip) {
  for (const RealLevel& level : RealLevels()) {
    const auto tokens = std::get<Level>(ReadLevel(level.text)).tokens;
    BOOST_TEST(Read(Written(tokens)).tokens == tokens, level.name);
  }
}

BOOST_AUTO_TEST_CASE(the_widest_level_survives_a_round_trip) {
  const std::vector<Token> tokens(std::size_t{kMaxColumns} * kRows, kGround);
  BOOST_TEST((Read(Written(tokens)).tokens == tokens));
}

BOOST_AUTO_TEST_CASE(places_point_at_the_numbers) {
  const std::string text = Parts().Text();
  const TiledLevel level = Read(text);
  BOOST_REQUIRE(level.tokens.size() == 28u);
  BOOST_TEST(level.tokens[0] == kGround);
  BOOST_TEST(level.tokens[13] == kAir);
  BOOST_TEST(level.tokens[14 + 13] == kQuestion);
  for (std::size_t i = 0; i < 28; ++i) {
    const std::string number = text.substr(
        level.where[i].begin, level.where[i].end - level.where[i].begin);
    BOOST_TEST(number == (level.tokens[i] == kAir      ? "0"
                          : level.tokens[i] == kGround ? "3"
                                                       : "10"));
  }
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_moves_no_place) {
  const std::string text = "\xEF\xBB\xBF" + Parts().Text();
  const TiledLevel level = Read(text);
  BOOST_TEST(text[level.where[0].begin] == '3');
}

BOOST_AUTO_TEST_CASE(flips_are_ignored_and_blanks_are_free) {
  Parts parts;
  parts.csv.clear();
  for (int row = 0; row < 14; ++row) {
    // 3 flipped three ways, and 10 rotated.
    parts.csv += row == 13 ? " 3758096387 ,\t\r\n268435466 " : "0 ,\n\n 0,";
  }
  const TiledLevel level = Read(parts.Text());
  BOOST_TEST(level.tokens[0] == kGround);
  BOOST_TEST(level.tokens[14] == kQuestion);
}

BOOST_AUTO_TEST_CASE(the_layer_called_level_is_read) {
  Parts parts;
  parts.layer = R"(id="1" name="level" width="2" height="14")";
  parts.after = R"(<layer name="sky" width="2" height="14"/>)";
  BOOST_TEST(Read(parts.Text()).tokens[0] == kGround);
  parts.layer = R"(id="1" name="ground" width="2" height="14")";
  BOOST_TEST(Refusal(parts.Text()).message ==
             "none of the layers \"ground\", \"sky\" is called level");
}

BOOST_AUTO_TEST_CASE(layers_that_may_be_meant_are_named) {
  Parts parts;
  parts.layer = R"(name="level" width="2" height="14")";
  parts.after = R"(<layer name="level" width="2" height="14"/>)";
  BOOST_TEST(Refusal(parts.Text()).message ==
             "more than one layer is called level");
  parts.layer = R"(name="a" width="2" height="14")";
  parts.after.clear();
  for (const char* name : {"b", "c", "d", "e", "f", "g"}) {
    parts.after += std::string("<layer name=\"") + name + "\"/>";
  }
  BOOST_TEST(Refusal(parts.Text()).message ==
             "none of the layers \"a\", \"b\", \"c\", \"d\", \"e\" is called "
             "level");
  BOOST_TEST(
      Refusal("<map><group><layer name=\"level\"/></group></map>").message ==
      "the map has no tile layer");
}

BOOST_AUTO_TEST_CASE(what_is_quoted_is_short_and_printable) {
  Parts parts;
  parts.tilesets.replace(parts.tilesets.find("mine"), 4,
                         std::string(50, 'm') + "\x01\xc3\xa9");
  parts.csv.replace(parts.csv.find("3,3"), 3, "3,5");
  const std::string message = Refusal(parts.Text()).message;
  BOOST_TEST(message == "tile 2 of tileset \"" + std::string(40, 'm') +
                            "...\" does not say what it is");
  parts.tilesets.replace(parts.tilesets.find("mmm"), 50, "");
  BOOST_TEST(Refusal(parts.Text()).message.find("tileset \"???\"") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(layers_without_numbers_are_refused) {
  Parts parts;
  parts.csv = "<chunk x=\"0\">3</chunk>";
  BOOST_TEST(Refusal(parts.Text()).message ==
             "the layer's data are no plain numbers");
  parts.csv = "0,0,<!-- no -->0";
  BOOST_TEST(Refusal(parts.Text()).message ==
             "the layer's data are no plain numbers");
  parts.csv.clear();
  BOOST_TEST(Refusal(parts.Text()).message ==
             "the layer's data are no plain numbers");
  BOOST_TEST(Refusal(R"(<map width="2" height="14">)"
                     R"(<layer width="2" height="14"/></map>)")
                 .message ==
             "the layer's tiles are stored as XML elements, not as CSV");
}

BOOST_AUTO_TEST_CASE(tiles_of_several_tilesets_are_told_apart) {
  Parts parts;
  // Declared after, numbered before; one of its tiles says nothing.
  parts.tilesets +=
      R"(<tileset firstgid="1" name="early"><tile id="0"><properties>)"
      R"(<property name="tile" value="S"/></properties></tile>)"
      R"(<tile id="1"><properties><property name="color" value="S"/>)"
      R"(</properties></tile></tileset>)";
  parts.csv.replace(parts.csv.find("3,3"), 3, "3,1");
  const auto tokens = Read(parts.Text()).tokens;
  BOOST_TEST(tokens[0] == kGround);
  BOOST_TEST(kTileChars[tokens[14]] == 'S');
  parts.csv.replace(parts.csv.find("3,1"), 3, "3,2");
  BOOST_TEST(Refusal(parts.Text()).message ==
             "tile 1 of tileset \"early\" does not say what it is");
  parts.csv.replace(parts.csv.find("3,2"), 3, "3,1");
  parts.tilesets.replace(parts.tilesets.find("value=\"S\""), 9, "value=\"z\"");
  BOOST_TEST(Refusal(parts.Text()).message ==
             "tile 0 of tileset \"early\" says it is \"z\"");
}

BOOST_AUTO_TEST_CASE(maps_of_other_kinds_are_refused_clearly) {
  const auto refusal = [](std::string Parts::*part, const std::string& from,
                          const std::string& to) {
    Parts parts;
    std::string& text = parts.*part;
    const std::size_t at = text.find(from);
    BOOST_REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    return Refusal(parts.Text()).message;
  };
  BOOST_TEST(refusal(&Parts::map, "version", "infinite=\"1\" version") ==
             "the map is infinite");
  BOOST_TEST(refusal(&Parts::map, "orthogonal", "hexagonal") ==
             "the map is \"hexagonal\", not orthogonal");
  BOOST_TEST(refusal(&Parts::data, "csv", "base64") ==
             "the layer's tiles are stored as \"base64\", not as CSV");
  BOOST_TEST(refusal(&Parts::data, "encoding=\"csv\"", "") ==
             "the layer's tiles are stored as XML elements, not as CSV");
  BOOST_TEST(refusal(&Parts::data, "\"csv\"", "\"csv\" compression=\"zlib\"")
                 .find("not as CSV") != std::string::npos);
  BOOST_TEST(refusal(&Parts::layer, "14", "15") ==
             "the layer has another size than the map");
  BOOST_TEST(refusal(&Parts::csv, "3,3", "3,3,") ==
             "the layer has more than 28 numbers");
  BOOST_TEST(refusal(&Parts::csv, "3,3", "3") ==
             "no comma before the tile in row 14, column 2");
  BOOST_TEST(refusal(&Parts::csv, "3,3", "3,-3") ==
             "no tile number in row 14, column 2");
  BOOST_TEST(refusal(&Parts::csv, "3,3", "3,99999999999") ==
             "no tile number in row 14, column 2");
  BOOST_TEST(refusal(&Parts::csv, "3,3", "3,2") ==
             "tile number 2 is in no tileset");
  BOOST_TEST(refusal(&Parts::csv, "3,3", "3,5") ==
             "tile 2 of tileset \"mine\" does not say what it is");
  BOOST_TEST(refusal(&Parts::tilesets, "value=\"?\"", "value=\"box\"") ==
             "tile 7 of tileset \"mine\" says it is \"box\"");
  BOOST_TEST(refusal(&Parts::tilesets, "name=\"mine\"", "source=\"my.tsx\"") ==
             "the tileset \"my.tsx\" is a file of its own");
}

BOOST_AUTO_TEST_CASE(heights_other_than_14_are_refused) {
  Parts parts;
  parts.map = R"(width="2" height="15")";
  parts.layer = R"(name="x" width="2" height="15")";
  BOOST_TEST(Refusal(parts.Text()).message ==
             "the map is 15 tiles high instead of 14");
  parts.map = R"(width="0" height="14")";
  parts.layer = R"(name="x" width="0" height="14")";
  BOOST_TEST(Refusal(parts.Text()).message == "the map is 0 tiles wide");
  parts.map = R"(width="4000000000" height="14")";
  parts.layer = R"(name="x" width="4000000000" height="14")";
  BOOST_TEST(Refusal(parts.Text()).message ==
             "the map is 4000000000 tiles wide");
}

BOOST_AUTO_TEST_CASE(what_is_no_map_is_refused) {
  for (const char* text : {"", "XXX", "<map", "<a><b></a>", "\xFF\xFE<"}) {
    BOOST_TEST(!Refusal(text).message.empty());
  }
  BOOST_TEST(Refusal("<tileset/>").message ==
             "no Tiled map: there is no <map>");
  BOOST_TEST(Refusal("<map/>").message == "the map has no tile layer");
}

BOOST_AUTO_TEST_CASE(swollen_files_are_refused_before_they_are_parsed) {
  std::string deep;
  for (std::size_t i = 0; i <= kMaxMapElements; ++i) deep += "<a>";
  BOOST_TEST(Refusal(deep).message == "the map file is too large");
  BOOST_TEST(Refusal(std::string(kMaxMapBytes + 1, ' ')).message ==
             "the map file is too large");
  // Deep, but within the limit: no recursion, so no crash.
  BOOST_TEST(
      !Refusal(deep.substr(0, 3 * (kMaxMapElements - 1))).message.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::mario
