// What a generator needs from a model: the distribution of the next token while
// walking left to right, and of any place while filling. The memory and the
// baselines implement it; pipelines, scoring and comparison only see this.

#ifndef PASTICHE_FRAMEWORK_CORE_SEQUENCE_MODEL_H_
#define PASTICHE_FRAMEWORK_CORE_SEQUENCE_MODEL_H_

#include <cstddef>
#include <memory>
#include <span>

#include "framework/core/attribution.h"
#include "framework/core/document.h"
#include "framework/core/domain.h"
#include "framework/core/result.h"

namespace pastiche {

// How a walk or a fill behaves; a model ignores what it has no use for.
struct ModelUse {
  bool own_cache = false;  // The document's own earlier tokens count as memory.
  bool sampling = false;  // Sharpen the memory, as for generating, not scoring.
  std::size_t copy_guard =
      0;  // Units; 0 = off. Places of the corpus whose last
          // that many units equal the document's are hidden.
};

// What a model says that keeps no sources.
[[nodiscard]] inline tl::unexpected<Error> NothingToExplain() {
  return Fail(ErrorCode::kUnsupported,
              "this model does not know where its tokens come from",
              "the memory does: use --pipeline ar or diffusion");
}

// One document growing left to right. Used by one thread.
class Walk {
 public:
  virtual ~Walk() = default;
  // probabilities: (vocabulary), >= 0, summing to 1 within 1e-9.
  [[nodiscard]] virtual Result<void> Predict(
      std::span<double> probabilities) = 0;
  // Appends one token below the vocabulary size (asserted).
  [[nodiscard]] virtual Result<void> Advance(Token token) = 0;
  // Takes the last `count` tokens back; count <= tokens so far (asserted).
  [[nodiscard]] virtual Result<void> Rewind(std::size_t count) = 0;
  // Where Predict's probability of `token` came from, with the `top` places
  // that gave most. Call right after Predict. kUnsupported without a memory.
  [[nodiscard]] virtual Result<Attribution> Explain(Token /*token*/,
                                                    std::size_t /*top*/) {
    return NothingToExplain();
  }
};

// A model that generates and scores left to right. Immutable: walks may run on
// several threads.
class SequenceModel {
 public:
  virtual ~SequenceModel() = default;
  [[nodiscard]] virtual Result<std::unique_ptr<Walk>> StartWalk(
      const ModelUse& use) const = 0;
};

// One document of fixed length, partly unknown. Used by one thread.
class Fill {
 public:
  virtual ~Fill() = default;
  // probabilities: (positions, vocabulary) row-major: for each position the
  // distribution of its token given every other token that is known. The
  // position's own token is ignored.
  [[nodiscard]] virtual Result<void> Predict(
      std::span<const std::size_t> positions,
      std::span<double> probabilities) = 0;
  // Sets or (kUnknownToken) clears one place.
  virtual void Set(std::size_t position, Token token) = 0;
  // As Walk::Explain, for the last position of the last Predict.
  [[nodiscard]] virtual Result<Attribution> Explain(Token /*token*/,
                                                    std::size_t /*top*/) {
    return NothingToExplain();
  }
};

// A model that fills places in any order. Immutable, as SequenceModel.
class FillModel {
 public:
  virtual ~FillModel() = default;
  // `tokens` may hold kUnknownToken. mode is kFill or kFillWrap.
  [[nodiscard]] virtual Result<std::unique_ptr<Fill>> StartFill(
      TokenSpan tokens, ContextMode mode, const ModelUse& use) const = 0;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_CORE_SEQUENCE_MODEL_H_
