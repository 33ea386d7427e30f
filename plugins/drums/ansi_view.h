// A document as coloured text for a terminal.

#ifndef PASTICHE_PLUGINS_DRUMS_ANSI_VIEW_H_
#define PASTICHE_PLUGINS_DRUMS_ANSI_VIEW_H_

#include <cstddef>
#include <string>

#include "plugins/drums/kit.h"

namespace pastiche::drums {

// The grid in as many systems of whole bars as `width` columns ask for (one bar
// at least, however narrow), bars numbered from 1. Instruments that rest
// throughout are left out, but for kick, snare and closed hat. Each coloured
// run is reset, so lines may be cut apart. Requires a whole number of bars and
// tokens < VocabSize(levels) (asserted).
[[nodiscard]] std::string WriteAnsiView(TokenSpan tokens, Levels levels,
                                        std::size_t width,
                                        Grid grid = Grid::kSixteenths);

}  // namespace pastiche::drums

#endif  // PASTICHE_PLUGINS_DRUMS_ANSI_VIEW_H_
