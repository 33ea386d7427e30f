// Melodies of one voice: "C4:4 D4:4 E4:8 |". The parts of the plugin without the ABI;
// plugin.cc puts them into its tables.

#ifndef MELODY_H_
#define MELODY_H_

#include <cstdint>
#include <string>
#include <vector>

namespace melody {

// A melody alternates pitches and lengths, and ends with kEnd. Pitch tokens: 0 is a
// rest, 1..37 the MIDI notes 48 (C3) to 84 (C6). Then lengths in sixteenths.
constexpr std::uint32_t kRest = 0;
constexpr std::uint32_t kLowest = 48, kHighest = 84;
constexpr std::uint32_t kPitches = kHighest - kLowest + 2;
constexpr std::uint32_t kLengths[] = {1, 2, 3, 4, 6, 8, 12, 16};
constexpr std::uint32_t kLengthCount = sizeof kLengths / sizeof *kLengths;
constexpr std::uint32_t kEnd = kPitches + kLengthCount;
constexpr std::uint32_t kVocabulary = kEnd + 1;
constexpr std::uint32_t kBar = 16;  // Sixteenths: 4/4.

using Tokens = std::vector<std::uint32_t>;

inline bool IsPitch(std::uint32_t token) { return token < kPitches; }
inline bool IsLength(std::uint32_t token) { return token >= kPitches && token < kEnd; }
inline std::uint32_t Sixteenths(std::uint32_t token) { return kLengths[token - kPitches]; }
// The token of a MIDI note, and back. Requires a note of the range, a pitch no rest.
inline std::uint32_t PitchOf(std::uint32_t note) { return note - kLowest + 1; }
inline std::uint32_t NoteOf(std::uint32_t pitch) { return pitch - 1 + kLowest; }
// The token of the longest length of at most this many sixteenths. Requires one or more.
std::uint32_t LengthOf(std::uint32_t sixteenths);

// "C4", "F#3", "r"; "4" for lengths.
std::string NameOf(std::uint32_t token);

// A place in the input, bytes.
struct Place {
  std::uint64_t begin, end;
};
// What cannot be read: what, how to mend it, where.
struct Fault {
  std::string message, mend;
  Place where;
};
struct Melody {
  Tokens tokens;
  std::vector<Place> where;  // One for each token.
};

// text.cc. Throws Fault.
Melody ReadText(const std::string& text);
std::string WriteText(const Tokens& tokens);
// midi.cc: standard MIDI files of one voice. Throws Fault.
Melody ReadMidi(const std::string& bytes);
std::string WriteMidi(const Tokens& tokens);

}  // namespace melody

#endif  // MELODY_H_
