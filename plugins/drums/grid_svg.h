// A document as a picture: a step grid in SVG.

#ifndef PASTICHE_PLUGINS_DRUMS_GRID_SVG_H_
#define PASTICHE_PLUGINS_DRUMS_GRID_SVG_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "plugins/drums/performance.h"

namespace pastiche::drums {

// One lane per instrument, bars left to right in systems of four: a hit is a
// bar as tall as it is loud, where it is played; its tooltip tells instrument,
// bar, step and velocity. Title and description say the same in words; colours
// follow the reader's light or dark scheme, and loudness does not rest on
// colour. Instruments that rest throughout are left out, but for kick, snare
// and closed hat. `surprise` holds the bits of every cell, or nothing: cells of
// 2, 4 and 6 bits, hits and rests, are framed by 1, 2 and 3 pixels. Requires
// bars >= 1 and hits within them.
[[nodiscard]] std::string WriteGridSvg(std::span<const Hit> hits,
                                       std::size_t bars, std::string_view name,
                                       Grid grid = Grid::kSixteenths,
                                       std::span<const double> surprise = {});

}  // namespace pastiche::drums

#endif  // PASTICHE_PLUGINS_DRUMS_GRID_SVG_H_
