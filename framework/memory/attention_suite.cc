// Memories on demand.

#include "framework/memory/attention_suite.h"

#include <algorithm>
#include <utility>

namespace pastiche {

ContextMode ModeOf(MemoryUse use) {
  switch (use) {
    case MemoryUse::kFill:
      return ContextMode::kFill;
    case MemoryUse::kFillWrap:
      return ContextMode::kFillWrap;
    default:
      return ContextMode::kCausal;
  }
}

std::array<MemoryUse, 4> FirstUsesOf(const Domain& domain) {
  return {MemoryUse::kAr, MemoryUse::kArCache, MemoryUse::kSample,
          domain.geometry().wraps_by_default ? MemoryUse::kFillWrap
                                             : MemoryUse::kFill};
}

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

AttentionSuite::AttentionSuite(const AttentionSuite& whole,
                               std::vector<std::size_t> left_out,
                               const SequenceModel* ngram,
                               const SequenceModel* nested,
                               const SequenceModel* orders)
    : domain_(whole.domain_),
      recommendation_(whole.recommendation_),
      ngram_(ngram),
      nested_(nested),
      orders_(orders),
      whole_(&whole),
      left_out_(std::move(left_out)) {
  for (std::size_t d = 0; d < whole.documents_.size(); ++d) {
    if (std::find(left_out_.begin(), left_out_.end(), d) == left_out_.end()) {
      documents_.push_back(whole.documents_[d]);
    }
  }
}

ModelUse AttentionSuite::SamplingUse() const {
  return {.own_cache = recommendation_.sampling.own.has_value(),
          .sampling = true,
          .copy_guard = recommendation_.sampling.copy_guard};
}

const UseSettings& AttentionSuite::SettingsOf(MemoryUse use) const {
  switch (use) {
    case MemoryUse::kAr:
      return recommendation_.ar;
    case MemoryUse::kArCache:
      return recommendation_.ar_cache;
    case MemoryUse::kSample:
      return recommendation_.sample;
    default:
      return recommendation_.fill;
  }
}

AttentionSuite::Part& AttentionSuite::PartOf(MemoryUse use) const {
  if (use == MemoryUse::kArCache && cache_as_without_) use = MemoryUse::kAr;
  return parts_[static_cast<std::size_t>(use)];
}

Result<const Memory*> AttentionSuite::MemoryOf(Part& part,
                                               MemoryUse use) const {
  if (part.memory != nullptr) return part.memory.get();
  if (whole_ == nullptr) {
    auto built =
        Memory::Build(domain_, documents_, SettingsOf(use), ModeOf(use));
    if (!built) return Fail(built);
    part.memory = std::move(*built);
    return part.memory.get();
  }
  const auto whole = whole_->MemoryFor(use);
  if (!whole) return Fail(whole);
  auto rest = (*whole)->Without(left_out_);
  if (!rest) return Fail(rest);
  part.memory = std::move(*rest);
  return part.memory.get();
}

Result<const Memory*> AttentionSuite::MemoryFor(MemoryUse use) const {
  Part& part = PartOf(use);
  const std::lock_guard lock(part.mutex);
  return MemoryOf(part, use);
}

void AttentionSuite::Adopt(MemoryUse use,
                           std::unique_ptr<const Memory> memory) {
  PartOf(use).memory = std::move(memory);
}

Result<std::unique_ptr<Walk>> AttentionSuite::StartWalk(
    const ModelUse& use) const {
  const MemoryUse kind = use.sampling    ? MemoryUse::kSample
                         : use.own_cache ? MemoryUse::kArCache
                                         : MemoryUse::kAr;
  const AttentionSequenceModel* model = nullptr;
  {
    Part& part = PartOf(kind);
    const std::lock_guard lock(part.mutex);
    const auto memory = MemoryOf(part, kind);
    if (!memory) return Fail(memory);
    if (part.sequence == nullptr) {
      std::vector<const SequenceModel*> bases;
      const bool mixed = SettingsOf(kind).mixture_orders && orders_ != nullptr;
      const SequenceModel* ngram = mixed ? orders_ : ngram_;
      if (ngram != nullptr) bases.push_back(ngram);
      if (nested_ != nullptr && SettingsOf(kind).mixture_nested) {
        bases.push_back(nested_);
      }
      part.sequence = std::make_unique<AttentionSequenceModel>(
          **memory, recommendation_.sampling, std::move(bases));
    }
    model = part.sequence.get();
  }
  return model->StartWalk(use);
}

Result<std::unique_ptr<Fill>> AttentionSuite::StartFill(
    TokenSpan tokens, ContextMode mode, const ModelUse& use) const {
  if (mode == ContextMode::kCausal) {
    return Fail(ErrorCode::kInvalidArgument,
                "a fill looks both ways: its mode cannot be left to right");
  }
  const AttentionFillModel* model = nullptr;
  {
    const MemoryUse kind = mode == ContextMode::kFillWrap ? MemoryUse::kFillWrap
                                                          : MemoryUse::kFill;
    Part& part = PartOf(kind);
    const std::lock_guard lock(part.mutex);
    const auto memory = MemoryOf(part, kind);
    if (!memory) return Fail(memory);
    if (part.fill == nullptr) {
      part.fill = std::make_unique<AttentionFillModel>(
          **memory, recommendation_.sampling);
    }
    model = part.fill.get();
  }
  return model->StartFill(tokens, mode, use);
}

std::size_t AttentionSuite::token_count() const {
  std::size_t total = 0;
  for (const Document* document : documents_) total += document->tokens.size();
  return total;
}

}  // namespace pastiche
