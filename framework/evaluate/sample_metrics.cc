#include "framework/evaluate/sample_metrics.h"

#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

#include "framework/evaluate/diversity.h"
#include "framework/evaluate/for_each_index.h"
#include "framework/evaluate/statistics.h"

namespace pastiche {
namespace {

using Metrics = std::map<std::string, double>;

constexpr std::size_t kShortCopy = 8;  // Units.
constexpr std::size_t kLongCopy = 16;
constexpr const char* kLegacyDistance = "legacy_l2";

std::vector<TokenSpan> TokensOf(std::span<const Document> documents) {
  std::vector<TokenSpan> spans;
  for (const Document& document : documents) spans.push_back(document.tokens);
  return spans;
}

template <typename Sequences>
PatternHistogram HistogramOf(const Sequences& sequences,
                             const PatternShape& shape) {
  PatternHistogram histogram;
  for (const auto& tokens : sequences) histogram.Add(tokens, shape);
  return histogram;
}

void Put(const std::string& id, std::optional<double> value, Metrics& metrics) {
  if (value && std::isfinite(*value)) metrics[id] = *value;
}

double Share(std::span<const std::uint8_t> flags) {
  double sum = 0.0;
  for (const std::uint8_t flag : flags) sum += flag;
  return sum / static_cast<double>(flags.size());
}

}  // namespace

Result<SampleMetrics> SampleMetrics::Build(const Domain& domain,
                                           std::span<const Document> corpus,
                                           std::span<const Document> heldout) {
  Result<Copying> copying = Copying::Build(domain, corpus);
  if (!copying) return Fail(copying);
  return SampleMetrics(domain, corpus, heldout, *std::move(copying));
}

SampleMetrics::SampleMetrics(const Domain& domain,
                             std::span<const Document> corpus,
                             std::span<const Document> heldout, Copying copying)
    : domain_(&domain),
      corpus_(TokensOf(corpus)),
      heldout_(TokensOf(heldout)),
      copying_(std::move(copying)) {
  for (const auto& [reference, n] :
       {std::pair{&three_, std::size_t{3}}, {&four_, std::size_t{4}}}) {
    reference->shape = PatternShape::Of(domain.geometry(), n);
    reference->histogram = HistogramOf(heldout_, reference->shape);
  }
}

Result<Metrics> SampleMetrics::Measure(
    std::span<const std::vector<Token>> samples,
    const Progress* progress) const {
  Metrics metrics;
  if (samples.empty()) return metrics;
  AddDivergences(samples, metrics);
  const Result<void> copied = AddCopying(samples, progress, metrics);
  if (!copied) return Fail(copied);
  Put("diversity", MeanPairwiseHamming(samples), metrics);
  const Result<void> own = AddDomainMetrics(samples, metrics);
  if (!own) return Fail(own);
  return metrics;
}

void SampleMetrics::AddDivergences(std::span<const std::vector<Token>> samples,
                                   Metrics& metrics) const {
  if (heldout_.empty()) return;
  const PatternHistogram three = HistogramOf(samples, three_.shape);
  Put("jsd3", JensenShannon(three, three_.histogram), metrics);
  Put("tpkl3", TilePatternKl(three, three_.histogram), metrics);
  Put("jsd4", JensenShannon(HistogramOf(samples, four_.shape), four_.histogram),
      metrics);
}

Result<void> SampleMetrics::AddCopying(
    std::span<const std::vector<Token>> samples, const Progress* progress,
    Metrics& metrics) const {
  const bool checks = domain_->constraint().has_check;
  std::vector<MatchLengths> lengths(samples.size());
  std::vector<std::uint8_t> valid(samples.size(), 0);
  std::vector<std::uint8_t> joint(samples.size(), 0);
  const Result<void> done = ForEachIndex(
      samples.size(), progress, [&](std::size_t i) -> Result<void> {
        Result<MatchLengths> matched = copying_.Match(*domain_, samples[i]);
        if (!matched) return Fail(matched);
        lengths[i] = *std::move(matched);
        if (!checks) return {};
        const Result<Verdict> verdict = domain_->Check(samples[i]);
        if (!verdict) return Fail(verdict);
        valid[i] = verdict->valid ? 1 : 0;
        joint[i] = verdict->valid && LongestRun(lengths[i]) < kLongCopy ? 1 : 0;
        return {};
      });
  if (!done) return done;
  Put("copied_8", CopiedShare(lengths, kShortCopy), metrics);
  Put("copied_16", CopiedShare(lengths, kLongCopy), metrics);
  std::vector<double> runs;
  for (const MatchLengths& each : lengths) {
    runs.push_back(static_cast<double>(LongestRun(each)));
  }
  Put("longest_copy", MeanOf(runs).mean, metrics);
  if (!checks) return {};
  metrics["valid"] = Share(valid);
  metrics["joint_valid"] = Share(joint);
  return {};
}

Result<void> SampleMetrics::AddDomainMetrics(
    std::span<const std::vector<Token>> samples, Metrics& metrics) const {
  const std::vector<TokenSpan> spans(samples.begin(), samples.end());
  const std::vector<MetricInfo>& infos = domain_->metrics();
  for (std::size_t k = 0; k < infos.size(); ++k) {
    const Result<std::vector<double>> values =
        domain_->Metric(k, spans, corpus_, heldout_);
    if (!values) return Fail(values);
    const Estimate estimate = MeanOf(*values);
    if (estimate.n == 0) continue;
    Put(domain_->info().id + "." + infos[k].id, estimate.mean, metrics);
    // Under its published name too: what the published system was judged by.
    if (infos[k].id == kLegacyDistance) {
      Put(kLegacyDistance, estimate.mean, metrics);
    }
  }
  return {};
}

}  // namespace pastiche
