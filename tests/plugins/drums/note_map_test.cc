#include "plugins/drums/note_map.h"

#include <boost/test/unit_test.hpp>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/plugins/drums/random_bits.h"

namespace pastiche::drums {
namespace {

Finding Refusal(std::string_view text) {
  Findings findings;
  BOOST_REQUIRE(!NoteMap::Read(text, findings).has_value());
  BOOST_REQUIRE(findings.size() == 1);
  BOOST_TEST(findings[0].end <= text.size());
  BOOST_TEST((findings[0].code == FindingCode::kNoteMap));
  BOOST_TEST(!findings[0].mend.empty());
  return findings[0];
}

BOOST_AUTO_TEST_SUITE(note_map)

// The table of docs/domains/drums.md, written out again.
BOOST_AUTO_TEST_CASE(the_default_maps_as_documented_and_no_other_note) {
  const std::vector<std::pair<std::size_t, std::vector<unsigned>>> table = {
      {kKick, {35, 36}},          {kSnare, {37, 38, 39, 40}},
      {kClosedHat, {42, 22, 44}}, {kOpenHat, {46, 26}},
      {kLowTom, {41, 43, 58}},    {kMidTom, {45, 47}},
      {kHighTom, {48, 50}},       {kCrash, {49, 52, 55, 57}},
      {kRide, {51, 53, 59}}};
  std::map<unsigned, std::size_t> expected;
  for (const auto& [instrument, notes] : table) {
    for (const unsigned note : notes) expected[note] = instrument;
  }
  const NoteMap& map = NoteMap::Default();
  for (unsigned note = 0; note < 128; ++note) {
    const auto found = map.InstrumentOf(note);
    BOOST_TEST(found.has_value() == (expected.count(note) == 1));
    if (found) BOOST_TEST(*found == expected[note]);
    BOOST_TEST(!map.Ignores(note));
  }
  const std::vector<unsigned> written = {36, 38, 42, 46, 43, 47, 50, 49, 51};
  for (std::size_t i = 0; i < kInstrumentCount; ++i) {
    BOOST_TEST(map.NoteOf(i).value() == written[i]);
    BOOST_TEST(map.InstrumentOf(written[i]).value() == i);
  }
  BOOST_TEST(map.channel() == 9);
  BOOST_TEST(map.IsDrums(9));
  BOOST_TEST(!map.IsDrums(0));
}

BOOST_AUTO_TEST_CASE(a_text_replaces_the_default) {
  Findings findings;
  const auto map = NoteMap::Read(
      "# my module\r\n\r\nchannel 2 # one less in the file\nsnare 60, 61\n"
      "ignore 70\nkick\t0 127\n",
      findings);
  BOOST_REQUIRE(map.has_value());
  BOOST_TEST(map->InstrumentOf(60).value() == kSnare);
  BOOST_TEST(map->InstrumentOf(61).value() == kSnare);
  BOOST_TEST(map->InstrumentOf(127).value() == kKick);
  BOOST_TEST(map->NoteOf(kKick).value() == 0);
  BOOST_TEST(!map->InstrumentOf(36).has_value());
  BOOST_TEST(!map->NoteOf(kRide).has_value());
  BOOST_TEST(map->Ignores(70));
  BOOST_TEST(!map->InstrumentOf(70).has_value());
  BOOST_TEST(map->channel() == 1);
  BOOST_TEST(map->IsDrums(1));
  BOOST_TEST(!map->IsDrums(9));
  const auto any = NoteMap::Read("channel any\nkick 36", findings);
  BOOST_REQUIRE(any.has_value());
  BOOST_TEST(any->IsDrums(3));
  BOOST_TEST(any->channel() == 9);
}

BOOST_AUTO_TEST_CASE(faults_are_refused_with_line_and_bytes) {
  const Finding unknown = Refusal("kick 36\ncowbell 56\n");
  BOOST_TEST(unknown.begin == 8u);
  BOOST_TEST(unknown.end == 15u);
  BOOST_TEST(unknown.message == "line 2: \"cowbell\" is not an instrument");
  BOOST_TEST(Refusal("kick 128").begin == 5u);
  BOOST_TEST(Refusal("kick 36x").begin == 5u);
  BOOST_TEST(Refusal("kick -1").begin == 5u);
  BOOST_TEST(Refusal("kick 36\nsnare 38 36\n").begin == 17u);
  BOOST_TEST(Refusal("kick 36\nkick 35\n").begin == 8u);
  BOOST_TEST(Refusal("kick # 36\n").end == 4u);
  BOOST_TEST(Refusal("channel 17\nkick 36").begin == 8u);
  BOOST_TEST(Refusal("channel 0\nkick 36").begin == 8u);
  BOOST_TEST(Refusal("channel\nkick 36").begin == 7u);
  BOOST_TEST(Refusal("channel 1 2\nkick 36").begin == 10u);
  Refusal("");
  Refusal("# nothing\nignore 3\n");
  Refusal(std::string((1 << 16) + 1, '#'));
}

BOOST_AUTO_TEST_CASE(random_text_gets_an_answer_with_a_place) {
  const std::vector<std::string> words = {
      "kick", "snare", "ride", "ignore", "channel", "any", " ",  " ",
      "\n",   "36",    "12",   "128",    "#",       "x",   "\r", "\xFF"};
  test::Engine engine(4);
  std::size_t read = 0;
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (std::size_t n = test::Below(engine, 12); n > 0; --n) {
      text += words[test::Below(engine, words.size())];
      if (test::Below(engine, 3) != 0) text += ' ';
    }
    Findings findings;
    const bool good = NoteMap::Read(text, findings).has_value();
    BOOST_TEST(good == findings.empty());
    if (!good) BOOST_TEST(findings[0].end <= text.size());
    read += good ? 1 : 0;
  }
  BOOST_TEST(read > 20u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::drums
