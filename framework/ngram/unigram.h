// The models without context: how often each token occurs, and uniform.

#ifndef PASTICHE_FRAMEWORK_NGRAM_UNIGRAM_H_
#define PASTICHE_FRAMEWORK_NGRAM_UNIGRAM_H_

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/result.h"
#include "framework/core/sequence_model.h"

namespace pastiche {

// Uses neither cache nor copy guard. Must outlive its walks and fills.
class Unigram : public SequenceModel, public FillModel {
 public:
  // p(v) = (count of v + 1/2) / (tokens + vocabulary / 2), Krichevsky &
  // Trofimov 1981. Errors as CheckCorpus.
  [[nodiscard]] static Result<Unigram> Build(
      std::span<const Document> documents, std::size_t vocabulary);
  // 1 / vocabulary each. Requires vocabulary >= 1 (asserted).
  [[nodiscard]] static Unigram Uniform(std::size_t vocabulary);

  [[nodiscard]] std::span<const double> probabilities() const {
    return probabilities_;
  }
  [[nodiscard]] Result<std::unique_ptr<Walk>> StartWalk(
      const ModelUse& use) const override;
  [[nodiscard]] Result<std::unique_ptr<Fill>> StartFill(
      TokenSpan tokens, ContextMode mode, const ModelUse& use) const override;

 private:
  explicit Unigram(std::vector<double> probabilities);
  std::vector<double> probabilities_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_NGRAM_UNIGRAM_H_
