#include "framework/ngram/fixed_share.h"

#include <cassert>

namespace pastiche {

FixedShare::FixedShare(std::size_t count, double share)
    : count_(count),
      share_(share),
      history_(count, 1.0 / static_cast<double>(count)) {
  assert(count >= 1);
  assert(share >= 0.0 && share <= 1.0);
}

void FixedShare::Update(std::span<const double> probabilities) {
  assert(probabilities.size() == count_);
  const std::size_t old_row = history_.size() - count_;
  double total = 0.0;
  for (std::size_t k = 0; k < count_; ++k) {
    total += history_[old_row + k] * probabilities[k];
  }
  for (std::size_t k = 0; k < count_; ++k) {
    const double old = history_[old_row + k];
    const double posterior = total > 0.0 ? old * probabilities[k] / total : old;
    history_.push_back((1.0 - share_) * posterior +
                       share_ / static_cast<double>(count_));
  }
}

void FixedShare::Rewind(std::size_t updates) {
  assert((updates + 1) * count_ <= history_.size());
  history_.resize(history_.size() - updates * count_);
}

}  // namespace pastiche
