// Fills the unknown places of a document with any FillModel: masked diffusion.
// Known places are pinned. From an all-unknown canvas it generates.

#ifndef PASTICHE_FRAMEWORK_GENERATE_DIFFUSION_H_
#define PASTICHE_FRAMEWORK_GENERATE_DIFFUSION_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "framework/core/domain.h"
#include "framework/core/progress.h"
#include "framework/core/random.h"
#include "framework/core/sequence_model.h"
#include "framework/generate/copy_limit.h"
#include "framework/generate/sampling.h"

namespace pastiche {

enum class FillOrder : std::uint8_t {
  kRandom,      // Uniformly random.
  kDomain,      // Generation order.
  kHalton,      // Low-discrepancy: far apart first (van der Corput, base 2).
  kConfidence,  // Cosine schedule over `steps`, most confident first (Chang et
                // al., MaskGIT, CVPR 2022): the published behaviour. Collapses
                // to the commonest token on sparse data.
};

// "random", "domain", "halton", "confidence"; kInvalidArgument otherwise.
[[nodiscard]] Result<FillOrder> ParseFillOrder(std::string_view name);

struct DiffusionOptions {
  std::vector<Token> tokens =
      {};  // kUnknownToken where to fill; the rest is pinned.
  ContextMode mode = ContextMode::kFill;  // Or kFillWrap for loops.
  FillOrder order = FillOrder::kRandom;
  std::size_t steps = 24;  // kConfidence only; >= 1.
  std::size_t sweeps = 2;  // Afterwards: each place unknown again and redrawn,
                           // in random order (Gibbs); one query per place.
  SamplingOptions sampling = {};
  // What is known at the start is memory too.
  ModelUse use = {.own_cache = true, .sampling = true};
  bool masks = true;  // Ask the domain which tokens are allowed.
  const CopyLimit* copy_limit = nullptr;  // Or what may not be copied.
  std::size_t explain = 0;  // Places kept per token in Filled::sources; 0 = no
                            // sources.
};

struct Filled {
  std::vector<Token> tokens;  // No unknown place left; pins untouched.
  std::size_t queries = 0;
  // By position, of the draw that stayed; empty where it was given.
  std::vector<Attribution> sources;
};

// Tokens that would complete a copy longer than the limit are not drawn; where
// no other is left the fill starts anew, at most 16 times.
// Deterministic in `rng`. progress counts queries. Errors: options out of
// range, token ids out of range, what is known beyond the copy limit, kLimit if
// that cannot be kept, kCancelled, what the domain or model reports.
[[nodiscard]] Result<Filled> FillByDiffusion(const Domain& domain,
                                             const FillModel& model,
                                             const DiffusionOptions& options,
                                             Rng& rng,
                                             Progress* progress = nullptr);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_GENERATE_DIFFUSION_H_
