// Mends a document that the domain's check refuses: forgets a neighbourhood of
// the fault, fills it anew, verifies; widens it where that does not help. All
// else is pinned. Works for any domain whose check says where the fault is.

#ifndef PASTICHE_FRAMEWORK_GENERATE_REPAIR_H_
#define PASTICHE_FRAMEWORK_GENERATE_REPAIR_H_

#include <cstddef>
#include <vector>

#include "framework/core/domain.h"
#include "framework/core/progress.h"
#include "framework/core/random.h"
#include "framework/core/sequence_model.h"
#include "framework/generate/sampling.h"

namespace pastiche {

struct RepairOptions {
  std::size_t max_units = 0;  // Widest neighbourhood; 0 = 2 * repair_units + 2.
  std::size_t attempts = 4;   // Fills of one neighbourhood; >= 1.
  std::size_t max_faults = 64;  // Neighbourhoods that may be refilled; >= 1.
  std::size_t sweeps = 2;       // As DiffusionOptions.
  ContextMode mode = ContextMode::kFill;  // Or kFillWrap for loops.
  SamplingOptions sampling = {};
  ModelUse use = {.sampling = true};
  // Not null, and units vary in length: a few tokens are exchanged, put in or
  // taken out where that helps, before anything is refilled.
  const SequenceModel* edits = nullptr;
};

struct UnitRange {
  std::size_t begin = 0;
  std::size_t end = 0;  // [begin, end), counted from 0.
};

struct Repaired {
  std::vector<Token> tokens;
  Verdict before;                   // Of the document as it came.
  Verdict after;                    // Of `tokens`.
  std::vector<UnitRange> refilled;  // In the order they were accepted.
  std::vector<UnitRange> edited;    // By edits, counted when they were made.
  bool completed = false;           // Domain::Complete() added to it.
  std::size_t queries = 0;          // Distributions asked of the model.
};

// One fault after another, first come first mended. The neighbourhood is the
// errors' units and those next to them, repair_units wide at first. A fill is
// accepted where the check finds no error in it and none before it that was not
// there. What the domain can add by Complete() is tried first, then edits. A
// document that is valid, or a domain without a check, comes back unchanged;
// one that cannot be mended as far as it went: see `after`. Deterministic in
// `rng`. Errors: options out of range, an empty document, kCancelled, what the
// domain or model reports.
[[nodiscard]] Result<Repaired> RepairDocument(
    const Domain& domain, const FillModel& model, TokenSpan tokens,
    const RepairOptions& options, Rng& rng, Progress* progress = nullptr);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_GENERATE_REPAIR_H_
