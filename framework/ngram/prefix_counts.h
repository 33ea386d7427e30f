// Counts of one growing document: what its own beginning says about the next
// token. One discount per context length, estimated as it grows.

#ifndef PASTICHE_FRAMEWORK_NGRAM_PREFIX_COUNTS_H_
#define PASTICHE_FRAMEWORK_NGRAM_PREFIX_COUNTS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "framework/core/document.h"
#include "framework/ngram/context_array.h"
#include "framework/ngram/context_counts.h"

namespace pastiche {

// ContextCounts whose contexts are the tokens before, nearest first.
class PrefixCounts {
 public:
  // order in 1..20 (asserted).
  explicit PrefixCounts(std::size_t order, const CountingOptions& options = {});

  // Replaces `base`, a distribution of the next token, by the interpolation of
  // the counts with it. O(vocabulary + successors).
  void Predict(std::span<double> base) const;
  void Advance(Token token);
  // count <= tokens so far (asserted).
  void Rewind(std::size_t count);

 private:
  // The last tokens, nearest first.
  [[nodiscard]] ContextSymbols Context() const;

  std::size_t depth_;
  ContextCounts counts_;
  std::vector<Token> history_;
  mutable std::vector<std::int64_t> context_;  // Scratch.
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_NGRAM_PREFIX_COUNTS_H_
