// The likeliest completions of a region under any model that walks left to
// right, by beam search; with what comes after it, from both sides.

#ifndef PASTICHE_FRAMEWORK_EVALUATE_REGION_SEARCH_H_
#define PASTICHE_FRAMEWORK_EVALUATE_REGION_SEARCH_H_

#include <cstddef>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/result.h"
#include "framework/core/sequence_model.h"
#include "framework/evaluate/region_shape.h"

namespace pastiche {

struct RegionSearch {
  std::size_t beam = 5;         // Unfinished completions kept, and answers.
  std::size_t max_length = 24;  // Tokens; longer ones are given up.
};

struct RegionCompletion {
  std::vector<Token> tokens;  // Without the token after the region.
  double bits = 0.0;          // That it stands here and ends.
};

// At most `beam` completions at the end of `walk`, which is left as it was
// found, likeliest first; equal ones in the order of their tokens. `vocabulary`
// is the model's and the shape's. The model's errors.
[[nodiscard]] Result<std::vector<RegionCompletion>> CompleteRegion(
    Walk& walk, std::size_t vocabulary, const RegionShape& shape,
    RegionShape::End end, const RegionSearch& options);

// The same in the order of how well they go with `after`, the tokens that
// follow: bits counts those too.
[[nodiscard]] Result<std::vector<RegionCompletion>> CompleteBetween(
    Walk& walk, std::size_t vocabulary, const RegionShape& shape,
    RegionShape::End end, TokenSpan after, const RegionSearch& options);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_EVALUATE_REGION_SEARCH_H_
