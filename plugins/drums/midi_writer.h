// Writes a performance as a Standard MIDI File.

#ifndef PASTICHE_PLUGINS_DRUMS_MIDI_WRITER_H_
#define PASTICHE_PLUGINS_DRUMS_MIDI_WRITER_H_

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "plugins/drums/finding.h"
#include "plugins/drums/note_map.h"
#include "plugins/drums/performance.h"

namespace pastiche::drums {

struct MidiLayout {
  std::string_view name = {};  // Of the track.
  std::size_t bars = 1;        // Of the document.
  std::size_t repeats = 1;
  double tempo = 120.0;  // Quarters per minute, 20..400.
  Grid grid = Grid::kSixteenths;
};

inline constexpr unsigned kWrittenTicksPerQuarter = 480;

// A file of format 0: name, tempo, 4/4, each hit with the note of its
// instrument, and the end of the track at the end of the last bar, so that it
// loops. A hit is let go after half a step at the latest. A hit before the
// start, or not after one of the same instrument, comes as soon as it may.
// Hits of instruments that the map has no note for are left out, with one
// warning. Fails (nullopt, one error) over kMaxBars bars in all. The same bytes
// on every machine.
// Source: Standard MIDI Files 1.0 (MMA, RP-001, 1996).
[[nodiscard]] std::optional<std::string> WriteMidi(std::span<const Hit> hits,
                                                   const MidiLayout& layout,
                                                   const NoteMap& map,
                                                   Findings& findings);

}  // namespace pastiche::drums

#endif  // PASTICHE_PLUGINS_DRUMS_MIDI_WRITER_H_
