// Events are collected with absolute ticks, sorted, then written as deltas.

#include "plugins/drums/midi_writer.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <vector>

namespace pastiche::drums {
namespace {

constexpr std::uint64_t kTicksPerBar = 4 * kWrittenTicksPerQuarter;
constexpr std::uint8_t kNoteOn = 0x90;
constexpr std::uint8_t kNoteOff = 0x80;
constexpr std::size_t kMaxNameBytes = 1000;

struct Event {
  std::uint64_t tick = 0;
  std::uint8_t status = 0;
  std::uint8_t note = 0;
  std::uint8_t velocity = 0;
};

void PutBigEndian(std::uint64_t value, int size, std::string& out) {
  for (int i = size - 1; i >= 0; --i) {
    out += static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
  }
}

// Requires value < 2^28.
void PutVariable(std::uint64_t value, std::string& out) {
  assert(value < std::uint64_t{1} << 28);
  for (int shift = 21; shift >= 0; shift -= 7) {
    const std::uint64_t rest = value >> shift;
    if (rest == 0 && shift != 0) continue;
    out += static_cast<char>(
        static_cast<unsigned char>((rest & 0x7F) | (shift != 0 ? 0x80 : 0)));
  }
}

void PutMeta(std::uint8_t type, std::string_view data, std::string& out) {
  out += '\0';  // At once.
  out += '\xFF';
  out += static_cast<char>(type);
  PutVariable(data.size(), out);
  out += data;
}

void PutHead(const MidiLayout& layout, std::string& out) {
  // Cut at a character's end, as UTF-8 continues with bytes 10xxxxxx.
  std::size_t length = std::min(layout.name.size(), kMaxNameBytes);
  while (length < layout.name.size() && length > 0 &&
         (static_cast<unsigned char>(layout.name[length]) & 0xC0) == 0x80) {
    --length;
  }
  if (length > 0) PutMeta(0x03, layout.name.substr(0, length), out);
  std::string tempo;
  PutBigEndian(static_cast<std::uint64_t>(60e6 / layout.tempo + 0.5), 3, tempo);
  PutMeta(0x51, tempo, out);
  // 4/4, a click each quarter (24 clocks), 8 thirty-seconds to the quarter.
  PutMeta(0x58, std::string_view("\4\2\30\10", 4), out);
}

std::uint64_t TicksPerStep(Grid grid) {
  return kTicksPerBar / StepsPerBar(grid);
}

// Where a hit lies, in ticks from the start of one playing.
std::uint64_t TickOf(const Hit& hit, Grid grid) {
  // + 0.5 and cut: the nearest tick; the sum is not negative but at step 0.
  const double ticks = (static_cast<double>(hit.step) + hit.late) *
                           static_cast<double>(TicksPerStep(grid)) +
                       0.5;
  return ticks <= 0.0 ? 0 : static_cast<std::uint64_t>(ticks);
}

// Each instrument's notes on and off, in order and never overlapping.
std::vector<Event> EventsOf(std::span<const Hit> hits, const MidiLayout& layout,
                            const NoteMap& map) {
  const std::uint64_t length = kTicksPerBar * layout.bars;
  std::vector<Event> events;
  for (std::size_t instrument = 0; instrument < kInstrumentCount;
       ++instrument) {
    const auto note = map.NoteOf(instrument);
    if (!note) continue;
    std::uint64_t earliest = 0;
    std::size_t last_off = events.size();
    for (std::size_t repeat = 0; repeat < layout.repeats; ++repeat) {
      for (const Hit& hit : hits) {
        if (hit.instrument != instrument) continue;
        const std::uint64_t tick =
            std::max(earliest, repeat * length + TickOf(hit, layout.grid));
        if (earliest != 0) {
          events[last_off].tick = std::min(events[last_off].tick, tick);
        }
        events.push_back(
            {tick, kNoteOn, *note, static_cast<std::uint8_t>(hit.velocity)});
        last_off = events.size();
        events.push_back(
            {tick + TicksPerStep(layout.grid) / 2, kNoteOff, *note, 0});
        earliest = tick + 1;
      }
    }
  }
  for (Event& event : events) {
    event.tick = std::min(event.tick, length * layout.repeats);
  }
  // Stable: of one instrument, a note's end stays before the next beginning.
  std::stable_sort(
      events.begin(), events.end(),
      [](const Event& a, const Event& b) { return a.tick < b.tick; });
  return events;
}

void WarnOfUnwritten(std::span<const Hit> hits, const NoteMap& map,
                     Findings& findings) {
  std::array<std::size_t, kInstrumentCount> counts = {};
  for (const Hit& hit : hits) {
    if (!map.NoteOf(hit.instrument)) ++counts[hit.instrument];
  }
  std::string text;
  for (std::size_t i = 0; i < kInstrumentCount; ++i) {
    if (counts[i] == 0) continue;
    text += text.empty() ? "" : ", ";
    text +=
        std::to_string(counts[i]) + " of " + std::string(kInstruments[i].id);
  }
  if (text.empty()) return;
  findings.push_back({Severity::kWarning, FindingCode::kUnwritten, 0, 0,
                      "hits were left out, since the note map has no note for "
                      "them: " +
                          text,
                      "give each instrument a line in the note map"});
}

}  // namespace

std::optional<std::string> WriteMidi(std::span<const Hit> hits,
                                     const MidiLayout& layout,
                                     const NoteMap& map, Findings& findings) {
  if (layout.bars * layout.repeats > kMaxBars) {
    findings.push_back({Severity::kError, FindingCode::kTooLong, 0, 0,
                        std::to_string(layout.bars) + " bars played " +
                            std::to_string(layout.repeats) +
                            " times are more than " + std::to_string(kMaxBars),
                        "set repeats lower"});
    return std::nullopt;
  }
  WarnOfUnwritten(hits, map, findings);
  std::string track;
  PutHead(layout, track);
  std::uint64_t now = 0;
  for (const Event& event : EventsOf(hits, layout, map)) {
    PutVariable(event.tick - now, track);
    track += static_cast<char>(event.status | map.channel());
    track += static_cast<char>(event.note);
    track += static_cast<char>(event.velocity);
    now = event.tick;
  }
  PutVariable(kTicksPerBar * layout.bars * layout.repeats - now, track);
  track += "\xFF\x2F";
  track += '\0';
  std::string out = "MThd";
  PutBigEndian(6, 4, out);
  PutBigEndian(0, 2, out);
  PutBigEndian(1, 2, out);
  PutBigEndian(kWrittenTicksPerQuarter, 2, out);
  out += "MTrk";
  PutBigEndian(track.size(), 4, out);
  return out + track;
}

}  // namespace pastiche::drums
