// Patterns of the Hydrogen drum machine (.h2pattern), in and out. Which of its
// instruments is which of ours: docs/domains/drums.md.

#ifndef PASTICHE_PLUGINS_DRUMS_HYDROGEN_PATTERN_H_
#define PASTICHE_PLUGINS_DRUMS_HYDROGEN_PATTERN_H_

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/drums/finding.h"
#include "plugins/drums/midi_reader.h"
#include "plugins/drums/performance.h"

namespace pastiche::drums {

struct HydrogenPattern {
  std::string category;  // Empty where not given; likewise the licence.
  std::string license;
  // The notes as General MIDI percussion, at kHydrogenTicksPerQuarter; a metre
  // where the pattern is not made of whole bars of 4/4.
  MidiSong song;
};

// A hundredth of the ticks of Hydrogen, for its fractions of them (leadlag).
inline constexpr unsigned kHydrogenTicksPerQuarter = 4800;
inline constexpr std::size_t kMaxHydrogenBytes = std::size_t{8} << 20;

// Reads one drumkit_pattern, of the kits GMRockKit and TR808EmulationKit; of
// other kits as if of GMRockKit, with a warning. Notes of instruments that the
// kit does not have, beyond the pattern's end, or that only end others are left
// out, with one warning. On failure (not XML, no pattern, a number that is
// none, more than kMaxHydrogenBytes) returns nullopt and appends one error with
// its bytes. Memory is linear in xml.size().
[[nodiscard]] std::optional<HydrogenPattern> ReadHydrogenPattern(
    std::string_view xml, Findings& findings);

// One pattern for GMRockKit, valid by Hydrogen's drumkit_pattern.xsd; several,
// each of whole bars, where a pattern would have more than its 1,000 notes.
// Timing beyond 5 ticks (5/12 of a sixteenth), all that Hydrogen has, moves a
// note by ticks.
[[nodiscard]] std::vector<std::string> WriteHydrogenPatterns(
    std::span<const Hit> hits, std::size_t bars, std::string_view name,
    Grid grid = Grid::kSixteenths);

}  // namespace pastiche::drums

#endif  // PASTICHE_PLUGINS_DRUMS_HYDROGEN_PATTERN_H_
