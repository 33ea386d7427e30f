// Kneser-Ney over what a position sees in chosen slots instead of over the
// tokens before it: for a grid, the multi-dimensional Markov chain of Snodgrass
// & Ontanon (2014) with nested back-off. A baseline, and a base for the memory.

#ifndef PASTICHE_FRAMEWORK_NGRAM_NESTED_KNESER_NEY_H_
#define PASTICHE_FRAMEWORK_NGRAM_NESTED_KNESER_NEY_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/domain.h"
#include "framework/core/progress.h"
#include "framework/core/result.h"
#include "framework/core/sequence_model.h"
#include "framework/ngram/context_counts.h"
#include "framework/ngram/slot_contexts.h"

namespace pastiche {

struct NestedSettings {
  std::vector<ContextSource> sources;  // The last is dropped first; at most
                                       // kMaxNestedDepth.
  std::optional<double> discount;      // Absent: estimated for each length.
};

// Sources by ChooseContext; then how many of them and which discount, by
// left-out likelihood of the model itself. Errors: the domain's; kCancelled.
[[nodiscard]] Result<NestedSettings> ChooseNested(
    const Domain& domain, std::span<const Document> documents,
    Progress* progress);

// Every probability is > 0: under all counts lies the uniform distribution.
// Immutable.
class NestedKneserNey : public SequenceModel {
 public:
  // `domain` must outlive the model. Errors: the domain's; kInvalidArgument
  // for a token outside the vocabulary or too many sources.
  [[nodiscard]] static Result<std::unique_ptr<const NestedKneserNey>> Build(
      const Domain& domain, std::span<const Document> documents,
      NestedSettings settings);

  [[nodiscard]] const NestedSettings& settings() const { return settings_; }
  [[nodiscard]] const Domain& domain() const { return domain_; }
  // probabilities (vocabulary), given the symbols of settings().sources.
  void Predict(ContextSymbols context, std::span<double> probabilities) const;
  // That of one token.
  [[nodiscard]] double Probability(ContextSymbols context, Token token) const;

  // With own_cache the document's own positions are counted under the same
  // contexts and, as an n-gram, under its last tokens; a fixed-share mixture
  // weighs each over what is below it. The copy guard is ignored: no context is
  // as long as the units that it guards. The model must outlive the walk.
  [[nodiscard]] Result<std::unique_ptr<Walk>> StartWalk(
      const ModelUse& use) const override;

 private:
  NestedKneserNey(const Domain& domain, NestedSettings settings);

  const Domain& domain_;
  NestedSettings settings_;
  std::size_t vocabulary_;
  ContextCounts counts_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_NGRAM_NESTED_KNESER_NEY_H_
