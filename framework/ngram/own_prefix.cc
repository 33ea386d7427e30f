#include "framework/ngram/own_prefix.h"

#include <array>
#include <cassert>
#include <utility>

namespace pastiche {

OwnPrefixWalk::OwnPrefixWalk(std::unique_ptr<Walk> base, std::size_t vocabulary,
                             const OwnPrefixOptions& options)
    : base_(std::move(base)),
      counts_(options.order, options.counting),
      mixture_(2, options.share),
      base_probabilities_(vocabulary),
      prefix_probabilities_(vocabulary) {}

Result<void> OwnPrefixWalk::Refresh() {
  if (fresh_) return {};
  Result<void> predicted = base_->Predict(base_probabilities_);
  if (!predicted) return predicted;
  prefix_probabilities_ = base_probabilities_;
  counts_.Predict(prefix_probabilities_);
  fresh_ = true;
  return {};
}

Result<void> OwnPrefixWalk::Predict(std::span<double> probabilities) {
  assert(probabilities.size() == base_probabilities_.size());
  Result<void> refreshed = Refresh();
  if (!refreshed) return refreshed;
  const std::span<const double> weights = mixture_.weights();
  for (std::size_t t = 0; t < probabilities.size(); ++t) {
    probabilities[t] = weights[0] * base_probabilities_[t] +
                       weights[1] * prefix_probabilities_[t];
  }
  return {};
}

Result<void> OwnPrefixWalk::Advance(Token token) {
  assert(token < base_probabilities_.size());
  // The weights learn from every token, also from those nobody asked about.
  Result<void> refreshed = Refresh();
  if (!refreshed) return refreshed;
  Result<void> advanced = base_->Advance(token);
  if (!advanced) return advanced;
  mixture_.Update(
      std::array{base_probabilities_[token], prefix_probabilities_[token]});
  counts_.Advance(token);
  fresh_ = false;
  return {};
}

Result<void> OwnPrefixWalk::Rewind(std::size_t count) {
  Result<void> rewound = base_->Rewind(count);
  if (!rewound) return rewound;
  mixture_.Rewind(count);
  counts_.Rewind(count);
  fresh_ = false;
  return {};
}

}  // namespace pastiche
