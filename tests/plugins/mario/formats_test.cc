// The built mario.so's formats through the ABI: what each promises, and that
// pictures, maps and refusals pass the boundary whole.

#include <boost/test/unit_test.hpp>
#include <map>
#include <string>
#include <vector>

#include "tests/plugins/mario/grids.h"
#include "tests/plugins/mario/recording_host.h"

namespace pastiche::mario {
namespace {

class Formats {
 public:
  Formats() : table_(plugin_.Get<pst_formats>(PST_EXT_FORMATS)) {
    for (std::uint32_t i = 0; i < table_.format_count; ++i) {
      pst_format_info info = {};
      BOOST_REQUIRE(table_.format(plugin_.self, i, &info) == PST_OK);
      infos[info.id] = info;
      index_[info.id] = i;
    }
    pst_format_info info = {};
    BOOST_TEST(table_.format(plugin_.self, table_.format_count, &info) ==
               PST_E_RANGE);
  }

  pst_status Render(const std::string& id, const std::vector<Token>& tokens,
                    Recorder& recorder, std::string_view options = "{}") const {
    pst_document document = {};
    document.struct_size = sizeof(document);
    document.tokens = {tokens.data(), tokens.size()};
    pst_sink sink = SinkTo(recorder);
    const pst_bytes json = AsBytes(options);
    return table_.render(plugin_.self, index_.at(id), &document, &json, &sink);
  }

  pst_status Import(const std::string& id,
                    const std::vector<std::string>& contents,
                    Recorder& recorder) const {
    std::vector<pst_file> files;
    for (const std::string& content : contents) {
      files.push_back({AsBytes("folder/level.x"), AsBytes(content)});
    }
    pst_sink sink = SinkTo(recorder);
    const pst_bytes none = AsBytes("{}");
    return table_.import_files(plugin_.self, index_.at(id), files.data(),
                               files.size(), &none, &sink);
  }

  std::map<std::string, pst_format_info> infos;

 private:
  Plugin plugin_;
  const pst_formats& table_;
  std::map<std::string, std::uint32_t> index_;
};

BOOST_AUTO_TEST_SUITE(formats)

BOOST_AUTO_TEST_CASE(there_are_five_and_text_comes_first) {
  const Formats formats;
  BOOST_TEST(formats.infos.size() == 5u);
  const auto flags = [&](const char* id) { return formats.infos.at(id).flags; };
  const std::uint64_t both = PST_FORMAT_EXPORT | PST_FORMAT_IMPORT;
  BOOST_TEST(flags("text") == (both | PST_FORMAT_TEXT));
  BOOST_TEST(flags("tmx") == (both | PST_FORMAT_TEXT));
  BOOST_TEST(flags("svg") == (PST_FORMAT_EXPORT | PST_FORMAT_TEXT));
  BOOST_TEST(flags("png") == +PST_FORMAT_EXPORT);
}

BOOST_AUTO_TEST_CASE(pictures_have_their_signatures_and_take_options) {
  const Formats formats;
  const std::vector<Token> level = Grid({"-E-", "XXX"});
  Recorder png, large, svg, way;
  BOOST_TEST(formats.Render("png", level, png) == PST_OK);
  BOOST_TEST(png.bytes.starts_with("\x89PNG\r\n\x1a\n"));
  BOOST_TEST(formats.Render("png", level, large, R"({"scale":4})") == PST_OK);
  BOOST_TEST(large.bytes[19] == char(3 * 16 * 4));  // IHDR's width.
  BOOST_TEST(formats.Render("svg", level, svg) == PST_OK);
  BOOST_TEST(svg.bytes.starts_with("<svg "));
  BOOST_TEST(formats.Render("svg", level, way, R"({"path":true})") == PST_OK);
  BOOST_TEST(way.bytes.find("<polyline") != std::string::npos);
  BOOST_TEST(svg.bytes.find("<polyline") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(unknown_tiles_can_be_drawn_but_not_written) {
  const Formats formats;
  std::vector<Token> level = Grid({"XXX"});
  level[20] = kUnknownToken;
  for (const char* id : {"png", "svg", "ansi"}) {
    Recorder recorder;
    BOOST_TEST(formats.Render(id, level, recorder) == PST_OK, id);
  }
  for (const char* id : {"text", "tmx"}) {
    Recorder recorder;
    BOOST_TEST(formats.Render(id, level, recorder) == PST_E_INVALID_INPUT, id);
    BOOST_TEST(recorder.bytes.empty());
    BOOST_TEST(recorder.diags.size() == 1u);
  }
}

BOOST_AUTO_TEST_CASE(maps_come_back_with_their_places) {
  const Formats formats;
  const std::vector<Token> level = Grid({"<>-", "[]o", "XXX"});
  Recorder map, read;
  BOOST_REQUIRE(formats.Render("tmx", level, map) == PST_OK);
  BOOST_REQUIRE(formats.Import("tmx", {map.bytes}, read) == PST_OK);
  BOOST_TEST(read.tokens == level);
  BOOST_TEST(read.documents.at(0) == "level");
  BOOST_REQUIRE(read.where.size() == level.size());
  for (const pst_source_span& span : read.where) {
    BOOST_TEST(span.begin < span.end);
    BOOST_TEST(span.end <= map.bytes.size());
  }
}

BOOST_AUTO_TEST_CASE(each_refused_file_is_named) {
  const Formats formats;
  Recorder map, read;
  BOOST_REQUIRE(formats.Render("tmx", Grid({"X"}), map) == PST_OK);
  BOOST_TEST(formats.Import("tmx", {"<map", map.bytes, "<map infinite='1'/>"},
                            read) == PST_E_INVALID_INPUT);
  BOOST_REQUIRE(read.raw_diags.size() == 2u);
  BOOST_TEST(read.raw_diags[0].file == 0u);
  BOOST_TEST(read.raw_diags[1].file == 2u);
  BOOST_TEST(read.diags[1] == "the map is infinite");
  BOOST_TEST(read.documents.size() == 1u);
  Recorder none;
  BOOST_TEST(formats.Import("png", {"x"}, none) == PST_E_UNSUPPORTED);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::mario
