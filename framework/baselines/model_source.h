// Draws documents from a model's own distribution, token by token: no
// temperature, no checks. What a baseline is when nothing helps it.

#ifndef PASTICHE_FRAMEWORK_BASELINES_MODEL_SOURCE_H_
#define PASTICHE_FRAMEWORK_BASELINES_MODEL_SOURCE_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "framework/baselines/sample_source.h"
#include "framework/core/sequence_model.h"

namespace pastiche {

struct ModelSourceOptions {
  std::size_t vocabulary = 0;  // Of the model.
  ModelUse use = {};
  // Not 0: the model speaks row by row over units of this length, and samples
  // are turned into generation order; see framework/ngram/row_major.h.
  std::size_t row_major_unit = 0;
  // Ends a sample before `length`, and is part of it. Not with row_major_unit.
  std::optional<Token> end_token = {};
};

class ModelSource : public SampleSource {
 public:
  // `model` must outlive this. Requires vocabulary >= 1 (asserted).
  ModelSource(const SequenceModel& model, ModelSourceOptions options);

  // One draw from `rng` per token. The model's errors.
  [[nodiscard]] Result<std::vector<Token>> Sample(std::size_t length,
                                                  Rng& rng) const override;

 private:
  const SequenceModel& model_;
  ModelSourceOptions options_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_BASELINES_MODEL_SOURCE_H_
