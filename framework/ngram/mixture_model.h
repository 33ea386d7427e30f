// Several models as one: their fixed-share Bayesian mixture, weighed anew in
// each document by what each said of its tokens.

#ifndef PASTICHE_FRAMEWORK_NGRAM_MIXTURE_MODEL_H_
#define PASTICHE_FRAMEWORK_NGRAM_MIXTURE_MODEL_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "framework/core/result.h"
#include "framework/core/sequence_model.h"

namespace pastiche {

class MixtureModel : public SequenceModel {
 public:
  // `parts`: one or more (asserted) models over the same vocabulary that
  // outlive this. `share`: see FixedShare.
  MixtureModel(std::vector<const SequenceModel*> parts, std::size_t vocabulary,
               double share);

  // Each part walks with the same `use`. Costs what they cost together.
  [[nodiscard]] Result<std::unique_ptr<Walk>> StartWalk(
      const ModelUse& use) const override;

 private:
  std::vector<const SequenceModel*> parts_;
  std::size_t vocabulary_;
  double share_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_NGRAM_MIXTURE_MODEL_H_
