// Bits per masked token: each is predicted from the unmasked ones only.

#ifndef PASTICHE_FRAMEWORK_EVALUATE_FILL_LIKELIHOOD_H_
#define PASTICHE_FRAMEWORK_EVALUATE_FILL_LIKELIHOOD_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/progress.h"
#include "framework/core/random.h"
#include "framework/core/result.h"
#include "framework/core/sequence_model.h"
#include "framework/evaluate/likelihood.h"

namespace pastiche {

struct FillScoring {
  double rate = 0.5;      // Share of positions that are masked, 0..1.
  std::size_t draws = 2;  // Masks per document.
  std::uint64_t seed = 0;
  ContextMode mode = ContextMode::kFill;  // kFill or kFillWrap.
  ModelUse use = {};
};

// round(rate size) different positions, at least one if size > 0, ascending.
[[nodiscard]] std::vector<std::size_t> DrawMask(std::size_t size, double rate,
                                                Rng& rng);

// One entry per document, in order, over all draws. Mask number m of document d
// depends on (seed, rate, d, m) alone, so methods see the same masks. Adds the
// document's tokens to progress->done (may be null) per draw. The model's
// errors; kCancelled.
[[nodiscard]] Result<std::vector<DocumentBits>> ScoreFill(
    const FillModel& model, const FillScoring& scoring,
    std::span<const Document> documents, std::size_t vocabulary,
    Progress* progress);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_EVALUATE_FILL_LIKELIHOOD_H_
