// Places the drum notes of a MIDI song on the grid of steps and
// keeps what the grid cannot hold, velocity and micro-timing, beside it.

#ifndef PASTICHE_PLUGINS_DRUMS_QUANTISE_H_
#define PASTICHE_PLUGINS_DRUMS_QUANTISE_H_

#include <array>
#include <cstddef>
#include <optional>

#include "plugins/drums/finding.h"
#include "plugins/drums/grid_text.h"
#include "plugins/drums/midi_reader.h"
#include "plugins/drums/note_map.h"

namespace pastiche::drums {

// What quantising lost. placed + merged + unmapped + ignored + elsewhere = all
// notes.
struct QuantiseReport {
  std::size_t placed = 0;     // Cells that sound.
  std::size_t merged = 0;     // Hits that met another in the same cell.
  std::size_t unmapped = 0;   // Drum notes that the map does not name.
  std::size_t ignored = 0;    // Drum notes that it names to be left out.
  std::size_t elsewhere = 0;  // Notes on other channels.
  std::array<std::size_t, 128> unmapped_notes = {};  // By note.
};

// Each note of the map's channel goes to the nearest step (halfway: the
// later one). Of several hits in a cell the loudest stays, the first of equals.
// Bar 1 starts at tick 0; the document ends with the bar of its last hit, or
// where the song ends if that is exactly at a bar's end.
// Only 4/4 is read: another metre anywhere, no drum hit, or more than kMaxBars
// bars is an error (nullopt). Always appends the report as a note on success.
// `report` may be null.
[[nodiscard]] std::optional<Pattern> Quantise(
    const MidiSong& song, Findings& findings, QuantiseReport* report = nullptr,
    const NoteMap& map = NoteMap::Default(), Grid grid = Grid::kSixteenths);

}  // namespace pastiche::drums

#endif  // PASTICHE_PLUGINS_DRUMS_QUANTISE_H_
