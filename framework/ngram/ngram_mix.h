// The strongest n-gram opponent: a fixed-share Bayes mixture of Kneser-Ney
// models of several orders and, with the cache, of what the document's own
// n-grams say, counted as Kneser-Ney and as PPM.

#ifndef PASTICHE_FRAMEWORK_NGRAM_NGRAM_MIX_H_
#define PASTICHE_FRAMEWORK_NGRAM_NGRAM_MIX_H_

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/result.h"
#include "framework/core/sequence_model.h"
#include "framework/ngram/kneser_ney.h"
#include "framework/ngram/mixture_model.h"

namespace pastiche {

// Immutable.
class NgramMix : public SequenceModel {
 public:
  // Kneser-Ney models of a few orders beside `best`, which must outlive the
  // mix. Errors as KneserNey::Build.
  [[nodiscard]] static Result<std::unique_ptr<const NgramMix>> Build(
      std::span<const Document> documents, const KneserNey& best);

  // The copy guard is ignored, as KneserNey does. The mix must outlive the
  // walk.
  [[nodiscard]] Result<std::unique_ptr<Walk>> StartWalk(
      const ModelUse& use) const override;

 private:
  NgramMix() = default;

  std::vector<std::unique_ptr<const SequenceModel>> parts_;
  std::unique_ptr<const MixtureModel> plain_, cached_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_NGRAM_NGRAM_MIX_H_
