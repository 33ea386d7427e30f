// What makes a level valid: it can be played through, its pipes are whole, and
// it has at most one start. Also the same for beginnings, and which tiles may
// come next.

#ifndef PASTICHE_PLUGINS_MARIO_CHECKS_H_
#define PASTICHE_PLUGINS_MARIO_CHECKS_H_

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "plugins/mario/pipe_rules.h"
#include "plugins/mario/problem.h"
#include "plugins/mario/tiles.h"

namespace pastiche::mario {

// At most this many problems of one kind are listed; a note says how many more.
inline constexpr std::size_t kMaxListed = 50;

// Every problem of a level, errors and notes, with spans in token indices:
// - kUnplayable (error): the columns of the gap or wall, see SolveJumps;
// - kBrokenPipe (error): each pipe tile that is not PipeTileValid;
// - kSecondStart (error): each start tile after the first;
// - kLooseCannon (note): each cannon bottom without a cannon tile on it.
// Requires whole columns of known tiles (see ValidateTokens).
[[nodiscard]] std::vector<Problem> CheckLevel(std::span<const Token> tokens);

// True where no problem is an error.
[[nodiscard]] bool IsValid(std::span<const Problem> problems);

// Why a level that begins with `tokens` can never become valid, or nothing
// where it still can. Assumes that no start tile comes later. Tokens may end
// within a column and may be unknown (then they break no rule).
[[nodiscard]] std::optional<Problem> CheckPrefix(std::span<const Token> tokens);

// The tiles that may stand at `at`, at <= tokens.size() (the next token). Only
// leaves out what no valid completion has there: pipe halves out of place, and
// a second start. 0 where the known tokens already contradict each other.
[[nodiscard]] TileMask AllowedTiles(std::span<const Token> tokens,
                                    std::size_t at);

}  // namespace pastiche::mario

#endif  // PASTICHE_PLUGINS_MARIO_CHECKS_H_
