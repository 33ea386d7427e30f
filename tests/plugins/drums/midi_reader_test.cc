#include "plugins/drums/midi_reader.h"

#include <boost/test/unit_test.hpp>

#include "tests/plugins/drums/midi_bytes.h"
#include "tests/plugins/drums/random_bits.h"

namespace pastiche::drums {
namespace {

using test::Append;
using test::ByteVector;
using test::File;
using test::Header;
using test::Track;

MidiSong Accept(const ByteVector& bytes, std::size_t warnings = 0) {
  Findings findings;
  auto song = ReadMidi(bytes, findings);
  BOOST_REQUIRE(song.has_value());
  BOOST_TEST(findings.size() == warnings);
  return *song;
}

// The one error of a file that must be refused.
Finding Refusal(const ByteVector& bytes) {
  Findings findings;
  BOOST_REQUIRE(!ReadMidi(bytes, findings).has_value());
  BOOST_REQUIRE(!findings.empty());
  const Finding& finding = findings.back();
  BOOST_TEST((finding.severity == Severity::kError));
  BOOST_TEST(!finding.message.empty());
  BOOST_TEST(!finding.mend.empty());
  BOOST_TEST(finding.begin <= finding.end);
  BOOST_TEST(finding.end <= bytes.size());
  return finding;
}

bool Says(const Finding& finding, std::string_view text) {
  return finding.message.find(text) != std::string::npos;
}

BOOST_AUTO_TEST_SUITE(midi_reader)

BOOST_AUTO_TEST_CASE(notes_tempo_and_metre_are_read_with_their_ticks) {
  const ByteVector bytes = File(Track()
                                    .Event(0, {0xFF, 0x51, 3, 0x07, 0xA1, 0x20})
                                    .Metre(3, 2)
                                    .Hit(0, 36, 100)
                                    .Hit(240, 38, 64)
                                    .Event(240, {0x89, 38, 0})
                                    .Hit(300000, 42, 1)
                                    .End(),
                                96);
  const MidiSong song = Accept(bytes);
  BOOST_TEST(song.format == 0u);
  BOOST_TEST(song.ticks_per_quarter == 96u);
  BOOST_REQUIRE(song.notes.size() == 3);
  BOOST_TEST(song.notes[1].tick == 240u);
  BOOST_TEST(song.notes[1].note == 38);
  BOOST_TEST(song.notes[1].velocity == 64);
  BOOST_TEST(song.notes[1].channel == 9);
  BOOST_TEST(song.notes[2].tick == 300480u);
  BOOST_TEST(bytes[song.notes[0].begin] == 0x99);
  BOOST_TEST(song.notes[0].end - song.notes[0].begin == 3u);
  BOOST_REQUIRE(song.tempos.size() == 1);
  BOOST_TEST(song.tempos[0].microseconds_per_quarter == 500000u);
  BOOST_REQUIRE(song.metres.size() == 1);
  BOOST_TEST(song.metres[0].numerator == 3u);
  BOOST_TEST(song.metres[0].denominator == 4u);
}

BOOST_AUTO_TEST_CASE(running_status_sysex_and_silent_note_ons_are_handled) {
  const MidiSong song = Accept(File(Track()
                                        .Event(0, {0x99, 36, 90})
                                        .Event(10, {38, 80})
                                        .Event(10, {38, 0})
                                        .Event(0, {0xFF, 0x01, 2, 'h', 'i'})
                                        .Event(5, {42, 70})
                                        .Event(0, {0xF0, 3, 1, 2, 0xF7})
                                        .Event(0, {0xF7, 1, 0xF8})
                                        .Event(5, {0xC9, 0})
                                        .Event(0, {0xE9, 0, 64})
                                        .Hit(0, 36, 3)
                                        .End()));
  BOOST_REQUIRE(song.notes.size() == 4);
  BOOST_TEST(song.notes[1].tick == 10u);
  BOOST_TEST(song.notes[2].tick == 25u);
  BOOST_TEST(song.notes[2].note == 42);
  BOOST_TEST(song.notes[3].tick == 30u);
}

BOOST_AUTO_TEST_CASE(tracks_of_format_1_are_merged_by_time) {
  ByteVector bytes = Header(1, 3, 480);
  Append(bytes, Track().Metre(4, 2).End());
  Append(bytes, test::Chunk("junk", {1, 2, 3}));
  Append(bytes, Track().Hit(100, 36, 1).Hit(100, 36, 2).End());
  Append(bytes, Track().Hit(100, 38, 3).Hit(50, 38, 4).End());
  const MidiSong song = Accept(bytes);
  BOOST_REQUIRE(song.notes.size() == 4);
  const int expected[] = {1, 3, 4, 2};
  for (std::size_t i = 0; i < 4; ++i) {
    BOOST_TEST(song.notes[i].velocity == expected[i]);
  }
}

BOOST_AUTO_TEST_CASE(kinds_that_are_not_read_are_named) {
  ByteVector smpte = File(Track().End(), 0xE728);
  BOOST_TEST(Says(Refusal(smpte), "SMPTE"));
  BOOST_TEST((Refusal(smpte).code == FindingCode::kUnsupported));
  ByteVector format2 = Header(2, 1, 480);
  Append(format2, Track().End());
  BOOST_TEST(Says(Refusal(format2), "format 2"));
  BOOST_TEST(Says(Refusal(File(Track().End(), 0)), "0 ticks"));
  BOOST_TEST(Says(Refusal(Header(0, 2, 480)), "2 tracks"));
  BOOST_TEST(Says(Refusal(Header(1, 0, 480)), "0 tracks"));
  BOOST_TEST(Says(Refusal({'R', 'I', 'F', 'F'}), "MThd"));
  BOOST_TEST(Says(Refusal({}), "MThd"));
}

BOOST_AUTO_TEST_CASE(malformed_events_are_placed) {
  const std::size_t first = 14 + 8 + 1;  // Header, chunk header, delta time.
  BOOST_TEST(Refusal(File(Track().Event(0, {36, 90}).End())).begin == first);
  BOOST_TEST(Says(Refusal(File(Track().Event(0, {0xF4}).End())), "status 244"));
  BOOST_TEST(Refusal(File(Track().Event(0, {0x99, 0x90, 1}).End())).begin ==
             first + 1);
  BOOST_TEST(Says(Refusal(File(Track().Event(0, {0xFF, 0x51, 2, 1, 1}).End())),
                  "tempo"));
  BOOST_TEST(Says(Refusal(File(Track().Metre(0, 2).End())), "metre"));
  BOOST_TEST(Says(Refusal(File(Track().Metre(4, 200).End())), "metre"));
  ByteVector longest = {0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0x99, 36, 90};
  BOOST_TEST(Says(Refusal(File(test::Chunk("MTrk", longest))), "4 bytes"));
}

BOOST_AUTO_TEST_CASE(lengths_are_checked_before_they_are_used) {
  ByteVector bytes = Header(0, 1, 480);
  Append(bytes, {'M', 'T', 'r', 'k', 0xFF, 0xFF, 0xFF, 0xFF, 0});
  BOOST_TEST(Says(Refusal(bytes), "4294967295 bytes announced, 1 left"));
  BOOST_TEST(Says(
      Refusal(File(Track().Event(0, {0xF0, 0xFF, 0xFF, 0xFF, 0x7F}).End())),
      "268435455 bytes announced"));
}

BOOST_AUTO_TEST_CASE(tolerated_faults_leave_a_warning) {
  Accept(File(Track().Hit(0, 36, 1).WithoutEnd()), 1);
  ByteVector trailing = File(Track().Hit(0, 36, 1).End());
  trailing.push_back(0);
  Accept(trailing, 1);
}

BOOST_AUTO_TEST_CASE(every_truncation_is_an_error_with_a_place) {
  ByteVector bytes = Header(1, 2, 480);
  Append(bytes, Track().Metre(4, 2).Event(0, {0xF0, 2, 1, 0xF7}).End());
  Append(bytes, Track().Hit(0, 36, 90).Event(300, {38, 80}).End());
  Accept(bytes);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const ByteVector cut(bytes.begin(),
                         bytes.begin() + static_cast<std::ptrdiff_t>(size));
    BOOST_TEST_CONTEXT("cut to " << size << " bytes") { Refusal(cut); }
  }
}

BOOST_AUTO_TEST_CASE(random_and_flipped_bytes_get_an_answer_with_a_place) {
  ByteVector good = Header(1, 2, 480);
  Append(good, Track().Metre(4, 2).Event(0, {0xF0, 2, 1, 0xF7}).End());
  Append(good, Track().Hit(0, 36, 90).Event(300, {38, 80}).End());
  test::Engine engine(23);
  int accepted = 0;
  for (int round = 0; round < 20000; ++round) {
    ByteVector bytes = good;
    if (round % 4 == 0) {
      // Random events behind a good header.
      bytes.resize(22 + 14 + test::Below(engine, 64));
      for (std::size_t i = 22; i < bytes.size(); ++i) {
        bytes[i] = static_cast<std::uint8_t>(engine());
      }
    } else {
      for (std::size_t flips = 1 + test::Below(engine, 3); flips > 0; --flips) {
        bytes[test::Below(engine, bytes.size())] ^=
            static_cast<std::uint8_t>(1u << test::Below(engine, 8));
      }
    }
    Findings findings;
    const auto song = ReadMidi(bytes, findings);
    if (song) {
      ++accepted;
      BOOST_TEST(song->notes.size() <= bytes.size());
    } else {
      BOOST_REQUIRE(!findings.empty());
      BOOST_TEST(findings.back().end <= bytes.size());
    }
  }
  BOOST_TEST(accepted > 100);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::drums
