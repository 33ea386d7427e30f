// How much of the samples stands verbatim in the corpus.

#ifndef PASTICHE_FRAMEWORK_EVALUATE_COPYING_H_
#define PASTICHE_FRAMEWORK_EVALUATE_COPYING_H_

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/domain.h"
#include "framework/core/result.h"
#include "framework/evaluate/unit_index.h"

namespace pastiche {

// By unit of one sample: see UnitIndex::MatchLengths.
using MatchLengths = std::vector<std::size_t>;

class Copying {
 public:
  // Errors as CutCorpus.
  [[nodiscard]] static Result<Copying> Build(const Domain& domain,
                                             std::span<const Document> corpus);

  // The sample's end token, if any, does not count. Domain::UnitStarts' errors.
  [[nodiscard]] Result<MatchLengths> Match(const Domain& domain,
                                           TokenSpan sample) const;

 private:
  explicit Copying(UnitIndex index);
  UnitIndex index_;
};

// f_k: the share of all windows of `units` units, one at every unit, that stand
// verbatim in one document of the corpus. Absent where no sample has so many.
[[nodiscard]] std::optional<double> CopiedShare(
    std::span<const MatchLengths> samples, std::size_t units);

// Units of the longest verbatim piece of one sample.
[[nodiscard]] std::size_t LongestRun(const MatchLengths& sample);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_EVALUATE_COPYING_H_
