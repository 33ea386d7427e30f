// A level for the terminal: the tiles' characters on coloured cells.

#ifndef PASTICHE_PLUGINS_MARIO_ANSI_PREVIEW_H_
#define PASTICHE_PLUGINS_MARIO_ANSI_PREVIEW_H_

#include <cstdint>
#include <span>
#include <string>

#include "plugins/mario/tiles.h"

namespace pastiche::mario {

// Returns 14 lines, top row first, in the 256-colour escape sequences of ANSI
// terminals; each line ends with a reset and LF. Levels wider than `width` are
// cut into strips of at most that many columns, one below the other with an
// empty line between; 0 = one strip. Air is a blank on sky. Unknown tiles are
// blanks in reverse video. Requires whole columns (asserted).
[[nodiscard]] std::string RenderAnsi(std::span<const Token> tokens,
                                     std::uint32_t width);

}  // namespace pastiche::mario

#endif  // PASTICHE_PLUGINS_MARIO_ANSI_PREVIEW_H_
