// What a pipe is, as rules between neighbouring tiles: the one definition that
// the check, the metric and the allowed-tiles mask share.

#ifndef PASTICHE_PLUGINS_MARIO_PIPE_RULES_H_
#define PASTICHE_PLUGINS_MARIO_PIPE_RULES_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "plugins/mario/tiles.h"

namespace pastiche::mario {

// Bit t is tile t.
using TileMask = std::uint32_t;
inline constexpr TileMask kAllTiles = (TileMask{1} << kTileCount) - 1;

// A pipe is a top `<>` over any number of bodies `[]`, standing on the bottom
// edge or, under either half, on a solid tile that is no pipe. So: `<` and `[`
// have their partner at the right, `>` and `]` at the left; below a half is the
// same half's body, such a solid tile, or the bottom edge; above a body is the
// same half's body or top.
//
// True where the pipe tile at `at` has all that this asks of it. Requires
// IsPipe(tokens[at]) (asserted) and whole columns; tokens beyond the level's
// edges do not exist. Unknown neighbours are at fault like wrong ones.
[[nodiscard]] bool PipeTileValid(std::span<const Token> tokens, std::size_t at);

// The tiles that may stand at `at` as far as pipes go, given the known tokens
// around it. Leaves out only tiles that no valid completion has there, among
// them those that would leave a later place without any tile.
// `open_right`: columns may follow the last (a level still growing).
// Requires at <= tokens.size(), which means the next token.
[[nodiscard]] TileMask PipeMask(std::span<const Token> tokens, std::size_t at,
                                bool open_right);

}  // namespace pastiche::mario

#endif  // PASTICHE_PLUGINS_MARIO_PIPE_RULES_H_
