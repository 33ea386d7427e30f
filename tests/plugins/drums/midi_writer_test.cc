#include "plugins/drums/midi_writer.h"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "plugins/drums/midi_reader.h"
#include "plugins/drums/quantise.h"
#include "tests/plugins/drums/random_bits.h"

namespace pastiche::drums {
namespace {

std::string Written(const std::vector<Hit>& hits, const MidiLayout& layout,
                    const NoteMap& map = NoteMap::Default()) {
  Findings findings;
  const auto file = WriteMidi(hits, layout, map, findings);
  BOOST_REQUIRE(file.has_value());
  BOOST_TEST(findings.empty());
  return *file;
}

MidiSong ReadBack(const std::string& file) {
  const std::vector<std::uint8_t> bytes(file.begin(), file.end());
  Findings findings;
  auto song = ReadMidi(bytes, findings);
  BOOST_REQUIRE(song.has_value());
  BOOST_TEST(findings.empty());
  return *song;
}

BOOST_AUTO_TEST_SUITE(midi_writer)

BOOST_AUTO_TEST_CASE(one_hit_gives_these_bytes) {
  const std::string file =
      Written({{0, kKick, 100, 0.0}}, {.name = "x", .tempo = 125.0});
  const std::string expected(
      "MThd\0\0\0\6\0\0\0\1\1\340"
      "MTrk\0\0\0\x21"
      "\0\xFF\x03\1x"
      "\0\xFF\x51\3\x07\x53\x00"  // 480,000 microseconds
      "\0\xFF\x58\4\4\2\x18\10"
      "\0\x99\x24\x64"
      "\x3C\x89\x24\0"
      "\x8E\x44\xFF\x2F\0",  // 1920 - 60
      14 + 8 + 5 + 7 + 8 + 4 + 4 + 5);
  BOOST_TEST(file == expected);
}

BOOST_AUTO_TEST_CASE(the_track_ends_where_the_loop_does) {
  for (const std::size_t bars : {1u, 3u}) {
    for (const std::size_t repeats : {1u, 4u}) {
      const MidiSong song =
          ReadBack(Written({{15, kSnare, 80, 0.4}},
                           {.bars = bars, .repeats = repeats, .tempo = 98.5}));
      BOOST_TEST(song.format == 0u);
      BOOST_TEST(song.end_tick == bars * repeats * 1920);
      BOOST_REQUIRE(song.notes.size() == repeats);
      BOOST_TEST(song.notes.back().tick ==
                 (repeats - 1) * bars * 1920 + 15 * 120 + 48);
      BOOST_REQUIRE(song.tempos.size() == 1);
      BOOST_TEST(song.tempos[0].microseconds_per_quarter == 609137u);
      BOOST_REQUIRE(song.metres.size() == 1);
    }
  }
}

BOOST_AUTO_TEST_CASE(early_and_crowded_hits_come_as_soon_as_they_may) {
  // Before the start; two of one instrument at the same moment, notes cut.
  const MidiSong song = ReadBack(Written({{0, kKick, 90, -0.5},
                                          {1, kSnare, 50, 0.5},
                                          {2, kSnare, 60, -0.5},
                                          {2, kKick, 70, 0.25}},
                                         {}));
  BOOST_REQUIRE(song.notes.size() == 4);
  BOOST_TEST(song.notes[0].tick == 0u);
  BOOST_TEST(song.notes[1].tick == 180u);
  BOOST_TEST(song.notes[2].tick == 181u);
  BOOST_TEST(song.notes[2].velocity == 60);
  BOOST_TEST(song.notes[3].tick == 270u);
}

BOOST_AUTO_TEST_CASE(instruments_without_a_note_are_left_out_with_a_warning) {
  Findings findings;
  const auto map = NoteMap::Read("channel 3\nsnare 40\n", findings);
  BOOST_REQUIRE(map.has_value());
  const std::vector<Hit> hits = {
      {0, kKick, 90, 0}, {1, kSnare, 80, 0}, {2, kKick, 90, 0}};
  const auto file = WriteMidi(hits, {}, *map, findings);
  BOOST_REQUIRE(file.has_value());
  BOOST_REQUIRE(findings.size() == 1);
  BOOST_TEST((findings[0].severity == Severity::kWarning));
  BOOST_TEST(findings[0].message.find("2 of kick") != std::string::npos);
  const MidiSong song = ReadBack(*file);
  BOOST_REQUIRE(song.notes.size() == 1);
  BOOST_TEST(song.notes[0].note == 40);
  BOOST_TEST(song.notes[0].channel == 2);
}

BOOST_AUTO_TEST_CASE(too_many_bars_are_refused) {
  Findings findings;
  BOOST_TEST(
      !WriteMidi({}, {.bars = 100, .repeats = 41}, NoteMap::Default(), findings)
           .has_value());
  BOOST_REQUIRE(findings.size() == 1);
  BOOST_TEST((findings[0].code == FindingCode::kTooLong));
}

BOOST_AUTO_TEST_CASE(long_names_are_cut_between_characters) {
  std::string name = "ab";
  while (name.size() < 1100) name += "x\xC3\xA9";
  const std::string file = Written({}, {.name = name});
  BOOST_TEST(file.find("x\0\xFF\x51", 0, 4) != std::string::npos);
  ReadBack(file);
}

// Random documents come back cell for cell, with velocity and timing to the
// tick.
BOOST_AUTO_TEST_CASE(documents_with_payload_survive_the_round_trip) {
  test::Engine engine(12);
  for (int round = 0; round < 60; ++round) {
    const std::size_t bars = 1 + test::Below(engine, 6);
    auto cells = test::RandomCells(engine, bars * kTokensPerBar, 6, 4);
    cells[kKick] = kNormal;
    std::vector<double> payload(2 * cells.size(), 0.0);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells[i] == kRest) continue;
      const auto velocity = static_cast<unsigned>(1 + test::Below(engine, 127));
      cells[i] = ClassOfVelocity(velocity);
      payload[2 * i] = velocity;
      // Whole ticks; not early in step 0, not so late as to be the next step's.
      payload[2 * i + 1] =
          (static_cast<double>(test::Below(engine, 119)) - 59.0) / 120.0;
      if (i < kInstrumentCount && payload[2 * i + 1] < 0) {
        payload[2 * i + 1] = 0.0;
      }
    }
    const auto hits = HitsOf(cells, Levels::kVelocity, payload, {});
    const MidiSong song = ReadBack(Written(hits, {.bars = bars}));
    Findings findings;
    const auto pattern = Quantise(song, findings);
    BOOST_REQUIRE(pattern.has_value());
    BOOST_TEST((pattern->cells == cells));
    for (std::size_t i = 0; i < cells.size(); ++i) {
      BOOST_TEST(pattern->velocity[i] == payload[2 * i]);
      BOOST_TEST(std::abs(pattern->timing[i] - payload[2 * i + 1]) < 1e-12);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::drums
