// Online Bayesian mixture of predictors whose best may change on the way: the
// fixed-share update (Herbster & Warmuth 1998).

#ifndef PASTICHE_FRAMEWORK_NGRAM_FIXED_SHARE_H_
#define PASTICHE_FRAMEWORK_NGRAM_FIXED_SHARE_H_

#include <cstddef>
#include <span>
#include <vector>

namespace pastiche {

class FixedShare {
 public:
  // Starts with equal weights. `share`, 0..1, is given back to equal weights
  // after each token. Requires count >= 1 (asserted).
  FixedShare(std::size_t count, double share);

  // (count), summing to 1: the weights for the next token.
  [[nodiscard]] std::span<const double> weights() const {
    return {history_.data() + history_.size() - count_, count_};
  }
  // probabilities (count): what each predictor gave the token that came. If all
  // are 0 the weights stay.
  void Update(std::span<const double> probabilities);
  // Takes the last `updates` updates back (asserted: there are that many).
  void Rewind(std::size_t updates);

 private:
  std::size_t count_;
  double share_;
  std::vector<double> history_;  // (updates + 1, count)
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_NGRAM_FIXED_SHARE_H_
