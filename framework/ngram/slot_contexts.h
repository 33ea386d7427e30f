// What a position sees through chosen features and slots of its domain, as the
// symbols of a nested context; and the choice of them by leave-one-out.

#ifndef PASTICHE_FRAMEWORK_NGRAM_SLOT_CONTEXTS_H_
#define PASTICHE_FRAMEWORK_NGRAM_SLOT_CONTEXTS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/domain.h"
#include "framework/core/progress.h"
#include "framework/core/result.h"

namespace pastiche {

// A feature or a slot of the domain's geometry.
struct ContextSource {
  bool is_feature = false;
  std::size_t index = 0;
  [[nodiscard]] bool operator==(const ContextSource&) const = default;
};

// Left to right. Keeps scratch: used by one thread.
class SlotContexts {
 public:
  // `domain` must outlive this; sources in range (asserted).
  SlotContexts(const Domain& domain, std::vector<ContextSource> sources);

  [[nodiscard]] std::size_t size() const { return sources_.size(); }

  // symbols (end - begin, size()): features as they are; slots show tokens,
  // symbols, or kSlotOutside and kSlotUnknown. Errors: the domain's.
  [[nodiscard]] Result<void> Describe(TokenSpan tokens, std::size_t begin,
                                      std::size_t end,
                                      std::span<std::int64_t> symbols);

 private:
  const Domain& domain_;
  std::vector<ContextSource> sources_;
  std::vector<std::int64_t> slots_;
  std::vector<std::int32_t> features_;
};

// The `depth` nearest earlier slots by delta, at one distance the later places
// first, then all features.
[[nodiscard]] std::vector<ContextSource> NearestContext(
    const Geometry& geometry, std::size_t depth);

struct ContextChoiceOptions {
  std::size_t depth = 10;          // At most this many sources.
  std::size_t positions = 30'000;  // Judged on about this many tokens.
};

// Greedily, from the first to be used to the first to be dropped: the source
// that makes left-out tokens likeliest (whole groups left out, Kneser-Ney's
// counts, one discount), until none helps. Errors: the
// domain's; kCancelled. `progress` may be null; counts sources tried.
[[nodiscard]] Result<std::vector<ContextSource>> ChooseContext(
    const Domain& domain, std::span<const Document> documents,
    const ContextChoiceOptions& options, Progress* progress);

// The documents that ChooseContext judges: spread evenly over all, each cut
// so that they hold about `positions` tokens.
[[nodiscard]] std::vector<Document> ThinnedOut(
    std::span<const Document> documents, std::size_t positions);

// By document, a fold in [0, folds): whole groups in one. A corpus of one
// group has its documents dealt out instead.
[[nodiscard]] std::vector<std::size_t> FoldsOf(
    std::span<const Document> documents, std::size_t folds);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_NGRAM_SLOT_CONTEXTS_H_
