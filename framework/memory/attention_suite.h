// The attention models of one corpus with one set of recommended heads, each
// memory built when it is first needed.

#ifndef PASTICHE_FRAMEWORK_MEMORY_ATTENTION_SUITE_H_
#define PASTICHE_FRAMEWORK_MEMORY_ATTENTION_SUITE_H_

#include <memory>
#include <mutex>
#include <vector>

#include "framework/core/sequence_model.h"
#include "framework/memory/attention_model.h"
#include "framework/memory/head_settings.h"
#include "framework/memory/memory.h"

namespace pastiche {

// Picks the heads by use: "sample" for sampling, "ar-cache" with the cache,
// "ar" else; "fill" for filling. Threads: all functions are safe.
class AttentionSuite : public SequenceModel, public FillModel {
 public:
  // `ngram` (or `orders` where settings ask for it) and `nested` are what a
  // mixture has as its bases; null: without them. Everything given must outlive
  // the suite.
  AttentionSuite(const Domain& domain, std::vector<const Document*> documents,
                 Recommendation recommendation, const SequenceModel* ngram,
                 const SequenceModel* nested = nullptr,
                 const SequenceModel* orders = nullptr);

  [[nodiscard]] const Recommendation& recommendation() const {
    return recommendation_;
  }
  // How the recommendation wants samples drawn.
  [[nodiscard]] ModelUse SamplingUse() const;

  [[nodiscard]] Result<std::unique_ptr<Walk>> StartWalk(
      const ModelUse& use) const override;
  [[nodiscard]] Result<std::unique_ptr<Fill>> StartFill(
      TokenSpan tokens, ContextMode mode, const ModelUse& use) const override;

  // Positions the memory holds.
  [[nodiscard]] std::size_t token_count() const;

 private:
  template <typename Model>
  struct Part {
    std::unique_ptr<const Memory> memory;
    std::unique_ptr<const Model> model;
  };
  Result<const AttentionSequenceModel*> Sequence(
      Part<AttentionSequenceModel>& part, const UseSettings& settings) const;

  const Domain& domain_;
  std::vector<const Document*> documents_;
  Recommendation recommendation_;
  const SequenceModel* ngram_;
  const SequenceModel* nested_;
  const SequenceModel* orders_;
  mutable std::mutex mutex_;  // Guards the parts.
  mutable Part<AttentionSequenceModel> ar_, ar_cache_, sample_;
  mutable Part<AttentionFillModel> fill_, fill_wrap_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_MEMORY_ATTENTION_SUITE_H_
