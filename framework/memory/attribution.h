// Takes a prediction of the chain apart: how much of one token's probability
// each corpus position, the document itself and the base gave.

#ifndef PASTICHE_FRAMEWORK_MEMORY_ATTRIBUTION_H_
#define PASTICHE_FRAMEWORK_MEMORY_ATTRIBUTION_H_

#include <cstddef>
#include <span>

#include "framework/core/attribution.h"
#include "framework/memory/chain.h"

namespace pastiche {

// What the chain was folded over, by what of it the mixture weighs: the sum
// over its chains of weight times p_0(token), and so on. Without a mixture
// chains is 1.
struct ChainBases {
  double chains = 1.0;   // Weight of all chains together.
  double unigram = 0.0;  // sum{weight p_0(token)} of chains over p_0.
  double ngram = 0.0;    // The same over n-grams.
  double beside = 0.0;   // sum{weight p(token)} of n-grams without a chain.
};

// `masses` are what chain.Attend(query) gave. Costs a pass over the corpus per
// head. Source of the split: p_h = norm (n_h + lambda p_{h-1}), so head h adds
// norm_h prod_{g > h} norm_g lambda_g times n_h(token), which is a sum over
// positions.
[[nodiscard]] Attribution Attribute(const Memory& memory, Chain& chain,
                                    const ChainQuery& query,
                                    std::span<const double> masses, Token token,
                                    const ChainBases& bases, std::size_t top);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_MEMORY_ATTRIBUTION_H_
