// One fault found in a level, with its place. Returned by the reader and by
// the checks; the plugin's ABI file turns it into a diagnostic.

#ifndef PASTICHE_PLUGINS_MARIO_PROBLEM_H_
#define PASTICHE_PLUGINS_MARIO_PROBLEM_H_

#include <cstdint>
#include <string>

namespace pastiche::mario {

enum class Severity : std::int32_t { kNote = 0, kWarning = 1, kError = 2 };

// Stable numbers: reports and scripts may rely on them.
enum class ProblemCode : std::int32_t {
  kEmptyLevel = 1,
  kLevelTooLarge = 2,
  kRowCount = 3,
  kRaggedRow = 4,
  kUnknownTile = 5,
  kTokenCount = 6,
  kTokenRange = 7,
  kMapFile = 8,
  kUnplayable = 20,
  kBrokenPipe = 21,
  kSecondStart = 22,
  kLooseCannon = 23,
};

// `begin` and `end` are byte offsets where text was read and token indices
// where tokens were checked. `message` says what is wrong, `mend` what to do
// (may be empty): ASCII, without a full stop. Rows and columns in them count
// from 1, rows from the top.
struct Problem {
  Severity severity = Severity::kError;
  ProblemCode code = ProblemCode::kUnknownTile;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  std::string message;
  std::string mend;
};

}  // namespace pastiche::mario

#endif  // PASTICHE_PLUGINS_MARIO_PROBLEM_H_
