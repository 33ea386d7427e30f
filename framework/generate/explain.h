// Says of a document that was generated left to right where each token came
// from, by walking it again.

#ifndef PASTICHE_FRAMEWORK_GENERATE_EXPLAIN_H_
#define PASTICHE_FRAMEWORK_GENERATE_EXPLAIN_H_

#include <cstddef>
#include <span>
#include <vector>

#include "framework/core/attribution.h"
#include "framework/core/progress.h"
#include "framework/core/result.h"
#include "framework/core/sequence_model.h"

namespace pastiche {

// One entry per token; those before `prompt` were given and stay empty. With
// the `use` the document was drawn with, the probabilities are those it was
// drawn from. `top`: places kept per token. progress counts tokens. The model's
// errors, kUnsupported where it has no memory; kCancelled.
[[nodiscard]] Result<std::vector<Attribution>> ExplainWalk(
    const SequenceModel& model, const ModelUse& use, TokenSpan tokens,
    std::size_t vocabulary, std::size_t prompt, std::size_t top,
    Progress* progress = nullptr);

// The sources of `before`, as those of what was made of it: tokens that both
// begin or end with keep theirs, what was put between has none. Empty stays
// empty.
[[nodiscard]] std::vector<Attribution> MoveSources(
    std::vector<Attribution> sources, TokenSpan before, TokenSpan after);

// Several tokens' shares as one: the mean over those that were drawn (all
// entries of `tokens` with a probability); no places. Empty if none was.
[[nodiscard]] Attribution MeanOf(std::span<const Attribution> tokens);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_GENERATE_EXPLAIN_H_
