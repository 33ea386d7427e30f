// Which order of n-gram suits a corpus: the one that predicts documents best
// that were left out of it.

#ifndef PASTICHE_FRAMEWORK_NGRAM_CHOOSE_ORDER_H_
#define PASTICHE_FRAMEWORK_NGRAM_CHOOSE_ORDER_H_

#include <cstddef>
#include <span>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/progress.h"
#include "framework/core/result.h"

namespace pastiche {

// Whole groups are left out together, and several at a time beyond this many.
inline constexpr std::size_t kMaxFolds = 10;

struct OrderChoice {
  std::size_t order = 1;  // The best of the orders given; ties: the first.
  std::vector<double> bits_per_token;  // Of each, left out; 0 without tokens.
};

// Left-out likelihood of KneserNey at each of `orders` (not empty, asserted).
// A corpus of one group is cut: each document's halves predict each other.
// Sorts the corpus once; then O(folds orders T). Errors as KneserNey::Build;
// kCancelled. `progress` may be null; counts folds times orders.
[[nodiscard]] Result<OrderChoice> ChooseOrder(
    std::span<const Document> documents, std::size_t vocabulary,
    std::span<const std::size_t> orders, Progress* progress);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_NGRAM_CHOOSE_ORDER_H_
