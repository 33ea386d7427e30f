// Every format through the tables of the shared library, as a host uses them.

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "plugins/drums/kit.h"
#include "tests/plugins/drums/loaded_plugin.h"
#include "tests/plugins/drums/midi_bytes.h"
#include "tests/plugins/drums/random_bits.h"
#include "tests/plugins/drums/recording_sink.h"

namespace pastiche::drums {
namespace {

using test::Plugin;
using test::RecordingSink;

// Format numbers by id.
std::map<std::string, std::uint32_t> FormatsOf(const Plugin& plugin) {
  std::map<std::string, std::uint32_t> formats;
  pst_format_info info;
  for (std::uint32_t i = 0; i < plugin.Formats().format_count; ++i) {
    BOOST_REQUIRE(plugin.Formats().format(plugin.Self(), i, &info) == PST_OK);
    formats[info.id] = i;
  }
  return formats;
}

struct Played {
  std::vector<std::uint32_t> tokens;
  std::vector<double> payload;
};

// Random hits with numbers beside them; the first cell sounds.
Played Perform(test::Engine& engine, std::size_t bars) {
  Played played;
  played.tokens = test::RandomCells(engine, bars * kTokensPerBar, 5, 4);
  played.tokens[kKick] = kNormal;
  played.payload.assign(2 * played.tokens.size(), 0.0);
  for (std::size_t i = 0; i < played.tokens.size(); ++i) {
    if (played.tokens[i] == kRest) continue;
    const auto velocity = static_cast<unsigned>(1 + test::Below(engine, 127));
    played.tokens[i] = ClassOfVelocity(velocity);
    played.payload[2 * i] = velocity;
    played.payload[2 * i + 1] =
        i < kInstrumentCount
            ? 0.0
            : (static_cast<double>(test::Below(engine, 100)) - 50.0) / 120.0;
  }
  return played;
}

pst_status Render(const Plugin& plugin, std::uint32_t format,
                  const Played& played, const std::string& options,
                  RecordingSink& sink) {
  const std::string name = "loop";
  const pst_document document = {
      sizeof(pst_document), pst::Bytes(name), test::Tokens(played.tokens),
      played.payload.empty() ? nullptr : played.payload.data()};
  const pst_bytes json = pst::Bytes(options);
  return plugin.Formats().render(plugin.Self(), format, &document, &json,
                                 sink.Get());
}

pst_status Import(const Plugin& plugin, std::uint32_t format,
                  const std::string& content, const std::string& options,
                  RecordingSink& sink) {
  const std::string name = "loop.x";
  const pst_file file = {pst::Bytes(name), pst::Bytes(content)};
  const pst_bytes json = pst::Bytes(options);
  return plugin.Formats().import_files(plugin.Self(), format, &file, 1, &json,
                                       sink.Get());
}

BOOST_AUTO_TEST_SUITE(formats)

BOOST_AUTO_TEST_CASE(all_formats_are_listed_and_start_as_they_should) {
  const Plugin plugin;
  auto formats = FormatsOf(plugin);
  BOOST_TEST(formats.size() == 6u);
  test::Engine engine(1);
  const Played played = Perform(engine, 2);
  const std::map<std::string, std::string> beginnings = {
      {"text", "K "},   {"ansi", "           1"},
      {"midi", "MThd"}, {"h2pattern", "<?xml version=\"1.0\""},
      {"wav", "RIFF"},  {"svg", "<svg xmlns=\"http://www.w3.org"}};
  for (const auto& [id, beginning] : beginnings) {
    BOOST_TEST_CONTEXT(id) {
      BOOST_REQUIRE(formats.count(id) == 1);
      RecordingSink sink;
      BOOST_TEST(Render(plugin, formats[id], played, "{}", sink) == PST_OK);
      BOOST_TEST(sink.bytes.substr(0, beginning.size()) == beginning);
      BOOST_TEST(sink.diags.empty());
      RecordingSink again;
      BOOST_TEST(Render(plugin, formats[id], played, "{}", again) == PST_OK);
      BOOST_TEST((sink.bytes == again.bytes));
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_exported_is_imported_with_its_numbers) {
  const Plugin plugin;
  auto formats = FormatsOf(plugin);
  test::Engine engine(2);
  for (const std::string id : {"midi", "h2pattern"}) {
    for (std::size_t bars = 1; bars < 6; ++bars) {
      const Played played = Perform(engine, bars);
      RecordingSink file;
      BOOST_REQUIRE(Render(plugin, formats[id], played, "{}", file) == PST_OK);
      RecordingSink sink;
      BOOST_REQUIRE(Import(plugin, formats[id], file.bytes, "{}", sink) ==
                    PST_OK);
      BOOST_REQUIRE(sink.documents.size() == 2);
      const auto& read = sink.documents[1];
      BOOST_TEST(read.name == "loop");
      BOOST_TEST((read.tokens == played.tokens));
      BOOST_REQUIRE(read.payload.size() == played.payload.size());
      for (std::size_t i = 0; i < read.payload.size(); ++i) {
        BOOST_TEST(std::abs(read.payload[i] - played.payload[i]) < 5e-4);
      }
    }
  }
  Played text{std::vector<std::uint32_t>(kTokensPerBar, kGhost), {}};
  RecordingSink file, sink;
  BOOST_REQUIRE(Render(plugin, formats["text"], text, "{}", file) == PST_OK);
  BOOST_REQUIRE(Import(plugin, formats["text"], file.bytes, "{}", sink) ==
                PST_OK);
  BOOST_TEST((sink.documents[1].tokens == text.tokens));
}

BOOST_AUTO_TEST_CASE(straight_ignores_the_numbers) {
  const Plugin plugin;
  auto formats = FormatsOf(plugin);
  test::Engine engine(3);
  const Played played = Perform(engine, 1);
  const Played bare{played.tokens, {}};
  for (const std::string id : {"midi", "h2pattern", "wav", "svg"}) {
    RecordingSink straight, without, with;
    Render(plugin, formats[id], played, "{\"straight\":true}", straight);
    Render(plugin, formats[id], bare, "{}", without);
    Render(plugin, formats[id], played, "{}", with);
    BOOST_TEST((straight.bytes == without.bytes), id);
    BOOST_TEST((straight.bytes != with.bytes), id);
  }
}

BOOST_AUTO_TEST_CASE(a_note_map_changes_what_is_read_and_written) {
  const Plugin plugin;
  const std::uint32_t midi = FormatsOf(plugin)["midi"];
  const auto bytes =
      test::File(test::Track().Hit(0, 60, 100).Hit(480, 36, 100).End());
  const std::string content(bytes.begin(), bytes.end());
  RecordingSink mapped;
  BOOST_TEST(Import(plugin, midi, content, "{\"note_map\":\"crash 60\\n\"}",
                    mapped) == PST_OK);
  BOOST_REQUIRE(mapped.documents.size() == 2);
  BOOST_TEST(mapped.documents[1].tokens[kCrash] == kAccent);
  BOOST_TEST(mapped.diags[0].message.find("1 unmapped (note 36: 1)") !=
             std::string::npos);
  Played played{mapped.documents[1].tokens, {}};
  RecordingSink written;
  BOOST_TEST(Render(plugin, midi, played, "{\"note_map\":\"crash 61\"}",
                    written) == PST_OK);
  BOOST_TEST(written.bytes.find("\x99\x3D") != std::string::npos);
  // A fault in the map is the option's, not a place in the file.
  RecordingSink faulty;
  BOOST_TEST(Import(plugin, midi, content, "{\"note_map\":\"crash sixty\"}",
                    faulty) == PST_E_INVALID_INPUT);
  BOOST_REQUIRE(faulty.diags.size() == 1);
  BOOST_TEST(faulty.diags[0].message.find("note_map: line 1") !=
             std::string::npos);
  BOOST_TEST(faulty.diags[0].end == 0u);
}

BOOST_AUTO_TEST_CASE(long_documents_are_split_or_refused_by_name) {
  const Plugin plugin;
  auto formats = FormatsOf(plugin);
  const Played full{std::vector<std::uint32_t>(13 * kTokensPerBar, kNormal),
                    {}};
  RecordingSink patterns;
  BOOST_TEST(Render(plugin, formats["h2pattern"], full, "{}", patterns) ==
             PST_OK);
  const std::vector<std::string> names = {
      "part-1.h2pattern", "part-2.h2pattern", "part-3.h2pattern"};
  BOOST_TEST(patterns.file_names == names, boost::test_tools::per_element());
  RecordingSink sound;
  BOOST_TEST(Render(plugin, formats["wav"], full,
                    "{\"repeats\":64,\"tempo\":20}",
                    sound) == PST_E_INVALID_INPUT);
  BOOST_TEST(sound.bytes.empty());
  BOOST_REQUIRE(sound.diags.size() == 1);
  BOOST_TEST(!sound.diags[0].mend.empty());
}

BOOST_AUTO_TEST_CASE(numbers_out_of_range_are_refused) {
  const Plugin plugin;
  const std::uint32_t midi = FormatsOf(plugin)["midi"];
  test::Engine engine(5);
  for (const auto& [channel, value] :
       std::vector<std::pair<std::size_t, double>>{{0, -1.0},
                                                   {0, 128.0},
                                                   {0, std::nan("")},
                                                   {1, 0.6},
                                                   {1, -0.6},
                                                   {1, std::nan("")}}) {
    Played played = Perform(engine, 1);
    played.payload[2 * 7 + channel] = value;
    RecordingSink sink;
    BOOST_TEST(Render(plugin, midi, played, "{}", sink) == PST_E_RANGE);
    BOOST_REQUIRE(sink.diags.size() == 1);
    BOOST_TEST(sink.diags[0].begin == 7u);
  }
}

BOOST_AUTO_TEST_CASE(pictures_and_sounds_are_not_read) {
  const Plugin plugin;
  auto formats = FormatsOf(plugin);
  for (const std::string id : {"ansi", "wav", "svg"}) {
    RecordingSink sink;
    BOOST_TEST(Import(plugin, formats[id], "x", "{}", sink) ==
               PST_E_UNSUPPORTED);
  }
}

BOOST_AUTO_TEST_CASE(a_hydrogen_pattern_brings_its_category_as_group) {
  const Plugin plugin;
  const std::uint32_t format = FormatsOf(plugin)["h2pattern"];
  const std::string head =
      "<drumkit_pattern><license>CC0-1.0</license><pattern><category>funk"
      "</category><size>";
  const std::string note =
      "</size><noteList><note><position>0</position></note></noteList>"
      "</pattern></drumkit_pattern>";
  RecordingSink sink;
  BOOST_TEST(Import(plugin, format, head + "192" + note, "{}", sink) == PST_OK);
  BOOST_REQUIRE(sink.documents.size() == 2);
  BOOST_TEST(sink.documents[1].group == "funk");
  BOOST_TEST(sink.documents[1].license == "CC0-1.0");
  // Another metre leaves the file out with a warning, as for MIDI.
  for (const std::string size : {"144", "100"}) {
    RecordingSink waltz;
    BOOST_TEST(Import(plugin, format, head + size + note, "{}", waltz) ==
               PST_OK);
    BOOST_TEST(waltz.documents.size() == 1u);
    BOOST_TEST(waltz.diags.back().severity == PST_DIAG_WARNING);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::drums
