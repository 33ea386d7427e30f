// The metrics of one set of samples: divergence from the held-out documents,
// validity, copying, diversity, and the plugin's own.

#ifndef PASTICHE_FRAMEWORK_EVALUATE_SAMPLE_METRICS_H_
#define PASTICHE_FRAMEWORK_EVALUATE_SAMPLE_METRICS_H_

#include <map>
#include <span>
#include <string>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/domain.h"
#include "framework/core/progress.h"
#include "framework/core/result.h"
#include "framework/evaluate/copying.h"
#include "framework/evaluate/pattern_divergence.h"

namespace pastiche {

// Prepared once per domain. Immutable; the domain and the documents must
// outlive it.
class SampleMetrics {
 public:
  // `heldout` may be empty. Errors as Copying::Build.
  [[nodiscard]] static Result<SampleMetrics> Build(
      const Domain& domain, std::span<const Document> corpus,
      std::span<const Document> heldout);

  // By metric id: jsd3, jsd4, tpkl3 (if there is something held out), copied_8,
  // copied_16, longest_copy (units), diversity, valid and joint_valid (if the
  // domain checks), <domain>.<metric>. Undefined ones are missing. Errors: the
  // domain's, kCancelled.
  [[nodiscard]] Result<std::map<std::string, double>> Measure(
      std::span<const std::vector<Token>> samples,
      const Progress* progress) const;

 private:
  // Of the samples, against the same of the held-out documents.
  struct Reference {
    PatternShape shape;
    PatternHistogram histogram;
  };
  SampleMetrics(const Domain& domain, std::span<const Document> corpus,
                std::span<const Document> heldout, Copying copying);

  void AddDivergences(std::span<const std::vector<Token>> samples,
                      std::map<std::string, double>& metrics) const;
  [[nodiscard]] Result<void> AddCopying(
      std::span<const std::vector<Token>> samples, const Progress* progress,
      std::map<std::string, double>& metrics) const;
  [[nodiscard]] Result<void> AddDomainMetrics(
      std::span<const std::vector<Token>> samples,
      std::map<std::string, double>& metrics) const;

  const Domain* domain_;
  std::vector<TokenSpan> corpus_, heldout_;
  Copying copying_;
  Reference three_, four_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_EVALUATE_SAMPLE_METRICS_H_
