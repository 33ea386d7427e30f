#include "plugins/drums/hydrogen_pattern.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "plugins/drums/quantise.h"
#include "tests/plugins/drums/random_bits.h"

namespace pastiche::drums {
namespace {

std::string Note(const std::string& content) {
  return "<note>" + content + "</note>";
}

std::string File(const std::string& notes, const std::string& pattern = "",
                 const std::string& kit = "GMRockKit") {
  return "<?xml version=\"1.0\"?>\n<drumkit_pattern "
         "xmlns=\"http://www.hydrogen-music.org/drumkit_pattern\">"
         "<drumkit_name>" +
         kit + "</drumkit_name><license>CC0-1.0</license><pattern>" + pattern +
         "<noteList>" + notes + "</noteList></pattern></drumkit_pattern>";
}

HydrogenPattern Accept(const std::string& xml) {
  Findings findings;
  auto read = ReadHydrogenPattern(xml, findings);
  BOOST_REQUIRE(read.has_value());
  BOOST_TEST(findings.empty());
  return *read;
}

Finding Refusal(const std::string& xml) {
  Findings findings;
  BOOST_REQUIRE(!ReadHydrogenPattern(xml, findings).has_value());
  BOOST_REQUIRE(findings.size() == 1);
  BOOST_TEST((findings[0].severity == Severity::kError));
  BOOST_TEST(findings[0].end <= xml.size());
  BOOST_TEST(!findings[0].mend.empty());
  return findings[0];
}

BOOST_AUTO_TEST_SUITE(hydrogen_pattern)

BOOST_AUTO_TEST_CASE(notes_are_read_as_percussion_in_hundredths_of_ticks) {
  const HydrogenPattern read = Accept(
      File(Note("<position>24</position><leadlag>0.5</leadlag><velocity>0.8"
                "</velocity><instrument>2</instrument>") +
               Note("<position> 0 </position><velocity>1</velocity>"
                    "<instrument>0</instrument><type>Kick</type>") +
               Note("<position>24</position><leadlag>-1</leadlag><velocity>0.1"
                    "</velocity><instrument>10</instrument>"),
           "<name>x</name><category>funk</category><size>384</size>"));
  BOOST_TEST(read.category == "funk");
  BOOST_TEST(read.license == "CC0-1.0");
  const MidiSong& song = read.song;
  BOOST_TEST(song.ticks_per_quarter == 4800u);
  BOOST_TEST(song.end_tick == 38400u);
  BOOST_TEST(song.metres.empty());
  BOOST_REQUIRE(song.notes.size() == 3);
  BOOST_TEST(song.notes[0].note == 36);
  BOOST_TEST(song.notes[0].velocity == 127);
  BOOST_TEST(song.notes[1].note == 46);
  BOOST_TEST(song.notes[1].tick == 1900u);
  BOOST_TEST(song.notes[1].velocity == 13);
  BOOST_TEST(song.notes[2].note == 38);
  BOOST_TEST(song.notes[2].tick == 2650u);
  Findings findings;
  const auto pattern = Quantise(song, findings);
  BOOST_REQUIRE(pattern.has_value());
  BOOST_TEST(pattern->cells.size() == 2 * kTokensPerBar);
  BOOST_TEST(std::abs(pattern->timing[2 * kInstrumentCount + kSnare] -
                      2.5 / 12.0) < 1e-9);
}

BOOST_AUTO_TEST_CASE(kits_are_told_apart) {
  const std::string eight = Note(
      "<position>0</position><velocity>1</velocity><instrument>8</instrument>");
  BOOST_TEST(Accept(File(eight)).song.notes[0].note == 44);
  BOOST_TEST(Accept(File(eight, "", "TR808EmulationKit")).song.notes[0].note ==
             42);
  Findings findings;
  const auto other = ReadHydrogenPattern(File(eight, "", "Gamelan"), findings);
  BOOST_REQUIRE(other.has_value());
  BOOST_TEST(other->song.notes[0].note == 44);
  BOOST_REQUIRE(findings.size() == 1);
  BOOST_TEST((findings[0].severity == Severity::kWarning));
}

BOOST_AUTO_TEST_CASE(what_does_not_sound_is_left_out_with_a_count) {
  Findings findings;
  const auto read = ReadHydrogenPattern(
      File(Note("<position>0</position><instrument>40</instrument>") +
           Note("<position>192</position><instrument>0</instrument>") +
           Note("<position>0</position><instrument>-1</instrument>") +
           Note("<position>0</position><velocity>0</velocity>") +
           Note("<position>0</position><note_off>true</note_off>") +
           Note("<position>12</position><instrument>0</instrument>")),
      findings);
  BOOST_REQUIRE(read.has_value());
  BOOST_TEST(read->song.notes.size() == 1u);
  BOOST_REQUIRE(findings.size() == 1);
  BOOST_TEST(findings[0].message.starts_with("5 notes were left out"));
}

BOOST_AUTO_TEST_CASE(other_metres_are_named) {
  const std::string kick = Note("<position>0</position>");
  const auto metre_of = [&](const std::string& size) {
    const HydrogenPattern read = Accept(File(kick, size));
    Findings findings;
    BOOST_TEST(!Quantise(read.song, findings).has_value());
    BOOST_TEST((findings[0].code == FindingCode::kMetre));
    return findings[0].message;
  };
  BOOST_TEST(
      metre_of("<size>144</size><denominator>4</denominator>").find("3/4") !=
      std::string::npos);
  BOOST_TEST(
      metre_of("<size>168</size><denominator>8</denominator>").find("7/8") !=
      std::string::npos);
  BOOST_TEST(
      (Refusal(File(kick, "<size>100</size>")).code == FindingCode::kMetre));
}

BOOST_AUTO_TEST_CASE(malformed_files_are_refused_with_a_place) {
  Refusal("");
  Refusal("K x...");
  Refusal("<drumkit_pattern/>");
  Refusal("<drumkit_pattern><pattern><noteList>");
  Refusal(File(Note("<position>-1</position>")));
  Refusal(File(Note("<position>1e99</position>")));
  Refusal(File(Note("<position>12x</position>")));
  Refusal(File(Note("<velocity>nan</velocity>")));
  Refusal(File(Note("<velocity>1.5</velocity>")));
  Refusal(File(Note("<leadlag></leadlag>")));
  const std::string place = File(Note("<instrument>one</instrument>"));
  BOOST_TEST(Refusal(place).begin == place.find("instrument>one"));
  Refusal(File("", "<size>0</size>"));
  Refusal(std::string(kMaxHydrogenBytes + 1, '<'));
}

BOOST_AUTO_TEST_CASE(deeply_nested_elements_do_no_harm) {
  std::string xml;
  for (int i = 0; i < 200000; ++i) xml += "<a>";
  Refusal(xml);
  for (int i = 0; i < 200000; ++i) xml += "</a>";
  Refusal(xml);
}

BOOST_AUTO_TEST_CASE(written_patterns_are_read_as_the_same_cells) {
  test::Engine engine(8);
  for (int round = 0; round < 40; ++round) {
    const std::size_t bars = 1 + test::Below(engine, 5);
    auto cells = test::RandomCells(engine, bars * kTokensPerBar, 5, 4);
    cells[kKick] = kNormal;
    std::vector<double> payload(2 * cells.size(), 0.0);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells[i] == kRest) continue;
      const auto velocity = static_cast<unsigned>(1 + test::Below(engine, 127));
      cells[i] = ClassOfVelocity(velocity);
      payload[2 * i] = velocity;
      payload[2 * i + 1] =
          static_cast<double>(test::Below(engine, 400)) / 400.0 - 0.4999;
    }
    const auto hits = HitsOf(cells, Levels::kVelocity, payload, {});
    const auto files = WriteHydrogenPatterns(hits, bars, "a <b> & \x01");
    BOOST_REQUIRE(files.size() == 1);
    const HydrogenPattern read = Accept(files[0]);
    BOOST_TEST(read.category.empty());
    Findings findings;
    const auto pattern = Quantise(read.song, findings);
    BOOST_REQUIRE(pattern.has_value());
    BOOST_TEST((pattern->cells == cells));
    for (std::size_t i = kInstrumentCount; i < cells.size(); ++i) {
      BOOST_TEST(pattern->velocity[i] == payload[2 * i]);
      // Half of a hundredth of a tick.
      BOOST_TEST(std::abs(pattern->timing[i] - payload[2 * i + 1]) < 5e-4);
    }
  }
}

BOOST_AUTO_TEST_CASE(long_documents_become_several_patterns_of_whole_bars) {
  const std::vector<Token> cells(20 * kTokensPerBar, kNormal);
  const auto hits = HitsOf(cells, Levels::kVelocity, {}, {});
  const auto files = WriteHydrogenPatterns(hits, 20, "full");
  BOOST_REQUIRE(files.size() == 4);  // Six bars of 144 notes in each.
  std::size_t bars = 0;
  for (const std::string& file : files) {
    const HydrogenPattern read = Accept(file);
    BOOST_TEST(read.song.notes.size() <= 1000u);
    bars += static_cast<std::size_t>(read.song.end_tick / (4 * 4800));
  }
  BOOST_TEST(bars == 20u);
  BOOST_TEST(files[1].find("<name>full 2</name>") != std::string::npos);
  BOOST_TEST(WriteHydrogenPatterns({}, 3, "silent").size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::drums
