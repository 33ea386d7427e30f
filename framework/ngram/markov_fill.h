// Forward-backward over the gaps of a partly known document. Made by
// Markov::StartFill.

#ifndef PASTICHE_FRAMEWORK_NGRAM_MARKOV_FILL_H_
#define PASTICHE_FRAMEWORK_NGRAM_MARKOV_FILL_H_

#include <cstddef>
#include <span>
#include <vector>

#include "framework/core/sequence_model.h"
#include "framework/ngram/markov.h"

namespace pastiche {

// p(x | known) ~ p(x | nearest known before) p(nearest known after | x).
class MarkovFill : public Fill {
 public:
  MarkovFill(const Markov& model, TokenSpan tokens, bool wrap);

  [[nodiscard]] Result<void> Predict(std::span<const std::size_t> positions,
                                     std::span<double> probabilities) override;
  void Set(std::size_t position, Token token) override;

 private:
  // One position to predict: what is known around it, and how far away.
  struct Query {
    std::size_t row = 0;        // Of the output.
    std::size_t before_at = 0;  // Positions; the document's size = none.
    std::size_t after_at = 0;
    Token before = 0;         // kUnknownToken: nothing but the start.
    Token after = 0;          // kUnknownToken: nothing.
    std::size_t forward = 0;  // Steps from `before`, or from the start.
    std::size_t backward = 0;
  };
  [[nodiscard]] Query Look(std::size_t position, std::size_t row) const;
  // Queries of one gap, ascending by `forward`, into their rows.
  void Solve(std::span<const Query> queries, std::span<double> rows);
  void MultiplyBackward(std::span<const Query> queries, std::span<double> rows);
  [[nodiscard]] std::span<double> RowOf(const Query& query,
                                        std::span<double> rows) const {
    return rows.subspan(query.row * model_.vocabulary(), model_.vocabulary());
  }

  const Markov& model_;
  bool wrap_;
  std::vector<Token> tokens_;
  std::vector<double> state_, next_;  // (vocabulary) scratch.
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_NGRAM_MARKOV_FILL_H_
