#include "plugins/drums/metrics.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

#include "plugins/drums/corpus.h"
#include "plugins/drums/grid_text.h"
#include "tests/plugins/drums/random_bits.h"

namespace pastiche::drums {
namespace {

std::vector<Token> Cells(std::string_view text) {
  Findings findings;
  const auto pattern = ReadGridText(text, findings);
  BOOST_REQUIRE(pattern.has_value());
  return pattern->cells;
}

std::uint16_t Onsets(std::string_view steps) {
  unsigned onsets = 0;
  for (std::size_t s = 0; s < steps.size(); ++s) {
    if (steps[s] == 'x') onsets |= 1u << s;
  }
  return static_cast<std::uint16_t>(onsets);
}

const auto tight_tolerance = boost::test_tools::tolerance(1e-12);

BOOST_AUTO_TEST_SUITE(metrics)

BOOST_AUTO_TEST_CASE(hits_are_counted_per_whole_bar) {
  auto cells = Cells(
      "K x...x...x...x...|x...............\nS ....X.......o...|"
      "................");
  BOOST_TEST(HitsPerBar(cells) == 3.5);
  cells.resize(cells.size() - 1);
  BOOST_TEST(HitsPerBar(cells) == 6.0);
  BOOST_TEST(std::isnan(HitsPerBar({})));
}

BOOST_AUTO_TEST_CASE(bar_syncopation_of_known_rhythms) {
  BOOST_TEST(BarSyncopation(0) == 0);
  BOOST_TEST(BarSyncopation(0xFFFF) == 0);
  BOOST_TEST(BarSyncopation(Onsets("x...x...x...x...")) == 0);
  BOOST_TEST(BarSyncopation(Onsets("x...............")) == 0);
  // Alone on the last sixteenth: the downbeat after it rests, 0 - -4.
  BOOST_TEST(BarSyncopation(Onsets("...............x")) == 4);
  // Backbeats: from beat 2 (-2) to the half bar (-1), from 4 (-2) to 1 (0).
  BOOST_TEST(BarSyncopation(Onsets("....x.......x...")) == 1 + 2);
  // The eighth before the half bar (-3 to -1), held over it.
  BOOST_TEST(BarSyncopation(Onsets("x.....x.....x...")) == 2);
  // Son clave 3-2: hits at 0 3 6 10 12; rests 4 (-2) and 8 (-1) are passed.
  BOOST_TEST(BarSyncopation(Onsets("x..x..x...x.x...")) == 2 + 2);
}

BOOST_AUTO_TEST_CASE(syncopation_joins_kick_and_snare_only) {
  BOOST_TEST(Syncopation(Cells("K x.......x.......\nS ....x.......x...\n"
                               "H .x.x.x.x.x.x.x.x")) == 0.0);
  BOOST_TEST(Syncopation(Cells("S ....x.......x...|................")) == 1.5);
  BOOST_TEST(std::isnan(Syncopation({})));
}

BOOST_AUTO_TEST_CASE(self_similarity_is_the_mean_of_neighbours) {
  BOOST_TEST(std::isnan(SelfSimilarity(Cells("K x...x...x...x..."))));
  BOOST_TEST(SelfSimilarity(Cells("K x...x...|x...x...|x...x...|x...x...")) ==
             1.0);
  // {0,4} and {0,8}: one of three.
  BOOST_TEST(
      SelfSimilarity(Cells("K x...x...........|x.......x.......")) == 1.0 / 3.0,
      tight_tolerance);
  BOOST_TEST(SelfSimilarity(Cells("K x...............|................|"
                                  "................")) == 0.5);
}

BOOST_AUTO_TEST_CASE(copied_bars_are_found_note_for_note) {
  const auto memory = Cells("K x...x...x...x...|X.......X.......");
  const TokenSpan spans[] = {memory};
  const BarIndex index(spans);
  // Same hits in other velocities, one new bar, one silent bar.
  const auto sample = Cells(
      "K X...o...x...x...|x.......x.x.....|................|x.......x.......");
  BOOST_TEST(index.CountCopied(sample) == 2u);
  BOOST_TEST(CopiedBars(sample, index) == 0.5);
  BOOST_TEST(CopiedBars(memory, index) == 1.0);
  BOOST_TEST(std::isnan(CopiedBars({}, index)));
  BOOST_TEST(CopiedBars(sample, BarIndex({})) == 0.0);
}

BOOST_AUTO_TEST_CASE(joint_validity_needs_all_three) {
  const auto good = Cells("K x...x...x...x...|x...x...x...x.x.");
  const BarIndex nothing({});
  BOOST_TEST(JointlyValid(good, nothing) == 1.0);
  const TokenSpan spans[] = {good};
  BOOST_TEST(JointlyValid(good, BarIndex(spans)) == 0.0);  // Two copies.
  BOOST_TEST(JointlyValid(Cells("K x...x...x...x...|.x.x.x.x.x.x.x.x"),
                          nothing) == 0.0);  // Nothing in common.
  BOOST_TEST(JointlyValid(Cells("K x...x...........|x...x..........."),
                          nothing) == 0.0);  // Too sparse for the check.
  BOOST_TEST(JointlyValid(Cells("K x...x...x...x..."), nothing) == 1.0);
  BOOST_TEST(std::isnan(JointlyValid({}, nothing)));
}

// Why jnc must not rank: four-on-the-floor is a perfect score.
BOOST_AUTO_TEST_CASE(four_on_the_floor_wins_joint_validity) {
  std::vector<TokenSpan> corpus;
  for (const auto& document : Corpus()) {
    corpus.push_back(document.pattern.cells);
  }
  BOOST_TEST(JointlyValid(Cells("K x...x...x...x...|x...x...x...x..."),
                          BarIndex(corpus)) == 1.0);
}

BOOST_AUTO_TEST_CASE(divergence_is_0_for_equal_and_1_for_disjoint_sets) {
  const auto a = Cells("K x...x...x...x...");
  const auto b = Cells("K xxxxxxxxxxxxxxxx\nS xxxxxxxxxxxxxxxx");
  const std::vector<TokenSpan> sa = {a};
  const std::vector<TokenSpan> saa = {a, a};
  const std::vector<TokenSpan> sb = {b};
  const auto bars = [](std::span<const TokenSpan> samples,
                       std::span<const TokenSpan> reference) {
    return LaneBarDivergence(samples, reference);
  };
  using Divergence =
      double (*)(std::span<const TokenSpan>, std::span<const TokenSpan>);
  for (const Divergence divergence :
       {Divergence{TwoStepDivergence}, Divergence{bars}}) {
    BOOST_TEST(divergence(sa, saa) == 0.0);
    BOOST_TEST(divergence(sa, sb) == 1.0);
    BOOST_TEST(divergence(sb, sa) == 1.0);
    BOOST_TEST(std::isnan(divergence(sa, {})));
    BOOST_TEST(std::isnan(divergence({}, sa)));
  }
}

BOOST_AUTO_TEST_CASE(divergence_of_known_histograms) {
  // Lanes: one pattern against that and another in equal parts. With m = (3/4,
  // 1/4) the divergence is H(m) - (0 + 1) / 2 = 2 - 3/4 log2 3 - 1/2.
  const auto a = Cells("K x...x...x...x...");
  const auto both = Cells("K x...x...x...x...|x...............");
  const TokenSpan sa[] = {a};
  const TokenSpan sboth[] = {both};
  const double expected = 1.5 - 0.75 * std::log2(3.0);
  BOOST_TEST(LaneBarDivergence(sa, sboth) == expected, tight_tolerance);
  // Steps: 15 pairs (rest, rest) against 14 and one (rest, hit).
  const auto silent = Cells("K ................");
  const auto late = Cells("K ...............x");
  const TokenSpan ssilent[] = {silent};
  const TokenSpan slate[] = {late};
  const double q = 14.0 / 15.0;
  const double m = (1.0 + q) / 2.0;
  const double steps = 0.5 * std::log2(1.0 / m) + 0.5 * q * std::log2(q / m) +
                       0.5 * (1.0 - q) * 1.0;
  BOOST_TEST(TwoStepDivergence(ssilent, slate) == steps, tight_tolerance);
}

BOOST_AUTO_TEST_CASE(measures_stay_in_range_on_random_documents) {
  test::Engine engine(41);
  std::vector<std::vector<Token>> documents;
  documents.reserve(60);
  for (int round = 0; round < 60; ++round) {
    documents.push_back(
        test::RandomCells(engine, test::Below(engine, 5 * kTokensPerBar),
                          1 + test::Below(engine, 12), 4));
  }
  const std::vector<TokenSpan> spans(documents.begin(), documents.end());
  const BarIndex index(spans);
  for (const TokenSpan document : spans) {
    const double hits = HitsPerBar(document);
    if (std::isnan(hits)) continue;
    BOOST_TEST((hits >= 0.0 && hits <= 144.0));
    BOOST_TEST((Syncopation(document) >= 0.0 && Syncopation(document) <= 64.0));
    BOOST_TEST((CopiedBars(document, index) >= 0.0));
    BOOST_TEST((CopiedBars(document, index) <= 1.0));
    const double similarity = SelfSimilarity(document);
    if (std::isnan(similarity)) continue;
    BOOST_TEST((similarity >= 0.0 && similarity <= 1.0));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::drums
