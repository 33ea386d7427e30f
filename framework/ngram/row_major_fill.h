// Lets a fill model that reads documents row by row (the published Markov
// chain) fill documents given in generation order.

#ifndef PASTICHE_FRAMEWORK_NGRAM_ROW_MAJOR_FILL_H_
#define PASTICHE_FRAMEWORK_NGRAM_ROW_MAJOR_FILL_H_

#include <cstddef>
#include <memory>

#include "framework/core/sequence_model.h"

namespace pastiche {

class RowMajorFill : public FillModel {
 public:
  // `rows` must outlive this. Requires unit_length >= 1 (asserted).
  RowMajorFill(const FillModel& rows, std::size_t unit_length);

  [[nodiscard]] Result<std::unique_ptr<Fill>> StartFill(
      TokenSpan tokens, ContextMode mode, const ModelUse& use) const override;

 private:
  const FillModel& rows_;
  std::size_t unit_length_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_NGRAM_ROW_MAJOR_FILL_H_
