// SVG pictures of levels: the same art as the PNG, as shapes.

#ifndef PASTICHE_PLUGINS_MARIO_LEVEL_SVG_H_
#define PASTICHE_PLUGINS_MARIO_LEVEL_SVG_H_

#include <cstdint>
#include <span>
#include <string>

#include "plugins/mario/tiles.h"

namespace pastiche::mario {

// A whole SVG 1.1 document, 16 * scale units per tile; `way` draws the
// solver's path, `surprise` (bits per token, or none) frames tiles. Each piece
// of art that occurs is defined once and used by reference: some 40 bytes per
// tile that is not air. Requires whole columns, at least one, and scale >= 1
// (asserted). Same tokens, same bytes.
[[nodiscard]] std::string RenderSvg(std::span<const Token> tokens,
                                    std::uint32_t scale, bool way,
                                    std::span<const double> surprise = {});

}  // namespace pastiche::mario

#endif  // PASTICHE_PLUGINS_MARIO_LEVEL_SVG_H_
