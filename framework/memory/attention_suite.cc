// Memories on demand.

#include "framework/memory/attention_suite.h"

#include <utility>

namespace pastiche {

AttentionSuite::AttentionSuite(const Domain& domain,
                               std::vector<const Document*> documents,
                               Recommendation recommendation,
                               const SequenceModel* ngram,
                               const SequenceModel* nested,
                               const SequenceModel* orders)
    : domain_(domain),
      documents_(std::move(documents)),
      recommendation_(std::move(recommendation)),
      ngram_(ngram),
      nested_(nested),
      orders_(orders) {}

ModelUse AttentionSuite::SamplingUse() const {
  return {.own_cache = recommendation_.sampling.own.has_value(),
          .sampling = true,
          .copy_guard = recommendation_.sampling.copy_guard};
}

Result<const AttentionSequenceModel*> AttentionSuite::Sequence(
    Part<AttentionSequenceModel>& part, const UseSettings& settings) const {
  const std::lock_guard lock(mutex_);
  if (part.model == nullptr) {
    auto memory =
        Memory::Build(domain_, documents_, settings, ContextMode::kCausal);
    if (!memory) return Fail(memory);
    part.memory = std::move(*memory);
    std::vector<const SequenceModel*> bases;
    const bool mixed = settings.mixture_orders && orders_ != nullptr;
    const SequenceModel* ngram = mixed ? orders_ : ngram_;
    if (ngram != nullptr) bases.push_back(ngram);
    if (nested_ != nullptr && settings.mixture_nested) bases.push_back(nested_);
    part.model = std::make_unique<AttentionSequenceModel>(
        *part.memory, recommendation_.sampling, std::move(bases));
  }
  return part.model.get();
}

Result<std::unique_ptr<Walk>> AttentionSuite::StartWalk(
    const ModelUse& use) const {
  const auto model = use.sampling ? Sequence(sample_, recommendation_.sample)
                     : use.own_cache
                         ? Sequence(ar_cache_, recommendation_.ar_cache)
                         : Sequence(ar_, recommendation_.ar);
  if (!model) return Fail(model);
  return (*model)->StartWalk(use);
}

Result<std::unique_ptr<Fill>> AttentionSuite::StartFill(
    TokenSpan tokens, ContextMode mode, const ModelUse& use) const {
  if (mode == ContextMode::kCausal) {
    return Fail(ErrorCode::kInvalidArgument,
                "a fill looks both ways: its mode cannot be left to right");
  }
  auto& part = mode == ContextMode::kFillWrap ? fill_wrap_ : fill_;
  {
    const std::lock_guard lock(mutex_);
    if (part.model == nullptr) {
      auto memory =
          Memory::Build(domain_, documents_, recommendation_.fill, mode);
      if (!memory) return Fail(memory);
      part.memory = std::move(*memory);
      part.model = std::make_unique<AttentionFillModel>(
          *part.memory, recommendation_.sampling);
    }
  }
  return part.model->StartFill(tokens, mode, use);
}

std::size_t AttentionSuite::token_count() const {
  std::size_t total = 0;
  for (const Document* document : documents_) total += document->tokens.size();
  return total;
}

}  // namespace pastiche
