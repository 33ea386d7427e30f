// The memory as a model: generates and scores left to right, fills in any
// order. "Attention over the corpus is the model."

#ifndef PASTICHE_FRAMEWORK_MEMORY_ATTENTION_MODEL_H_
#define PASTICHE_FRAMEWORK_MEMORY_ATTENTION_MODEL_H_

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "framework/core/sequence_model.h"
#include "framework/memory/chain.h"
#include "framework/memory/copy_guard.h"
#include "framework/memory/head_settings.h"
#include "framework/memory/memory.h"

namespace pastiche {

// Left to right over a kCausal memory. For each of `bases` a second chain lies
// over that model's distribution instead of p_0, and a Bayes mixture with fixed
// share (Herbster & Warmuth, 1998) weighs the chains and the bases themselves
// by how well they predicted the document so far.
class AttentionSequenceModel : public SequenceModel {
 public:
  // All must outlive the model, and the model its walks. Without a mixture
  // share bases are not used.
  AttentionSequenceModel(const Memory& memory, const SamplingSettings& sampling,
                         std::vector<const SequenceModel*> bases);
  [[nodiscard]] Result<std::unique_ptr<Walk>> StartWalk(
      const ModelUse& use) const override;

 private:
  const Memory& memory_;
  SamplingSettings sampling_;
  ChainCosts scoring_costs_, sampling_costs_;
  ChainPool scoring_chains_, sampling_chains_;
  std::vector<const SequenceModel*> bases_;
  mutable std::mutex mutex_;  // Guards windows_.
  mutable std::map<std::size_t, std::unique_ptr<const CopyWindows>> windows_;
};

// Any order over a kFill or kFillWrap memory. With own_cache what is known when
// the fill starts is memory too; a known place never sees its own token.
class AttentionFillModel : public FillModel {
 public:
  // The model must outlive its fills.
  AttentionFillModel(const Memory& memory, const SamplingSettings& sampling);
  // kInvalidArgument unless `mode` is the memory's.
  [[nodiscard]] Result<std::unique_ptr<Fill>> StartFill(
      TokenSpan tokens, ContextMode mode, const ModelUse& use) const override;

 private:
  const Memory& memory_;
  ChainCosts scoring_costs_, sampling_costs_;
  ChainPool scoring_chains_, sampling_chains_;
  std::optional<double> sampling_own_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_MEMORY_ATTENTION_MODEL_H_
