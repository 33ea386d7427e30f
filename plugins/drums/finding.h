// A problem, or a remark, with a place in what was read or checked.

#ifndef PASTICHE_PLUGINS_DRUMS_FINDING_H_
#define PASTICHE_PLUGINS_DRUMS_FINDING_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace pastiche::drums {

enum class Severity : std::uint8_t { kNote, kWarning, kError };

// Stable numbers: they are the codes of the plugin's diagnostics.
enum class FindingCode : std::uint8_t {
  kText = 1,         // The text grid is malformed.
  kTooLong = 2,      // More than kMaxBars bars.
  kMidi = 3,         // The MIDI file is malformed or cut short.
  kUnsupported = 4,  // Well formed, but of a kind that is not read.
  kMetre = 5,        // Another metre than 4/4.
  kNoHits = 6,       // Nothing on the drum channel.
  kQuantised = 7,    // Report: hits merged, notes unmapped.
  kNoBackbone = 8,   // A bar without kick or snare.
  kSparse = 9,       // A bar with too few sounding steps.
  kHands = 10,       // A step that needs more than two hands.
  kLength = 11,      // Not a whole number of bars.
  kToken = 12,       // Not a token of this vocabulary.
  kOption = 13,      // A malformed, unknown or unfit option.
  kNoteMap = 14,     // The note map is malformed.
  kHydrogen = 15,    // The Hydrogen pattern is malformed.
  kUnwritten = 16,   // What a file to be written cannot hold.
};

struct Finding {
  Severity severity = Severity::kError;
  FindingCode code = FindingCode::kText;
  // [begin, end): bytes where something was read, token positions where
  // something was checked.
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string message;  // One sentence; the place is [begin, end).
  std::string mend;     // What to do; may be empty.
};

using Findings = std::vector<Finding>;

}  // namespace pastiche::drums

#endif  // PASTICHE_PLUGINS_DRUMS_FINDING_H_
