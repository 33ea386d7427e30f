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
#include "framework/generate/sampling.h"

namespace pastiche {

struct AutoregressiveOptions {
  std::vector<Token> prompt = {};  // Kept as it is, at the start.
  std::size_t length = 0;          // Tokens in all, the prompt's included; > 0.
  SamplingOptions sampling = {};
  ModelUse use = {.sampling = true};
  bool masks = true;   // Ask the domain which tokens are allowed.
  bool verify = true;  // Generate a chunk, ask prefix_ok, else try again.
};

struct Generated {
  std::vector<Token> tokens;
  std::size_t queries = 0;  // Distributions asked of the model.
  std::size_t retries = 0;  // Chunks that were taken back.
  bool verified = false;    // Every chunk and the whole passed the check.
};

// Stops at `length` tokens, or after a token that ends documents. A chunk that
// fails prefix_ok is drawn again; after 8 failures the chunk before it too
// (never the prompt). After 64 failures per chunk in all, verification is given
// up and the rest generated without: then `verified` is false.
// Deterministic in `rng`. Errors: options out of range, a prompt longer than
// `length` or with unknown ids, kCancelled, what the domain or model reports.
[[nodiscard]] Result<Generated> GenerateAutoregressive(
    const Domain& domain, const SequenceModel& model,
    const AutoregressiveOptions& options, Rng& rng,
    Progress* progress = nullptr);

// The token that ends a document, if the vocabulary has one.
[[nodiscard]] std::optional<Token> EndToken(const Domain& domain);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_GENERATE_AUTOREGRESSIVE_H_
