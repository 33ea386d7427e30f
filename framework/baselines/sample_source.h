// What generates documents for comparison, with or without a likelihood.

#ifndef PASTICHE_FRAMEWORK_BASELINES_SAMPLE_SOURCE_H_
#define PASTICHE_FRAMEWORK_BASELINES_SAMPLE_SOURCE_H_

#include <cstddef>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/random.h"
#include "framework/core/result.h"

namespace pastiche {

// Immutable: may be sampled from on several threads, each with its own Rng.
class SampleSource {
 public:
  virtual ~SampleSource() = default;
  // A document of `length` tokens in generation order, a function of `rng`'s
  // state. Shorter only where a source says so.
  [[nodiscard]] virtual Result<std::vector<Token>> Sample(std::size_t length,
                                                          Rng& rng) const = 0;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_BASELINES_SAMPLE_SOURCE_H_
