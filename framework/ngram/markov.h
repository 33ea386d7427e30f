// First-order Markov chain with add-one-half smoothing: left to right, and the
// exact posterior of unknown places given the nearest known ones.

#ifndef PASTICHE_FRAMEWORK_NGRAM_MARKOV_H_
#define PASTICHE_FRAMEWORK_NGRAM_MARKOV_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/result.h"
#include "framework/core/sequence_model.h"

namespace pastiche {

// p(b | a) = (count of ab + 1/2) / (count of a + vocabulary / 2); a may be the
// document's start. Kept as sparse counts plus that constant, so multiplying by
// the transition matrix costs O(vocabulary + different pairs) and no size of
// vocabulary is refused. Must outlive its walks and fills.
class Markov : public SequenceModel, public FillModel {
 public:
  // Errors as CheckCorpus. For the published order turn the documents first:
  // see row_major.h.
  [[nodiscard]] static Result<Markov> Build(std::span<const Document> documents,
                                            std::size_t vocabulary);

  [[nodiscard]] std::size_t vocabulary() const { return vocabulary_; }
  // The symbol before a document's first token: vocabulary().
  [[nodiscard]] Token start() const { return static_cast<Token>(vocabulary_); }

  // out(b) = p(b | symbol); symbol <= start().
  void Row(Token symbol, std::span<double> out) const;
  // out(b) = sum{in(a) p(b | a)}: one step to the right. in and out differ.
  void Forward(std::span<const double> in, std::span<double> out) const;
  // out(a) = sum{p(b | a) in(b)}: one step to the left. in and out differ.
  void Backward(std::span<const double> in, std::span<double> out) const;
  // How often each token occurs, smoothed likewise.
  [[nodiscard]] std::span<const double> unigram() const { return unigram_; }

  // With own_cache an OwnPrefixWalk of order 2. No copy guard.
  [[nodiscard]] Result<std::unique_ptr<Walk>> StartWalk(
      const ModelUse& use) const override;
  // Where nothing else is known: in kFill mode the start's distribution pushed
  // forward, in kFillWrap (where documents have no start) the unigram. A call
  // costs O(unknown places around the positions) steps. No cache.
  [[nodiscard]] Result<std::unique_ptr<Fill>> StartFill(
      TokenSpan tokens, ContextMode mode, const ModelUse& use) const override;

 private:
  struct Pair {  // Of one row: a token that followed, and how often.
    Token token;
    double count;
  };
  [[nodiscard]] std::span<const Pair> PairsOf(std::size_t symbol) const {
    return {pairs_.data() + begin_[symbol],
            begin_[symbol + 1] - begin_[symbol]};
  }

  std::size_t vocabulary_ = 0;
  std::vector<Pair> pairs_;         // By row, ascending.
  std::vector<std::size_t> begin_;  // (vocabulary + 2): rows in pairs_.
  std::vector<double> totals_;      // (vocabulary + 1): with the halves.
  std::vector<double> unigram_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_NGRAM_MARKOV_H_
