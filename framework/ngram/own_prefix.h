// Gives any model an own-prefix cache: mixes its predictions with those that
// the document's own n-grams make on top of them.

#ifndef PASTICHE_FRAMEWORK_NGRAM_OWN_PREFIX_H_
#define PASTICHE_FRAMEWORK_NGRAM_OWN_PREFIX_H_

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "framework/core/sequence_model.h"
#include "framework/ngram/fixed_share.h"
#include "framework/ngram/prefix_counts.h"

namespace pastiche {

struct OwnPrefixOptions {
  std::size_t order = 8;  // Of the document's n-grams, 1..20.
  double share = 0.02;    // Of the mixture; see FixedShare.
  CountingOptions counting = {};
};

// p = w_0 base + w_1 prefix, where `prefix` is PrefixCounts over base and the
// weights are FixedShare's.
class OwnPrefixWalk : public Walk {
 public:
  // `base` stands at an empty document.
  OwnPrefixWalk(std::unique_ptr<Walk> base, std::size_t vocabulary,
                const OwnPrefixOptions& options);

  [[nodiscard]] Result<void> Predict(std::span<double> probabilities) override;
  [[nodiscard]] Result<void> Advance(Token token) override;
  [[nodiscard]] Result<void> Rewind(std::size_t count) override;

 private:
  // Brings base_probabilities_ and prefix_probabilities_ up to date.
  [[nodiscard]] Result<void> Refresh();

  std::unique_ptr<Walk> base_;
  PrefixCounts counts_;
  FixedShare mixture_;
  bool fresh_ = false;
  std::vector<double> base_probabilities_;
  std::vector<double> prefix_probabilities_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_NGRAM_OWN_PREFIX_H_
