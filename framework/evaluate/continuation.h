// Documents completed from their first half: how many stand, with and without
// the domain's help.

#ifndef PASTICHE_FRAMEWORK_EVALUATE_CONTINUATION_H_
#define PASTICHE_FRAMEWORK_EVALUATE_CONTINUATION_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/domain.h"
#include "framework/core/random.h"
#include "framework/core/result.h"
#include "framework/core/sequence_model.h"
#include "framework/generate/sampling.h"

namespace pastiche {

struct ContinuationOptions {
  std::size_t max_tokens = 256;  // Generated at most.
  SamplingOptions sampling = {};
  ModelUse use = {.sampling = true};
};

// Generates the rest of `tokens` from their first half, whole units, three
// times over: "completed", masks only; "completed_checked", chunks that cannot
// become valid are drawn again; "completed_whole", that with what
// Domain::Complete() adds. Each is 1 or 0 as it passes the check; and
// "<name>.<domain>.<metric>" for the domain's metrics of single samples where
// more is better. What is undefined is absent, and so are domains without a
// check, or Complete(). Empty for a document too short to be cut. Deterministic
// in `rng`. Errors: those of GenerateAutoregressive and the domain.
[[nodiscard]] Result<std::map<std::string, double>> MeasureContinuation(
    const Domain& domain, const SequenceModel& model, TokenSpan tokens,
    const ContinuationOptions& options, Rng& rng);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_EVALUATE_CONTINUATION_H_
