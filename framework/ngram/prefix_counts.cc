#include "framework/ngram/prefix_counts.h"

#include <algorithm>
#include <cassert>

namespace pastiche {

PrefixCounts::PrefixCounts(std::size_t order, const CountingOptions& options)
    : depth_(order - 1), counts_(order - 1, options) {
  assert(order >= 1 && order <= kMaxContextDepth + 1);
}

ContextSymbols PrefixCounts::Context() const {
  const std::size_t length = std::min(depth_, history_.size());
  context_.assign(history_.rbegin(),
                  history_.rbegin() + static_cast<std::ptrdiff_t>(length));
  return context_;
}

void PrefixCounts::Predict(std::span<double> base) const {
  counts_.Predict(Context(), base);
}

void PrefixCounts::Advance(Token token) {
  counts_.Add(Context(), token);
  history_.push_back(token);
}

void PrefixCounts::Rewind(std::size_t count) {
  assert(count <= history_.size());
  for (; count > 0; --count) {
    counts_.TakeBack();
    history_.pop_back();
  }
}

}  // namespace pastiche
