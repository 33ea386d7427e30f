#include "framework/evaluate/copying.h"

#include <algorithm>
#include <utility>

namespace pastiche {

Copying::Copying(UnitIndex index) : index_(std::move(index)) {}

Result<Copying> Copying::Build(const Domain& domain,
                               std::span<const Document> corpus) {
  const Result<std::vector<UnitDocument>> documents = CutCorpus(domain, corpus);
  if (!documents) return Fail(documents);
  return Copying(UnitIndex(*documents));
}

Result<MatchLengths> Copying::Match(const Domain& domain,
                                    TokenSpan sample) const {
  const Result<UnitDocument> units =
      CutIntoUnits(domain, WithoutEnd(domain, sample));
  if (!units) return Fail(units);
  return index_.MatchLengths(*units);
}

std::optional<double> CopiedShare(std::span<const MatchLengths> samples,
                                  std::size_t units) {
  std::size_t windows = 0;
  std::size_t copied = 0;
  for (const MatchLengths& lengths : samples) {
    for (std::size_t u = 0; u + units <= lengths.size(); ++u) {
      ++windows;
      if (lengths[u] >= units) ++copied;
    }
  }
  if (windows == 0) return std::nullopt;
  return static_cast<double>(copied) / static_cast<double>(windows);
}

std::size_t LongestRun(const MatchLengths& sample) {
  return sample.empty() ? 0 : *std::max_element(sample.begin(), sample.end());
}

}  // namespace pastiche
