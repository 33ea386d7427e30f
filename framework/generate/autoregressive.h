// Generates a document left to right with any SequenceModel: prompt,
// constraint masks, chunks that are verified and taken back.

#ifndef PASTICHE_FRAMEWORK_GENERATE_AUTOREGRESSIVE_H_
#define PASTICHE_FRAMEWORK_GENERATE_AUTOREGRESSIVE_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "framework/core/domain.h"
#include "framework/core/progress.h"
#include "framework/core/random.h"
#include "framework/core/sequence_model.h"
#include "framework/generate/copy_limit.h"
#include "framework/generate/sampling.h"

namespace pastiche {

struct AutoregressiveOptions {
  std::vector<Token> prompt = {};  // Kept as it is, at the start.
  std::size_t length = 0;          // Tokens in all, the prompt's included; > 0.
  SamplingOptions sampling = {};
  ModelUse use = {.sampling = true};
  bool masks = true;   // Ask the domain which tokens are allowed.
  bool verify = true;  // Generate a chunk, ask prefix_ok, else try again.
  const CopyLimit* copy_limit = nullptr;  // Or what may not be copied.
};

struct Generated {
  std::vector<Token> tokens;
  std::size_t queries = 0;  // Distributions asked of the model.
  std::size_t retries = 0;  // Chunks that were taken back.
  std::size_t copies = 0;   // Draws taken back as they ended in a copy.
  bool verified = false;    // Every chunk and the whole passed the check.
};

// Stops at `length` tokens, or after a token that ends documents. A chunk that
// fails prefix_ok is drawn again; after 8 failures the chunk before it too
// (never the prompt). After 64 failures per chunk in all, verification is given
// up and the rest generated without: then `verified` is false.
// A unit that ends in a copy longer than the limit is drawn again; after 32
// such units in a row the token that ended it is replaced by another one.
// Deterministic in `rng`. Errors: options out of range, a prompt longer than
// `length`, with unknown ids or beyond the copy limit, kLimit if that cannot be
// kept, kCancelled, what the domain or model reports.
[[nodiscard]] Result<Generated> GenerateAutoregressive(
    const Domain& domain, const SequenceModel& model,
    const AutoregressiveOptions& options, Rng& rng,
    Progress* progress = nullptr);

// The token that ends a document, if the vocabulary has one.
[[nodiscard]] std::optional<Token> EndToken(const Domain& domain);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_GENERATE_AUTOREGRESSIVE_H_
