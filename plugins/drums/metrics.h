// What the plugin measures on documents. Definitions, sources and the controls
// that win each measure: docs/domains/drums.md. Velocity plays no part here:
// a cell rests or sounds.

#ifndef PASTICHE_PLUGINS_DRUMS_METRICS_H_
#define PASTICHE_PLUGINS_DRUMS_METRICS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "plugins/drums/kit.h"

namespace pastiche::drums {

// Which instruments sound in each step of a bar: bit i of element s.
// Steps that the grid does not have stay 0.
using BarPattern = std::array<std::uint16_t, kMaxStepsPerBar>;

// The whole bars of a document; a begun last bar is left out.
[[nodiscard]] std::vector<BarPattern> BarsOf(TokenSpan tokens,
                                             Grid grid = Grid::kSixteenths);

// Hits divided by bars; NaN without a whole bar. Likewise below.
[[nodiscard]] double HitsPerBar(TokenSpan tokens,
                                Grid grid = Grid::kSixteenths);

// Mean over bars of BarSyncopation of kick or snare.
[[nodiscard]] double Syncopation(TokenSpan tokens,
                                 Grid grid = Grid::kSixteenths);

// Longuet-Higgins & Lee (Music Perception 1(4), 1984): bit s of `onsets` is a
// hit at step s. Each hit followed by a rest of more metrical weight before the
// next hit adds the difference; the bar is taken as a loop. Weights 0, -1 (half
// bar), -2 (quarters), -3 (eighths; of triplets the eighth triplets), -4.
// Returns 0..96.
[[nodiscard]] int BarSyncopation(std::uint32_t onsets,
                                 Grid grid = Grid::kSixteenths);

// Mean over neighbouring bars of |both| / |either| of their hits, 0..1 (1 for
// two silent bars); NaN with fewer than two bars.
[[nodiscard]] double SelfSimilarity(TokenSpan tokens,
                                    Grid grid = Grid::kSixteenths);

// Bars of a set of documents, to look verbatim copies up in.
class BarIndex {
 public:
  explicit BarIndex(std::span<const TokenSpan> documents,
                    Grid grid = Grid::kSixteenths);
  // Number of bars of `tokens` that sound and stand in the index.
  [[nodiscard]] std::size_t CountCopied(TokenSpan tokens) const;

 private:
  Grid grid_;
  std::vector<BarPattern> bars_;  // Sorted, unique.
};

// Share of the bars that are copied; NaN without a bar.
[[nodiscard]] double CopiedBars(TokenSpan tokens, const BarIndex& corpus,
                                Grid grid = Grid::kSixteenths);

// 1 if the document passes Check, its self-similarity is at least 0.25 (or it
// has one bar only) and at most one bar is copied; else 0. NaN without a bar.
[[nodiscard]] double JointlyValid(TokenSpan tokens, const BarIndex& corpus,
                                  Grid grid = Grid::kSixteenths);

// Jensen-Shannon divergence in bits, 0..1, between the patterns of two sets of
// documents; NaN where one has none. Two-step patterns: all instruments in two
// neighbouring steps. Lane-bar patterns: one instrument over one bar, silent
// ones left out.
[[nodiscard]] double TwoStepDivergence(std::span<const TokenSpan> samples,
                                       std::span<const TokenSpan> reference);
[[nodiscard]] double LaneBarDivergence(std::span<const TokenSpan> samples,
                                       std::span<const TokenSpan> reference,
                                       Grid grid = Grid::kSixteenths);

}  // namespace pastiche::drums

#endif  // PASTICHE_PLUGINS_DRUMS_METRICS_H_
