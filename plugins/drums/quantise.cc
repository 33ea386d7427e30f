// Ticks to steps. All arithmetic is in integers but for the offset kept.

#include "plugins/drums/quantise.h"

#include <algorithm>
#include <cstdint>
#include <string>

namespace pastiche::drums {
namespace {

bool CheckMetres(const MidiSong& song, Findings& findings) {
  for (const MidiMetre& metre : song.metres) {
    if (metre.numerator == metre.denominator) continue;  // 2/2, too.
    findings.push_back(
        {Severity::kError, FindingCode::kMetre, metre.begin, metre.end,
         "the metre is " + std::to_string(metre.numerator) + "/" +
             std::to_string(metre.denominator) + "; only 4/4 is read",
         "export its 4/4 part alone"});
    return false;
  }
  return true;
}

// Nearest step. Requires tick <= 2^59.
std::uint64_t StepOf(std::uint64_t tick, std::uint64_t ticks_per_quarter,
                     Grid grid) {
  return (2 * StepsPerBeat(grid) * tick + ticks_per_quarter) /
         (2 * ticks_per_quarter);
}

double TimingOf(std::uint64_t tick, std::uint64_t step,
                std::uint64_t ticks_per_quarter, Grid grid) {
  return (static_cast<double>(StepsPerBeat(grid) * tick) -
          static_cast<double>(step * ticks_per_quarter)) /
         static_cast<double>(ticks_per_quarter);
}

// "; tempo 98", of the song's first tempo, for those who write it again.
std::string TempoOf(const MidiSong& song) {
  if (song.tempos.empty()) return "";
  const std::uint64_t us = song.tempos[0].microseconds_per_quarter;
  if (us == 0) return "";
  const std::uint64_t tenths = (600'000'000 + us / 2) / us;
  std::string text = "; tempo " + std::to_string(tenths / 10);
  if (tenths % 10 != 0) text += "." + std::to_string(tenths % 10);
  if (song.tempos.size() == 1) return text;
  return text + " at first, " + std::to_string(song.tempos.size() - 1) +
         " changes of it";
}

// "3 unmapped (note 54: 2, note 56: 1)".
std::string UnmappedOf(const QuantiseReport& report) {
  constexpr std::size_t kMostNamed = 8;
  std::string text = std::to_string(report.unmapped) + " unmapped";
  std::size_t named = 0;
  for (std::size_t note = 0; note < report.unmapped_notes.size(); ++note) {
    if (report.unmapped_notes[note] == 0) continue;
    if (named++ == kMostNamed) {
      text += ", others";
      break;
    }
    text += named == 1 ? " (note " : ", note ";
    text += std::to_string(note) + ": " +
            std::to_string(report.unmapped_notes[note]);
  }
  return named == 0 ? text : text + ")";
}

void AddReport(const QuantiseReport& report, const MidiSong& song,
               std::size_t bars, Grid grid, Findings& findings) {
  const std::string step =
      grid == Grid::kSixteenths ? "sixteenth" : "sixteenth triplet";
  std::string message =
      std::to_string(report.placed) + " hits in " + std::to_string(bars) +
      " bars; " + std::to_string(report.merged) +
      " merged with another in the same " + step + ", " + UnmappedOf(report) +
      ", " + std::to_string(report.elsewhere) + " on other channels";
  if (report.ignored != 0) {
    message += ", " + std::to_string(report.ignored) + " ignored";
  }
  findings.push_back(
      {Severity::kNote, FindingCode::kQuantised, 0, 0, message + TempoOf(song),
       report.unmapped == 0 ? "" : "name these notes in a note_map"});
}

// Counts the notes that no cell can take; returns the last one that a cell
// can, or null.
const MidiNote* CountNotes(const MidiSong& song, const NoteMap& map,
                           QuantiseReport& report) {
  const MidiNote* last = nullptr;
  for (const MidiNote& note : song.notes) {
    if (!map.IsDrums(note.channel)) {
      ++report.elsewhere;
    } else if (map.InstrumentOf(note.note)) {
      last = &note;  // Notes are in order of time.
    } else if (map.Ignores(note.note)) {
      ++report.ignored;
    } else {
      ++report.unmapped;
      ++report.unmapped_notes[note.note];
    }
  }
  return last;
}

// Bars needed for the mapped drum notes; 0 and a finding if there are none or
// too many. Fills in what of the report is known by then.
std::size_t CountBars(const MidiSong& song, const NoteMap& map, Grid grid,
                      QuantiseReport& report, Findings& findings) {
  const MidiNote* last = CountNotes(song, map, report);
  if (last == nullptr) {
    findings.push_back(
        {Severity::kError, FindingCode::kNoHits, 0, 0,
         "no drum hit was found: " + std::to_string(report.elsewhere) +
             " notes on other channels, " + UnmappedOf(report),
         "put the drums on channel 10, with General MIDI percussion notes, or "
         "give a note_map"});
    return 0;
  }
  const std::uint64_t quarters = last->tick / song.ticks_per_quarter;
  if (quarters >= kMaxBars * 4 - 1) {
    findings.push_back(
        {Severity::kError, FindingCode::kTooLong, last->begin, last->end,
         "the last hit lies beyond bar " + std::to_string(kMaxBars),
         "split the file"});
    return 0;
  }
  const std::size_t bars = static_cast<std::size_t>(StepOf(
                               last->tick, song.ticks_per_quarter, grid)) /
                               StepsPerBar(grid) +
                           1;
  const std::uint64_t ticks_per_bar = std::uint64_t{4} * song.ticks_per_quarter;
  const std::uint64_t end_bars = song.end_tick / ticks_per_bar;
  if (song.end_tick % ticks_per_bar == 0 && end_bars <= kMaxBars) {
    return std::max(bars, static_cast<std::size_t>(end_bars));
  }
  return bars;
}

}  // namespace

std::optional<Pattern> Quantise(const MidiSong& song, Findings& findings,
                                QuantiseReport* report, const NoteMap& map,
                                Grid grid) {
  if (!CheckMetres(song, findings)) return std::nullopt;
  QuantiseReport counts;
  const std::size_t bars = CountBars(song, map, grid, counts, findings);
  if (bars == 0) return std::nullopt;

  Pattern pattern;
  pattern.cells.assign(bars * TokensPerBar(grid), kRest);
  pattern.where.assign(bars * TokensPerBar(grid), {});
  pattern.velocity.assign(bars * TokensPerBar(grid), 0.0);
  pattern.timing.assign(bars * TokensPerBar(grid), 0.0);
  for (const MidiNote& note : song.notes) {
    if (!map.IsDrums(note.channel)) continue;
    const auto instrument = map.InstrumentOf(note.note);
    if (!instrument) continue;
    const std::uint64_t step = StepOf(note.tick, song.ticks_per_quarter, grid);
    const std::size_t at =
        static_cast<std::size_t>(step) * kInstrumentCount + *instrument;
    if (pattern.cells[at] == kRest) {
      ++counts.placed;
    } else {
      ++counts.merged;
      if (note.velocity <= pattern.velocity[at]) continue;
    }
    pattern.cells[at] = ClassOfVelocity(note.velocity);
    pattern.where[at] = {note.begin, note.end};
    pattern.velocity[at] = note.velocity;
    pattern.timing[at] =
        TimingOf(note.tick, step, song.ticks_per_quarter, grid);
  }
  AddReport(counts, song, bars, grid, findings);
  if (report != nullptr) *report = counts;
  return pattern;
}

}  // namespace pastiche::drums
