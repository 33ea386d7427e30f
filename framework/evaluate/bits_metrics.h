// Bits per token, per unit and, where documents are text, per byte: of held-out
// documents, of the corpus' own left out, and of masked places.

#ifndef PASTICHE_FRAMEWORK_EVALUATE_BITS_METRICS_H_
#define PASTICHE_FRAMEWORK_EVALUATE_BITS_METRICS_H_

#include <cstdint>

#include "framework/core/domain.h"
#include "framework/core/progress.h"
#include "framework/core/result.h"
#include "framework/evaluate/comparison.h"

namespace pastiche {

// Whether the domain's documents are text, so that bytes are a measure of them:
// units of varying length, lines and statements, are what tells.
[[nodiscard]] bool HasBytes(const Domain& domain);

// What MeasureBits() adds to progress->done.
[[nodiscard]] std::uint64_t BitsWork(const CompareInput& input,
                                     const Method& method);

// Adds bits_per_token, fill_bits_15... to `result`, or a note where they are
// unsupported or infinite. Bytes are those of Domain::Decode(). The model's and
// the domain's errors; kCancelled.
[[nodiscard]] Result<void> MeasureBits(const CompareInput& input,
                                       const Method& method, Progress* progress,
                                       MethodResult& result);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_EVALUATE_BITS_METRICS_H_
