// Ticks to steps. All arithmetic is in integers but for the offset kept.

#include "plugins/drums/quantise.h"

#include <cstdint>
#include <string>

namespace pastiche::drums {
namespace {

constexpr std::uint8_t kDrumChannel = 9;  // "Channel 10" to musicians.
constexpr std::uint64_t kStepsPerQuarter = 4;

bool CheckMetres(const MidiSong& song, Findings& findings) {
  for (const MidiMetre& metre : song.metres) {
    if (metre.numerator == 4 && metre.denominator == 4) continue;
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
std::uint64_t StepOf(std::uint64_t tick, std::uint64_t ticks_per_quarter) {
  return (2 * kStepsPerQuarter * tick + ticks_per_quarter) /
         (2 * ticks_per_quarter);
}

double TimingOf(std::uint64_t tick, std::uint64_t step,
                std::uint64_t ticks_per_quarter) {
  return (static_cast<double>(kStepsPerQuarter * tick) -
          static_cast<double>(step * ticks_per_quarter)) /
         static_cast<double>(ticks_per_quarter);
}

void AddReport(const QuantiseReport& report, std::size_t bars,
               Findings& findings) {
  std::string message = std::to_string(report.placed) + " hits in " +
                        std::to_string(bars) + " bars; " +
                        std::to_string(report.merged) +
                        " merged with another in the same sixteenth, " +
                        std::to_string(report.unmapped) + " unmapped, " +
                        std::to_string(report.elsewhere) + " on other channels";
  findings.push_back(
      {Severity::kNote, FindingCode::kQuantised, 0, 0, std::move(message), ""});
}

// Bars needed for the mapped drum notes; 0 and a finding if there are none or
// too many. Fills in what of the report is known by then.
std::size_t CountBars(const MidiSong& song, QuantiseReport& report,
                      Findings& findings) {
  // Notes are in order of time, so the last mapped one decides.
  const MidiNote* last = nullptr;
  for (const MidiNote& note : song.notes) {
    if (note.channel != kDrumChannel) {
      ++report.elsewhere;
    } else if (!InstrumentOfNote(note.note)) {
      ++report.unmapped;
    } else {
      last = &note;
    }
  }
  if (last == nullptr) {
    findings.push_back(
        {Severity::kError, FindingCode::kNoHits, 0, 0,
         "no drum hit was found: " + std::to_string(report.elsewhere) +
             " notes on other channels, " + std::to_string(report.unmapped) +
             " of no part of the kit",
         "put the drums on channel 10, with General MIDI percussion notes"});
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
  return static_cast<std::size_t>(StepOf(last->tick, song.ticks_per_quarter)) /
             kStepsPerBar +
         1;
}

}  // namespace

std::optional<Pattern> Quantise(const MidiSong& song, Findings& findings,
                                QuantiseReport* report) {
  if (!CheckMetres(song, findings)) return std::nullopt;
  QuantiseReport counts;
  const std::size_t bars = CountBars(song, counts, findings);
  if (bars == 0) return std::nullopt;

  Pattern pattern;
  pattern.cells.assign(bars * kTokensPerBar, kRest);
  pattern.where.assign(bars * kTokensPerBar, {});
  pattern.velocity.assign(bars * kTokensPerBar, 0.0);
  pattern.timing.assign(bars * kTokensPerBar, 0.0);
  for (const MidiNote& note : song.notes) {
    if (note.channel != kDrumChannel) continue;
    const auto instrument = InstrumentOfNote(note.note);
    if (!instrument) continue;
    const std::uint64_t step = StepOf(note.tick, song.ticks_per_quarter);
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
    pattern.timing[at] = TimingOf(note.tick, step, song.ticks_per_quarter);
  }
  AddReport(counts, bars, findings);
  if (report != nullptr) *report = counts;
  return pattern;
}

}  // namespace pastiche::drums
