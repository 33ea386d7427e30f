// Reads a Standard MIDI File into notes, tempos and metres in ticks. Knows
// nothing of drums; quantise.h makes a grid of it.

#ifndef PASTICHE_PLUGINS_DRUMS_MIDI_READER_H_
#define PASTICHE_PLUGINS_DRUMS_MIDI_READER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "plugins/drums/finding.h"

namespace pastiche::drums {

// A note-on with velocity > 0.
struct MidiNote {
  std::uint64_t tick = 0;
  std::uint8_t channel = 0;   // 0..15; drums are on 9.
  std::uint8_t note = 0;      // 0..127
  std::uint8_t velocity = 0;  // 1..127
  std::size_t begin = 0;      // Bytes of the event, without its delta time.
  std::size_t end = 0;
};

struct MidiTempo {
  std::uint64_t tick = 0;
  std::uint32_t microseconds_per_quarter = 500000;
};

struct MidiMetre {
  std::uint64_t tick = 0;
  unsigned numerator = 4;
  unsigned denominator = 4;  // A power of 2.
  std::size_t begin = 0;
  std::size_t end = 0;
};

// All tracks merged; each list by tick, then by place in the file.
struct MidiSong {
  unsigned format = 0;             // 0 or 1
  unsigned ticks_per_quarter = 1;  // 1..32767
  std::uint64_t end_tick = 0;      // Where the last track ends.
  std::vector<MidiNote> notes;
  std::vector<MidiTempo> tempos;
  std::vector<MidiMetre> metres;
};

// Reads formats 0 and 1 with running status; system exclusive and unknown
// chunks are skipped. On failure returns nullopt and appends one error with the
// bytes where reading stopped: a malformed or truncated file, format 2, SMPTE
// time division. What a tolerant reader lets pass is appended as a warning.
// Memory and time are linear in bytes.size(), whatever the header claims.
// Source: Standard MIDI Files 1.0 (MMA, RP-001, 1996).
[[nodiscard]] std::optional<MidiSong> ReadMidi(
    std::span<const std::uint8_t> bytes, Findings& findings);

}  // namespace pastiche::drums

#endif  // PASTICHE_PLUGINS_DRUMS_MIDI_READER_H_
