// Which order and discounts of an n-gram suit a corpus: those that predict
// documents best that were left out of it.

#ifndef PASTICHE_FRAMEWORK_NGRAM_CHOOSE_ORDER_H_
#define PASTICHE_FRAMEWORK_NGRAM_CHOOSE_ORDER_H_

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/progress.h"
#include "framework/core/result.h"

namespace pastiche {

// Whole groups are left out together, and several at a time beyond this many.
inline constexpr std::size_t kMaxFolds = 10;

// What the estimated discounts are multiplied with. Counts of counts estimate
// them for text; what repeats more, or is left out by whole documents that
// differ more, wants others.
inline constexpr std::array kDiscountScales = {1.0, 0.6, 0.75, 0.9, 1.1, 1.25};

struct OrderChoice {
  std::size_t order = 1;  // The best of the orders given; ties: the first.
  std::vector<double> bits_per_token;  // Of each, left out; 0 without tokens.
  // The best of kDiscountScales at that order; ties: the first.
  double discount_scale = 1.0;
  double scaled_bits_per_token = 0.0;
};

// Left-out likelihood of KneserNey at each of `orders` (not empty, asserted),
// then of each of kDiscountScales at the best.
// A corpus of one group is cut: each document's halves predict each other.
// Sorts the corpus once; then O(folds orders T). Errors as KneserNey::Build;
// kCancelled. `progress` may be null; counts folds times orders, then folds.
[[nodiscard]] Result<OrderChoice> ChooseOrder(
    std::span<const Document> documents, std::size_t vocabulary,
    std::span<const std::size_t> orders, Progress* progress);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_NGRAM_CHOOSE_ORDER_H_
