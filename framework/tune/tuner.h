// The search for head settings: random steps from the best so far, in rounds
// whose candidates are thinned out on growing parts of the documents
// (successive halving; Jamieson & Talwalkar, AISTATS 2016).

#ifndef PASTICHE_FRAMEWORK_TUNE_TUNER_H_
#define PASTICHE_FRAMEWORK_TUNE_TUNER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "framework/core/domain_description.h"
#include "framework/core/progress.h"
#include "framework/core/result.h"
#include "framework/evaluate/statistics.h"
#include "framework/memory/head_settings.h"
#include "framework/tune/head_moves.h"
#include "framework/tune/left_out_cases.h"

namespace pastiche {

// Candidates of one round; trials come in whole rounds.
inline constexpr std::size_t kTrialsPerRound = 8;

// One candidate, as the log keeps it. Number 0 is the start.
struct Trial {
  std::size_t number = 0;
  std::uint64_t settings_hash = 0;
  std::string changed = {};  // From the best before; for people.
  // Loss in 1e-9 bits per token on the first quarter, half, all of the
  // documents, as far as it came. Whole numbers: a log reads back the same.
  std::vector<std::int64_t> losses = {};
  bool accepted = false;
};

struct TunerOptions {
  std::size_t trials = 200;  // Rounded up to whole rounds.
  std::uint64_t seed = 1;
  // Trials of an earlier run over the same cases with the same seed and start,
  // from number 0 on: they are believed instead of measured.
  std::span<const Trial> known = {};
  // Called after each round that was measured, with its trials.
  std::function<Result<void>(std::span<const Trial>)> record = {};
  // Asked between rounds; true ends the search early.
  std::function<bool()> stop = {};
};

struct Tuned {
  UseSettings settings = {};
  std::size_t trials = 0;    // Without the start.
  std::size_t measured = 0;  // Of them, in this run.
  std::size_t accepted = 0;
  std::size_t documents = 0, tokens = 0;  // Scored, with their masks.
  Estimate before = {}, after = {};  // Bits per token, error over documents.
  Estimate difference = {};          // After - before, paired by document.
};

// The best settings found. A function of cases, start and options, whatever
// the threads and however often it was stopped and taken up. Adds one to
// progress->done (may be null) per trial. kInvalidArgument if `known` does not
// fit what this search tries; kCancelled after recording whole rounds.
[[nodiscard]] Result<Tuned> TuneHeads(const LeftOutCases& cases,
                                      const UseSettings& start, HeadMoves moves,
                                      const TunerOptions& options,
                                      Progress* progress);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_TUNE_TUNER_H_
