// The plugin's options, read from the flat JSON objects that the host passes.

#ifndef PASTICHE_PLUGINS_DRUMS_OPTIONS_H_
#define PASTICHE_PLUGINS_DRUMS_OPTIONS_H_

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "plugins/drums/finding.h"
#include "plugins/drums/kit.h"
#include "plugins/drums/note_map.h"

namespace pastiche::drums {

struct Options {
  Levels levels = Levels::kVelocity;  // "levels": 2 or 4
  Grid grid = Grid::kSixteenths;      // "steps_per_bar": 16 or 24
  std::size_t bars = 2;               // "bars": of a canvas, 1..kMaxBars
  std::size_t width = 100;            // "width": of the preview, 30..1000
  double tempo = 120.0;               // "tempo": quarters per minute, 20..400
  double swing = 50.0;                // "swing": per cent, 50..75
  std::size_t repeats = 1;  // "repeats": times MIDI and WAV play the document
  // "surprise": bits of every cell, in JSON a string of numbers; empty: unknown
  std::vector<double> surprise = {};
  bool straight = false;  // "straight": neither played velocity nor timing
  NoteMap note_map = NoteMap::Default();  // "note_map": its text; "": default
};

inline constexpr std::size_t kMinWidth = 30;
inline constexpr std::size_t kMaxWidth = 1000;
inline constexpr double kMinTempo = 20.0;
inline constexpr double kMaxTempo = 400.0;
inline constexpr double kMaxSwing = 75.0;
inline constexpr std::size_t kMaxRepeats = 64;

// Reads {"levels":2,"tempo":98.5,"straight":true,...}; the empty text stands
// for {}. What is not given keeps its default. On
// failure (malformed, unknown key, value out of range, a malformed note map)
// returns nullopt and appends one error with its bytes in `json`. Of a key
// given twice the last counts.
[[nodiscard]] std::optional<Options> ReadOptions(std::string_view json,
                                                 Findings& findings);

}  // namespace pastiche::drums

#endif  // PASTICHE_PLUGINS_DRUMS_OPTIONS_H_
