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
#include "framework/generate/unit_index.h"

namespace pastiche {

// By unit of one sample: how many units from there on stand in one document of
// the corpus, in the same order.
using MatchLengths = std::vector<std::size_t>;

// The copy meter of one sample.
struct CopyMeter {
  std::size_t units = 0;  // Of the sample, its end token apart.
  // The longest verbatim piece: units [first, first + longest.units), and where
  // longest.document, an index into the corpus, has it.
  UnitMatch longest;
  std::size_t first = 0;
  // Share of the units that lie in verbatim pieces of 8 and 16 units or more.
  double covered_8 = 0.0, covered_16 = 0.0;
};

class Copying {
 public:
  // Errors as CutCorpus.
  [[nodiscard]] static Result<Copying> Build(const Domain& domain,
                                             std::span<const Document> corpus);

  // The sample's end token, if any, does not count. Domain::UnitStarts' errors.
  [[nodiscard]] Result<MatchLengths> Match(const Domain& domain,
                                           TokenSpan sample) const;
  [[nodiscard]] Result<CopyMeter> Measure(const Domain& domain,
                                          TokenSpan sample) const;

 private:
  explicit Copying(UnitIndex index);
  [[nodiscard]] Result<std::vector<UnitMatch>> Matches(const Domain& domain,
                                                       TokenSpan sample) const;
  UnitIndex index_;
  std::vector<std::size_t> documents_;  // Those of the corpus with tokens.
};

// f_k: the share of all windows of `units` units, one at every unit, that stand
// verbatim in one document of the corpus. Absent where no sample has so many.
[[nodiscard]] std::optional<double> CopiedShare(
    std::span<const MatchLengths> samples, std::size_t units);

// Units of the longest verbatim piece of one sample.
[[nodiscard]] std::size_t LongestRun(const MatchLengths& sample);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_EVALUATE_COPYING_H_
