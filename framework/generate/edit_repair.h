// Mends a document by a few tokens put in, taken out or exchanged, where its
// length is free: what filling a neighbourhood of fixed length cannot.

#ifndef PASTICHE_FRAMEWORK_GENERATE_EDIT_REPAIR_H_
#define PASTICHE_FRAMEWORK_GENERATE_EDIT_REPAIR_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "framework/core/domain.h"
#include "framework/core/progress.h"
#include "framework/core/result.h"
#include "framework/core/sequence_model.h"

namespace pastiche {

struct EditOptions {
  std::size_t window = 6;     // Tokens on either side of the fault's ends.
  std::size_t suspects = 24;  // Places tried beyond: those of most bits.
  std::size_t proposals = 6;  // The likeliest tokens, tried at each place.
  std::size_t after = 16;     // Tokens behind an edit that judge it.
  double edit_bits = 4.0;     // What each token of an edit costs, and each that
                              // Complete() adds.
};

struct Edit {
  std::size_t begin = 0;  // What is taken out is [begin, end).
  std::size_t end = 0;
  std::vector<Token> tokens;  // What is put there.
  bool valid = false;         // With it, and what Complete() adds, it is.
};

// The edit that makes the document valid, alone or with what Complete() adds,
// or, if none does, moves its first error to a later unit. Of several the one
// that the model finds likeliest: bits of the tokens put in and of `after`
// tokens behind, less those without the edit, where each token taken out costs
// as much as a random one; of the six best valid ones, of all tokens behind.
// Edits are: one or two tokens put in, one or two taken out, a whole unit taken
// out, one exchanged, two swapped. Absent if no edit helps, and where nothing
// is wrong. The token that ends documents stays. Deterministic. Errors: the
// domain's and the model's; kCancelled. progress (may be null) counts tokens
// walked.
[[nodiscard]] Result<std::optional<Edit>> FindEdit(const Domain& domain,
                                                   const SequenceModel& model,
                                                   TokenSpan tokens,
                                                   const EditOptions& options,
                                                   Progress* progress);

// `tokens` with the edit.
[[nodiscard]] std::vector<Token> WithEdit(TokenSpan tokens, const Edit& edit);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_GENERATE_EDIT_REPAIR_H_
