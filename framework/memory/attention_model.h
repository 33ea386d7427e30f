// The memory as a model: generates and scores left to right, fills in any
// order. "Attention over the corpus is the model."

#ifndef PASTICHE_FRAMEWORK_MEMORY_ATTENTION_MODEL_H_
#define PASTICHE_FRAMEWORK_MEMORY_ATTENTION_MODEL_H_

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>

#include "framework/core/sequence_model.h"
#include "framework/memory/chain.h"
#include "framework/memory/copy_guard.h"
#include "framework/memory/head_settings.h"
#include "framework/memory/memory.h"

namespace pastiche {

// Left to right over a kCausal memory. With `base`, a second chain lies over
// that model's distribution instead of p_0, and a Bayes mixture with fixed
// share (Herbster & Warmuth, 1998) weighs the two and the base itself by how
// well they predicted the document so far.
class AttentionSequenceModel : public SequenceModel {
 public:
  // Both must outlive the model; `base` may be null.
  AttentionSequenceModel(const Memory& memory, const SamplingSettings& sampling,
                         const SequenceModel* base);
  [[nodiscard]] Result<std::unique_ptr<Walk>> StartWalk(
      const ModelUse& use) const override;

 private:
  const Memory& memory_;
  SamplingSettings sampling_;
  ChainCosts scoring_costs_, sampling_costs_;
  const SequenceModel* base_;
  mutable std::mutex mutex_;  // Guards windows_.
  mutable std::map<std::size_t, std::unique_ptr<const CopyWindows>> windows_;
};

// Any order over a kFill or kFillWrap memory.
class AttentionFillModel : public FillModel {
 public:
  AttentionFillModel(const Memory& memory, const SamplingSettings& sampling);
  // kInvalidArgument unless `mode` is the memory's.
  [[nodiscard]] Result<std::unique_ptr<Fill>> StartFill(
      TokenSpan tokens, ContextMode mode, const ModelUse& use) const override;

 private:
  const Memory& memory_;
  ChainCosts scoring_costs_, sampling_costs_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_MEMORY_ATTENTION_MODEL_H_
