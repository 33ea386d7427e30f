// What makes a document playable: rules per bar and per step, on whole
// documents, on beginnings of documents and on one cell to come.

#ifndef PASTICHE_PLUGINS_DRUMS_CHECKS_H_
#define PASTICHE_PLUGINS_DRUMS_CHECKS_H_

#include <cstddef>
#include <cstdint>

#include "plugins/drums/finding.h"
#include "plugins/drums/kit.h"

namespace pastiche::drums {

inline constexpr std::size_t kMinSoundingSteps = 3;
inline constexpr std::size_t kMaxHands = 2;

// True if hitting `instrument` takes a hand. The kick is played by one foot;
// the closed hat may be played by the other (its pedal), so it is not counted.
[[nodiscard]] bool TakesHand(std::size_t instrument);

// Returns true if the document is valid, else appends an error per fault, its
// span in cells:
//   a bar without kick or snare; a bar with fewer than kMinSoundingSteps steps
//   that sound; a step in which more than kMaxHands instruments take a hand; a
//   length that is not a whole number of bars.
// kUnknown counts as a rest. The empty document is valid.
[[nodiscard]] bool Check(TokenSpan tokens, Findings& findings,
                         Grid grid = Grid::kSixteenths);

// True if cells after the end, and kUnknown ones, can be chosen so that Check
// passes; else appends the errors that no choice can mend.
[[nodiscard]] bool CanBecomeValid(TokenSpan tokens, Findings& findings,
                                  Grid grid = Grid::kSixteenths);

// The tokens, as bits from 1 << 0, that may stand at `at` (<= tokens.size();
// its own value is ignored): sound, in that every token there of a valid
// completion is allowed. All of them where the rest is past mending.
// Cost: one bar.
[[nodiscard]] std::uint64_t AllowedTokens(TokenSpan tokens, std::size_t at,
                                          Levels levels,
                                          Grid grid = Grid::kSixteenths);

}  // namespace pastiche::drums

#endif  // PASTICHE_PLUGINS_DRUMS_CHECKS_H_
