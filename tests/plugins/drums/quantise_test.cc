#include "plugins/drums/quantise.h"

#include <boost/test/unit_test.hpp>

#include "tests/plugins/drums/midi_bytes.h"
#include "tests/plugins/drums/random_bits.h"

namespace pastiche::drums {
namespace {

constexpr std::uint8_t kDrums = 9;

MidiSong Song(std::vector<MidiNote> notes, unsigned ticks_per_quarter = 480) {
  MidiSong song;
  song.ticks_per_quarter = ticks_per_quarter;
  song.notes = std::move(notes);
  return song;
}

std::size_t Cell(std::size_t step, std::size_t instrument) {
  return step * kInstrumentCount + instrument;
}

Finding Refusal(const MidiSong& song) {
  Findings findings;
  BOOST_REQUIRE(!Quantise(song, findings).has_value());
  BOOST_REQUIRE(findings.size() == 1);
  BOOST_TEST((findings[0].severity == Severity::kError));
  BOOST_TEST(!findings[0].mend.empty());
  return findings[0];
}

BOOST_AUTO_TEST_SUITE(quantise)

// At 480 ticks per quarter a sixteenth has 120.
BOOST_AUTO_TEST_CASE(hits_go_to_the_nearest_sixteenth_with_their_offset) {
  Findings findings;
  const auto pattern = Quantise(Song({{0, kDrums, 36, 100, 1, 4},
                                      {149, kDrums, 38, 30, 5, 8},
                                      {180, kDrums, 42, 60, 9, 12},
                                      {1910, kDrums, 49, 127, 13, 16}}),
                                findings);
  BOOST_REQUIRE(pattern.has_value());
  BOOST_REQUIRE(pattern->cells.size() == 2 * kTokensPerBar);
  BOOST_TEST(pattern->cells[Cell(0, kKick)] == kAccent);
  BOOST_TEST(pattern->cells[Cell(1, kSnare)] == kGhost);
  BOOST_TEST(pattern->timing[Cell(1, kSnare)] == 29.0 / 120.0);
  BOOST_TEST(pattern->velocity[Cell(1, kSnare)] == 30.0);
  BOOST_TEST(pattern->where[Cell(1, kSnare)].begin == 5u);
  BOOST_TEST(pattern->where[Cell(1, kSnare)].end == 8u);
  // Halfway goes to the later one, and early hits to the next bar.
  BOOST_TEST(pattern->cells[Cell(2, kClosedHat)] == kNormal);
  BOOST_TEST(pattern->timing[Cell(2, kClosedHat)] == -0.5);
  BOOST_TEST(pattern->cells[Cell(16, kCrash)] == kAccent);
  BOOST_REQUIRE(findings.size() == 1);
  BOOST_TEST((findings[0].severity == Severity::kNote));
}

BOOST_AUTO_TEST_CASE(of_merged_hits_the_loudest_stays) {
  Findings findings;
  QuantiseReport report;
  const auto pattern = Quantise(Song({{0, kDrums, 38, 50, 0, 0},
                                      {10, kDrums, 40, 90, 3, 6},
                                      {20, kDrums, 38, 90, 0, 0},
                                      {30, kDrums, 38, 20, 0, 0},
                                      {0, kDrums, 56, 99, 0, 0},
                                      {0, 3, 36, 99, 0, 0}}),
                                findings, &report);
  BOOST_REQUIRE(pattern.has_value());
  BOOST_TEST(pattern->velocity[Cell(0, kSnare)] == 90.0);
  BOOST_TEST(pattern->timing[Cell(0, kSnare)] == 10.0 / 120.0);
  BOOST_TEST(pattern->where[Cell(0, kSnare)].begin == 3u);
  BOOST_TEST(report.placed == 1u);
  BOOST_TEST(report.merged == 3u);
  BOOST_TEST(report.unmapped == 1u);
  BOOST_TEST(report.elsewhere == 1u);
}

BOOST_AUTO_TEST_CASE(unmapped_notes_are_named_and_a_map_takes_them_in) {
  const MidiSong song = Song({{0, kDrums, 36, 90, 0, 0},
                              {0, kDrums, 56, 90, 0, 0},
                              {480, kDrums, 54, 90, 0, 0},
                              {960, kDrums, 56, 90, 0, 0},
                              {960, 2, 60, 90, 0, 0}});
  Findings findings;
  QuantiseReport report;
  BOOST_REQUIRE(Quantise(song, findings, &report).has_value());
  BOOST_TEST(report.unmapped == 3u);
  BOOST_TEST(report.unmapped_notes[56] == 2u);
  BOOST_TEST(findings[0].message.find(
                 "3 unmapped (note 54: 1, note 56: 2), 1 on other channels") !=
             std::string::npos);
  BOOST_TEST(findings[0].mend.find("note_map") != std::string::npos);
  const auto map =
      NoteMap::Read("channel any\nkick 36\nride 56 60\nignore 54", findings);
  BOOST_REQUIRE(map.has_value());
  const auto pattern = Quantise(song, findings, &report, *map);
  BOOST_REQUIRE(pattern.has_value());
  BOOST_TEST(pattern->cells[Cell(0, kRide)] == kNormal);
  BOOST_TEST(report.placed == 3u);
  BOOST_TEST(report.merged == 1u);
  BOOST_TEST(report.ignored == 1u);
  BOOST_TEST(report.unmapped == 0u);
  BOOST_TEST(findings.back().message.find("1 ignored") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_song_that_ends_at_a_bar_line_is_as_long_as_it_says) {
  MidiSong song = Song({{0, kDrums, 36, 90, 0, 0}});
  for (const auto& [end, bars] : {std::pair<std::uint64_t, std::size_t>{0, 1},
                                  {1920, 1},
                                  {3840, 2},
                                  {3841, 1},
                                  {1920 * 4096, 4096},
                                  {1920 * 4097, 1},
                                  {std::uint64_t{1} << 59, 1}}) {
    song.end_tick = end;
    Findings findings;
    const auto pattern = Quantise(song, findings);
    BOOST_REQUIRE(pattern.has_value());
    BOOST_TEST(pattern->cells.size() == bars * kTokensPerBar);
  }
}

BOOST_AUTO_TEST_CASE(the_report_tells_the_tempo) {
  MidiSong song = Song({{0, kDrums, 36, 90, 0, 0}});
  song.tempos = {{
      0,
      609756,
  }};
  Findings findings;
  BOOST_REQUIRE(Quantise(song, findings).has_value());
  BOOST_TEST(findings[0].message.ends_with("; tempo 98.4"));
  song.tempos = {{0, 500000}, {960, 400000}};
  BOOST_REQUIRE(Quantise(song, findings).has_value());
  BOOST_TEST(
      findings[1].message.ends_with("; tempo 120 at first, 1 changes of it"));
  song.tempos = {{0, 0}};
  BOOST_TEST(Quantise(song, findings).has_value());
}

BOOST_AUTO_TEST_CASE(metres_as_long_as_a_whole_note_are_read) {
  MidiSong song = Song({{0, kDrums, 36, 100, 0, 0}});
  song.metres = {{0, 2, 2, 4, 20}, {960, 4, 4, 20, 27}};
  Findings findings;
  BOOST_TEST(Quantise(song, findings).has_value());
}

BOOST_AUTO_TEST_CASE(any_resolution_gives_the_same_grid) {
  for (const unsigned ticks : {1u, 4u, 24u, 96u, 480u, 32767u}) {
    std::vector<MidiNote> notes;
    for (std::uint64_t beat = 0; beat < 8; ++beat) {
      notes.push_back({beat * ticks, kDrums, 36, 100, 0, 0});
    }
    Findings findings;
    const auto pattern = Quantise(Song(notes, ticks), findings);
    BOOST_REQUIRE(pattern.has_value());
    for (std::size_t step = 0; step < 2 * kStepsPerBar; ++step) {
      BOOST_TEST((pattern->cells[Cell(step, kKick)] != kRest) ==
                 (step % 4 == 0));
    }
  }
}

BOOST_AUTO_TEST_CASE(other_metres_are_refused_by_name) {
  MidiSong song = Song({{0, kDrums, 36, 100, 0, 0}});
  song.metres = {{0, 4, 4, 20, 27}, {960, 3, 4, 40, 47}};
  const Finding finding = Refusal(song);
  BOOST_TEST((finding.code == FindingCode::kMetre));
  BOOST_TEST(finding.message.find("3/4") != std::string::npos);
  BOOST_TEST(finding.begin == 40u);
  song.metres.pop_back();
  Findings findings;
  BOOST_TEST(Quantise(song, findings).has_value());
}

BOOST_AUTO_TEST_CASE(songs_without_drums_or_without_end_are_refused) {
  BOOST_TEST((Refusal(Song({})).code == FindingCode::kNoHits));
  BOOST_TEST(
      (Refusal(Song({{0, 0, 36, 100, 0, 0}})).code == FindingCode::kNoHits));
  const std::uint64_t far = std::uint64_t{1} << 60;
  BOOST_TEST((Refusal(Song({{far, kDrums, 36, 100, 0, 0}}, 1)).code ==
              FindingCode::kTooLong));
}

BOOST_AUTO_TEST_CASE(offsets_and_counts_hold_for_random_songs) {
  test::Engine engine(3);
  for (int round = 0; round < 200; ++round) {
    const auto ticks = static_cast<unsigned>(1 + test::Below(engine, 32767));
    std::vector<MidiNote> notes;
    std::uint64_t tick = 0;
    for (std::size_t n = 1 + test::Below(engine, 200); n > 0; --n) {
      tick += test::Below(engine, ticks);
      notes.push_back(
          {tick, kDrums, static_cast<std::uint8_t>(test::Below(engine, 128)),
           static_cast<std::uint8_t>(1 + test::Below(engine, 127)), 0, 0});
    }
    notes.push_back({tick, kDrums, 36, 1, 0, 0});
    Findings findings;
    QuantiseReport report;
    const auto pattern = Quantise(Song(notes, ticks), findings, &report);
    BOOST_REQUIRE(pattern.has_value());
    std::size_t placed = 0;
    for (std::size_t at = 0; at < pattern->cells.size(); ++at) {
      const auto velocity = static_cast<unsigned>(pattern->velocity[at]);
      BOOST_TEST(pattern->cells[at] == ClassOfVelocity(velocity));
      BOOST_TEST(pattern->timing[at] >= -0.5);
      BOOST_TEST(pattern->timing[at] < 0.5);
      placed += pattern->cells[at] != kRest ? 1 : 0;
    }
    BOOST_TEST(placed == report.placed);
    BOOST_TEST(report.placed + report.merged + report.unmapped == notes.size());
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::drums
