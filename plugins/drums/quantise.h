// Places the drum notes of a MIDI song on the grid of 16 steps per bar and
// keeps what the grid cannot hold, velocity and micro-timing, beside it.

#ifndef PASTICHE_PLUGINS_DRUMS_QUANTISE_H_
#define PASTICHE_PLUGINS_DRUMS_QUANTISE_H_

#include <cstddef>
#include <optional>

#include "plugins/drums/finding.h"
#include "plugins/drums/grid_text.h"
#include "plugins/drums/midi_reader.h"

namespace pastiche::drums {

// What quantising lost. placed + merged + unmapped + elsewhere = all notes.
struct QuantiseReport {
  std::size_t placed = 0;     // Cells that sound.
  std::size_t merged = 0;     // Hits that met another in the same cell.
  std::size_t unmapped = 0;   // Drum notes that are no part of this kit.
  std::size_t elsewhere = 0;  // Notes on other channels than 10.
};

// Each note of channel 10 goes to the nearest sixteenth (halfway: the later
// one). Of several hits in a cell the loudest stays, the first of equals. Bar 1
// starts at tick 0; the document ends with the bar of its last hit.
// Only 4/4 is read: another metre anywhere, no drum hit, or more than kMaxBars
// bars is an error (nullopt). Always appends the report as a note on success.
// `report` may be null.
[[nodiscard]] std::optional<Pattern> Quantise(const MidiSong& song,
                                              Findings& findings,
                                              QuantiseReport* report = nullptr);

}  // namespace pastiche::drums

#endif  // PASTICHE_PLUGINS_DRUMS_QUANTISE_H_
