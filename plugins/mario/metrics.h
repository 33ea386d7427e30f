// The numbers by which levels are described: definitions in
// docs/domains/mario.md. Pure functions of tokens.

#ifndef PASTICHE_PLUGINS_MARIO_METRICS_H_
#define PASTICHE_PLUGINS_MARIO_METRICS_H_

#include <cstdint>
#include <optional>
#include <span>

#include "plugins/mario/tiles.h"

namespace pastiche::mario {

using Tokens = std::span<const Token>;

// All functions require at least one whole column of known tiles (asserted
// where cheap).

// 1 if SolveJumps finds a way through, else 0.
[[nodiscard]] double Playable(Tokens level);

// Share of columns that SolveJumps reaches, 0..1. 1 is not yet playable: the
// last column may be met only on the way into the abyss.
[[nodiscard]] double ReachableColumns(Tokens level);

// Share of pipe tiles that are PipeTileValid, 0..1; NaN without pipe tiles.
[[nodiscard]] double PipesValid(Tokens level);

// 1 if every pipe tile is valid (or there is none), else 0.
[[nodiscard]] double PipesAllValid(Tokens level);

// Share of tiles that are not air, 0..1.
[[nodiscard]] double Density(Tokens level);

// Standard deviation (population) over the columns of the number of rows above
// the highest ground tile; 14 for a column without ground. 0 = flat, <= 7.
[[nodiscard]] double Linearity(Tokens level);

// (enemies + cannon tops + columns without ground - full question blocks -
// coins) per column. In [-14, 15]; higher is harder.
[[nodiscard]] double Leniency(Tokens level);

// Share of columns with ground in the lowest five rows, 0..1.
[[nodiscard]] double PlayableColumns(Tokens level);

// Smallest share of tiles in which the level differs from a window of its
// width in a corpus level, 0..1; NaN where no corpus level is wide enough.
// O(windows * columns), less where windows differ early.
[[nodiscard]] double Novelty(Tokens level, std::span<const Tokens> corpus);

// The four axes of the published distance.
struct LegacyVector {
  double density = 0;
  double linearity = 0;
  double leniency = 0;
  double playable_columns = 0;
};

[[nodiscard]] LegacyVector LegacyAxes(Tokens level);

// Axis by axis median over the levels (mean of the middle two where their
// number is even); nothing for no levels.
[[nodiscard]] std::optional<LegacyVector> LegacyMedian(
    std::span<const Tokens> levels);

// Euclidean distance. The published figures used LegacyMedian of three slices,
// kPublishedTarget.
[[nodiscard]] double LegacyDistance(const LegacyVector& a,
                                    const LegacyVector& b);

inline constexpr LegacyVector kPublishedTarget = {0.30, 0.33, -0.04, 1.0};

}  // namespace pastiche::mario

#endif  // PASTICHE_PLUGINS_MARIO_METRICS_H_
