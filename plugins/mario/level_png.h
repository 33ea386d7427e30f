// PNG files of levels and of single tiles, through libpng.

#ifndef PASTICHE_PLUGINS_MARIO_LEVEL_PNG_H_
#define PASTICHE_PLUGINS_MARIO_LEVEL_PNG_H_

#include <cstdint>
#include <span>
#include <string>
#include <variant>

#include "plugins/mario/problem.h"
#include "plugins/mario/tile_art.h"

namespace pastiche::mario {

inline constexpr std::uint32_t kMaxScale = 8;
// Of a picture in memory: 18,700 columns at scale 1.
inline constexpr std::uint64_t kMaxPixels = std::uint64_t{1} << 26;

// An indexed PNG, 16 * scale pixels per tile; `way` draws the solver's path,
// `surprise` (bits per token, or none) frames tiles.
// kLevelTooLarge beyond kMaxPixels, before anything is allocated. Requires
// whole columns, at least one, and 1 <= scale <= kMaxScale (asserted). Same
// tokens, same bytes.
[[nodiscard]] std::variant<std::string, Problem> RenderPng(
    std::span<const Token> tokens, std::uint32_t scale, bool way,
    std::span<const double> surprise = {});

// One tile with its transparent places, 16 x 16.
[[nodiscard]] std::string RenderTilePng(Art art);

}  // namespace pastiche::mario

#endif  // PASTICHE_PLUGINS_MARIO_LEVEL_PNG_H_
