// How a document is asked for from a method by name, and what comes back.

#ifndef PASTICHE_FRAMEWORK_EVALUATE_SAMPLE_REQUEST_H_
#define PASTICHE_FRAMEWORK_EVALUATE_SAMPLE_REQUEST_H_

#include <cstddef>
#include <vector>

#include "framework/core/attribution.h"
#include "framework/core/document.h"
#include "framework/generate/diffusion.h"
#include "framework/generate/sampling.h"

namespace pastiche {

// How one document is asked for.
struct SampleRequest {
  std::size_t length = 0;  // Tokens; the most where documents end by a token.
  std::vector<Token> prompt =
      {};  // Kept at the start; pipelines of models only.
  SamplingOptions sampling = {};  // Pipelines of models only.
  bool masks = true;              // Ask the domain which tokens are allowed.
  bool verify = true;             // Ask whether chunks can still become valid.
  FillOrder order = FillOrder::kRandom;  // Diffusion.
  std::size_t steps = 24;
  std::size_t sweeps = 2;
  const CopyLimit* copy_limit = nullptr;  // Pipelines of models only; null:
                                          // what is recommended.
  std::size_t explain = 0;  // Places kept per token in Sampled::sources.
};

struct Sampled {
  std::vector<Token> tokens;
  std::vector<Attribution> sources =
      {};  // One per token, or none; see explain.h.
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_EVALUATE_SAMPLE_REQUEST_H_
