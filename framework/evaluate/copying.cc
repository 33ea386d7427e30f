// Shares of samples that stand in the corpus.

#include "framework/evaluate/copying.h"

#include <algorithm>
#include <utility>

#include "framework/core/units.h"

namespace pastiche {
namespace {

double CoveredShare(std::span<const UnitMatch> matches, std::size_t units) {
  std::size_t covered = 0, end = 0;  // Units before `end` are counted.
  for (std::size_t u = 0; u < matches.size(); ++u) {
    if (matches[u].units < units) continue;
    covered += u + matches[u].units - std::max(end, u);
    end = u + matches[u].units;
  }
  return matches.empty() ? 0.0
                         : static_cast<double>(covered) /
                               static_cast<double>(matches.size());
}

}  // namespace

Copying::Copying(UnitIndex index) : index_(std::move(index)) {}

Result<Copying> Copying::Build(const Domain& domain,
                               std::span<const Document> corpus) {
  const Result<std::vector<UnitDocument>> documents = CutCorpus(domain, corpus);
  if (!documents) return Fail(documents);
  Copying copying{UnitIndex(*documents)};
  for (std::size_t d = 0; d < corpus.size(); ++d) {
    if (!WithoutEnd(domain, corpus[d].tokens).empty()) {
      copying.documents_.push_back(d);
    }
  }
  return copying;
}

Result<std::vector<UnitMatch>> Copying::Matches(const Domain& domain,
                                                TokenSpan sample) const {
  const Result<UnitDocument> units =
      CutIntoUnits(domain, WithoutEnd(domain, sample));
  if (!units) return Fail(units);
  return index_.Matches(*units);
}

Result<MatchLengths> Copying::Match(const Domain& domain,
                                    TokenSpan sample) const {
  const auto matches = Matches(domain, sample);
  if (!matches) return Fail(matches);
  MatchLengths lengths;
  for (const UnitMatch& match : *matches) lengths.push_back(match.units);
  return lengths;
}

Result<CopyMeter> Copying::Measure(const Domain& domain,
                                   TokenSpan sample) const {
  const auto matches = Matches(domain, sample);
  if (!matches) return Fail(matches);
  CopyMeter meter;
  meter.units = matches->size();
  for (std::size_t u = 0; u < matches->size(); ++u) {
    if ((*matches)[u].units <= meter.longest.units) continue;
    meter.longest = (*matches)[u];
    meter.first = u;
  }
  meter.longest.document = documents_[meter.longest.document];
  meter.covered_8 = CoveredShare(*matches, 8);
  meter.covered_16 = CoveredShare(*matches, 16);
  return meter;
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
