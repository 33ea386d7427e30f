// The grid of 24 steps per bar, through everything that knows the grid.

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>
#include <string>
#include <vector>

#include "plugins/drums/ansi_view.h"
#include "plugins/drums/checks.h"
#include "plugins/drums/corpus.h"
#include "plugins/drums/drum_synth.h"
#include "plugins/drums/geometry.h"
#include "plugins/drums/grid_svg.h"
#include "plugins/drums/grid_text.h"
#include "plugins/drums/head_settings.h"
#include "plugins/drums/hydrogen_pattern.h"
#include "plugins/drums/metrics.h"
#include "plugins/drums/midi_reader.h"
#include "plugins/drums/midi_writer.h"
#include "plugins/drums/quantise.h"
#include "plugins/drums/regions.h"
#include "tests/plugins/drums/loaded_plugin.h"
#include "tests/plugins/drums/random_bits.h"
#include "tests/plugins/drums/recording_sink.h"

namespace pastiche::drums {
namespace {

constexpr Grid kGrid = Grid::kTriplets;
constexpr std::size_t kCells = TokensPerBar(kGrid);

// The cells of `count` bars with a hit in every seventh cell or so.
std::vector<Token> RandomBars(test::Engine& engine, std::size_t count) {
  std::vector<Token> tokens = test::RandomCells(engine, count * kCells, 7, 4);
  tokens[kKick] = kNormal;
  return tokens;
}

std::vector<Token> TokensOf(const Pattern& pattern) {
  return pattern.Tokens(Levels::kVelocity);
}

std::vector<Hit> Play(const std::vector<Token>& tokens) {
  return HitsOf(tokens, Levels::kVelocity, {}, {.grid = kGrid});
}

std::vector<std::uint8_t> BytesOf(const std::string& text) {
  return {text.begin(), text.end()};
}

BOOST_AUTO_TEST_SUITE(triplets)

BOOST_AUTO_TEST_CASE(text_has_twenty_four_steps_to_the_bar) {
  test::Engine engine(1);
  const auto tokens = RandomBars(engine, 3);
  const std::string text = WriteGridText(tokens, Levels::kVelocity, kGrid);
  BOOST_TEST(text.find('|') == 2u + 24u);
  Findings findings;
  const auto read = ReadGridText(text, findings, kGrid);
  BOOST_REQUIRE(read.has_value());
  BOOST_TEST((TokensOf(*read) == tokens));
  // A bar line after four steps is one of sixteenths.
  BOOST_TEST(!ReadGridText("K x...|x...|x...|x...|x...|x...", findings, kGrid));
  BOOST_TEST(findings.back().message.find("inside a beat") !=
             std::string::npos);
  BOOST_TEST(!ReadGridText("K x...x...x...x...", findings, kGrid));
  BOOST_TEST(findings.back().message.find("whole bars of 24") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(midi_and_hydrogen_round_trips_are_exact) {
  test::Engine engine(2);
  for (int round = 0; round < 50; ++round) {
    const std::size_t bars = 1 + test::Below(engine, 4);
    const auto tokens = RandomBars(engine, bars);
    const auto hits = Play(tokens);
    Findings findings;
    const auto midi = WriteMidi(hits, {.bars = bars, .grid = kGrid},
                                NoteMap::Default(), findings);
    BOOST_REQUIRE(midi.has_value());
    const auto song = ReadMidi(BytesOf(*midi), findings);
    BOOST_REQUIRE(song.has_value());
    const auto read =
        Quantise(*song, findings, nullptr, NoteMap::Default(), kGrid);
    BOOST_REQUIRE(read.has_value());
    BOOST_TEST((TokensOf(*read) == tokens));
    const auto files = WriteHydrogenPatterns(hits, bars, "x", kGrid);
    BOOST_REQUIRE(files.size() == 1u);
    const auto pattern = ReadHydrogenPattern(files[0], findings);
    BOOST_REQUIRE(pattern.has_value());
    const auto again =
        Quantise(pattern->song, findings, nullptr, NoteMap::Default(), kGrid);
    BOOST_REQUIRE(again.has_value());
    BOOST_TEST((TokensOf(*again) == tokens));
  }
}

BOOST_AUTO_TEST_CASE(triplets_lose_nothing_that_sixteenths_merge) {
  // Six snares to the beat.
  std::vector<Token> tokens(kCells, kRest);
  for (std::size_t step = 0; step < 24; ++step) {
    tokens[step * kInstrumentCount + kSnare] = kNormal;
  }
  Findings findings;
  const auto midi = WriteMidi(Play(tokens), {.bars = 1, .grid = kGrid},
                              NoteMap::Default(), findings);
  const auto song = ReadMidi(BytesOf(*midi), findings);
  BOOST_REQUIRE(song.has_value());
  QuantiseReport fine, coarse;
  BOOST_TEST(
      Quantise(*song, findings, &fine, NoteMap::Default(), kGrid).has_value());
  BOOST_TEST(Quantise(*song, findings, &coarse).has_value());
  BOOST_TEST(fine.placed == 24u);
  BOOST_TEST(fine.merged == 0u);
  BOOST_TEST(coarse.merged > 6u);
}

BOOST_AUTO_TEST_CASE(a_bar_lasts_as_long_as_one_of_sixteenths) {
  BOOST_TEST(SecondsOf({.bars = 2, .tempo = 90.0, .grid = kGrid}) ==
             SecondsOf({.bars = 2, .tempo = 90.0}));
  // The third beat is step 12 of 24 and step 8 of 16.
  const Hit triplet{.step = 12, .instrument = kKick, .velocity = 100};
  const Hit sixteenth{.step = 8, .instrument = kKick, .velocity = 100};
  BOOST_TEST((Mix({&triplet, 1}, {.bars = 1, .grid = kGrid}) ==
              Mix({&sixteenth, 1}, {.bars = 1})));
}

BOOST_AUTO_TEST_CASE(checks_count_bars_of_the_grid) {
  std::vector<Token> tokens(2 * kCells, kRest);
  Findings findings;
  BOOST_TEST(!Check(tokens, findings, kGrid));
  BOOST_TEST(findings.size() == 4u);  // Two bars, each silent in two ways.
  for (const std::size_t step : {0u, 8u, 20u, 24u, 32u, 47u}) {
    tokens[step * kInstrumentCount + kKick] = kNormal;
  }
  findings.clear();
  BOOST_TEST(Check(tokens, findings, kGrid));
  BOOST_TEST(!Check(tokens, findings));  // Three bars of sixteen.
  // Without the last, the second bar's last step has to sound.
  tokens[47 * kInstrumentCount + kKick] = kUnknown;
  for (std::size_t i = 1; i < kInstrumentCount - 1; ++i) {
    tokens[47 * kInstrumentCount + i] = kRest;
  }
  BOOST_TEST(AllowedTokens(tokens, 47 * kInstrumentCount + kKick,
                           Levels::kVelocity, kGrid) == 0b1110u);
}

BOOST_AUTO_TEST_CASE(regions_and_bars_have_the_length_of_the_grid) {
  const auto bars = ListRegions(RegionKind::kBar, 2 * kCells, kGrid);
  BOOST_REQUIRE(bars.size() == 2u);
  BOOST_TEST(bars[1].runs[0].first == kCells);
  BOOST_TEST(ListRegions(RegionKind::kStep, kCells, kGrid).back().label ==
             "step 1.24");
  const std::vector<Token> tokens(3 * kCells, kNormal);
  BOOST_TEST(BarsOf(tokens, kGrid).size() == 3u);
  BOOST_TEST(HitsPerBar(tokens, kGrid) == double{kCells});
}

// Weights 0; -1 half a bar; -2 beats; -3 eighth triplets; -4 between them.
BOOST_AUTO_TEST_CASE(syncopation_is_that_of_a_compound_metre) {
  const auto of = [](std::initializer_list<unsigned> steps) {
    std::uint32_t onsets = 0;
    for (const unsigned step : steps) onsets |= 1u << step;
    return BarSyncopation(onsets, kGrid);
  };
  BOOST_TEST(of({0, 6, 12, 18}) == 0);
  BOOST_TEST(of({23}) == 4);     // Over the next bar's start.
  BOOST_TEST(of({6, 18}) == 3);  // As with sixteenths.
  BOOST_TEST(of({0, 4, 6, 10, 12, 16, 18, 22}) == 0);  // A shuffle.
  BOOST_TEST(of({0, 4, 12}) == 1);  // The last triplet, held over beat two.
}

BOOST_AUTO_TEST_CASE(slots_reach_the_same_bars_back) {
  std::set<int> deltas;
  for (const Slot& slot : Slots(kGrid)) deltas.insert(slot.step_delta);
  std::set<int> expected = {0};
  for (int d = 1; d <= 51; ++d) expected.insert(-d);
  for (int d = 69; d <= 75; ++d) expected.insert(-d);
  for (int d = 1; d <= 27; ++d) expected.insert(d);
  BOOST_TEST(deltas == expected, boost::test_tools::per_element());
  const std::size_t width = Slots(kGrid).size();
  const std::size_t at = 30 * kInstrumentCount + kSnare;
  std::vector<std::int64_t> slots(width);
  std::vector<std::int32_t> features(kFeatureCount);
  Describe(2 * kCells, Mode::kFill, at, at + 1, slots, features, kGrid);
  BOOST_TEST(features[kFeatureStep] == 6);
  for (std::size_t s = 0; s < width; ++s) {
    const Slot& slot = Slots(kGrid)[s];
    if (slot.step_delta == 0) continue;
    const std::int64_t step = 30 + slot.step_delta;
    const std::int64_t want =
        step < 0 || step >= 48
            ? kOutside
            : step * static_cast<std::int64_t>(kInstrumentCount) +
                  static_cast<std::int64_t>(slot.instrument);
    BOOST_REQUIRE(slots[s] == want);
  }
  // Half a bar, a beat, an eighth triplet, else.
  const std::pair<int, double> distances[] = {
      {0, 0.0}, {12, 1.0}, {6, 2.0}, {18, 2.0}, {2, 3.0}, {3, 4.0}, {1, 4.0}};
  for (const auto& [step, distance] : distances) {
    BOOST_TEST(FeatureDistance(kFeatureStep, 0, step, kGrid) == distance);
  }
}

BOOST_AUTO_TEST_CASE(heads_weigh_bars_and_beats_of_the_grid) {
  Head head;
  head.b16 = 2.0;
  head.bars = 2;
  head.b4 = 0.5;
  BOOST_TEST(StepWeight(head, 24, kGrid) == 2.0);
  BOOST_TEST(StepWeight(head, 6, kGrid) == 0.5);
  BOOST_TEST(StepWeight(head, 18, kGrid) == 0.5);
  BOOST_TEST(StepWeight(head, 16, kGrid) == 0.0);
  const std::string json = RecommendJson(Levels::kVelocity, kGrid);
  BOOST_TEST(json.find("\"d-24.kick\"") != std::string::npos);
  BOOST_TEST(json.find("\"copy_guard\":12") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_corpus_has_triplets_and_what_fits_beside_them) {
  std::size_t needs_triplets = 0;
  std::set<std::vector<Token>> seen;
  std::set<std::string> names;
  for (const CorpusDocument& document : Corpus(kGrid)) {
    const auto tokens = TokensOf(document.pattern);
    BOOST_TEST_CONTEXT(document.name) {
      BOOST_TEST(tokens.size() % kCells == 0u);
      BOOST_TEST(document.pattern.license == "MIT");
      BOOST_TEST(!document.pattern.style.empty());
      Findings findings;
      BOOST_TEST(Check(tokens, findings, kGrid));
    }
    seen.insert(tokens);
    names.insert(document.name);
    for (std::size_t at = 0; at < tokens.size(); ++at) {
      if (tokens[at] == kRest || at / kInstrumentCount % 3 == 0) continue;
      ++needs_triplets;
      break;
    }
  }
  BOOST_TEST(seen.size() == Corpus(kGrid).size());
  BOOST_TEST(names.size() == Corpus(kGrid).size());
  BOOST_TEST(needs_triplets == 18u);
  BOOST_TEST(Corpus(kGrid).size() > 18u);
}

BOOST_AUTO_TEST_CASE(pictures_have_a_line_for_every_step) {
  std::vector<Token> tokens(kCells, kRest);
  tokens[23 * kInstrumentCount + kSnare] = kAccent;
  const std::string svg = WriteGridSvg(Play(tokens), 1, "x", kGrid);
  BOOST_TEST(svg.find("twenty-four steps") != std::string::npos);
  BOOST_TEST(svg.find("snare, bar 1, step 24") != std::string::npos);
  BOOST_TEST(
      WriteAnsiView(tokens, Levels::kVelocity, 100, kGrid).size() >
      WriteAnsiView({tokens.data(), kTokensPerBar}, Levels::kVelocity, 100)
          .size());
}

BOOST_AUTO_TEST_CASE(surprising_cells_are_framed_whether_they_sound_or_not) {
  std::vector<Token> tokens(kTokensPerBar, kRest);
  tokens[kKick] = kNormal;
  std::vector<double> bits(kTokensPerBar, 1.9);
  bits[8 * kInstrumentCount + kRide] = 6.5;
  const auto hits = HitsOf(tokens, Levels::kVelocity, {}, {});
  const std::string svg = WriteGridSvg(hits, 1, "x", Grid::kSixteenths, bits);
  BOOST_TEST(svg.find("<rect class=\"s\" x=\"205.5\"") != std::string::npos);
  BOOST_TEST(svg.find(">ride</text>") != std::string::npos);
  BOOST_TEST(WriteGridSvg(hits, 1, "x").find("class=\"s\"") ==
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_plugin_has_the_grid_as_an_option) {
  const test::Plugin plugin("{\"steps_per_bar\":24}");
  const auto& context = plugin.Get<pst_context>(PST_EXT_CONTEXT);
  BOOST_TEST(context.slot_count == Slots(kGrid).size());
  pst_feature_info info;
  BOOST_TEST(context.feature(plugin.Self(), 1, &info) == PST_OK);
  BOOST_TEST(info.hi == 23);
  BOOST_TEST(info.period == 24u);
  const auto& constraint = plugin.Get<pst_constraint>(PST_EXT_CONSTRAINT);
  BOOST_TEST(constraint.chunk_units == 24u);
  test::RecordingSink sink;
  const std::vector<Token> bar(kTokensPerBar, kRest);
  const pst_tokens tokens = test::Tokens(bar);
  BOOST_TEST(plugin.Codec().decode(plugin.Self(), &tokens, sink.Get()) ==
             PST_E_INVALID_INPUT);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::drums
