// Tables of constraint and metrics: checks.h and metrics.h over the ABI.

#include <array>
#include <vector>

#include "plugins/drums/checks.h"
#include "plugins/drums/metrics.h"
#include "plugins/drums/plugin_tables.h"

namespace pastiche::drums {
namespace {

pst_status Allowed(const pst_instance* self, const pst_tokens* tokens,
                   uint64_t pos, uint64_t* bits, uint64_t word_count) {
  if (word_count == 0 || pos > tokens->count) return PST_E_RANGE;
  bits[0] = AllowedTokens(ToSpan(*tokens), pos, self->levels, self->grid);
  return PST_OK;
}

pst_status CheckDocument(const pst_instance* self, const pst_tokens* tokens,
                         pst_sink* out) {
  return pst::Guard(out, [&]() -> pst_status {
    Findings findings;
    const bool valid = Check(ToSpan(*tokens), findings, self->grid);
    Tell(pst::Sink(out), findings);
    return valid ? PST_OK : PST_NO;
  });
}

pst_status PrefixOk(const pst_instance* self, const pst_tokens* tokens,
                    pst_sink* out) {
  return pst::Guard(out, [&]() -> pst_status {
    Findings findings;
    const bool possible = CanBecomeValid(ToSpan(*tokens), findings, self->grid);
    Tell(pst::Sink(out), findings);
    return possible ? PST_OK : PST_NO;
  });
}

enum Metric : uint32_t {
  kHitsPerBar,
  kSyncopation,
  kSelfSimilarity,
  kCopiedBars,
  kJnc,
  kJsd2,
  kJsdBar,
  kMetricCount,
};

constexpr std::array<pst_metric_info, kMetricCount> kMetrics = {{
    {sizeof(pst_metric_info), "hits_per_bar", "Hits per bar", "hits",
     "How many cells of a bar sound.", 0, PST_SCOPE_SEQUENCE, 0, 0, 0, 216},
    {sizeof(pst_metric_info), "syncopation", "Syncopation", "",
     "Longuet-Higgins and Lee (1984) of kick or snare, per bar.", 0,
     PST_SCOPE_SEQUENCE, 0, 0, 0, 64},
    {sizeof(pst_metric_info), "self_similarity", "Self-similarity of bars", "",
     "Share of hits that neighbouring bars have in common; a loop of one bar "
     "has 1.",
     0, PST_SCOPE_SEQUENCE, 0, 0, 0, 1},
    {sizeof(pst_metric_info), "copied_bars", "Copied bars", "share",
     "Share of bars found note for note in the corpus; noise wins it.", -1,
     PST_SCOPE_SEQUENCE, PST_METRIC_GAMEABLE, 0, 0, 1},
    {sizeof(pst_metric_info), "jnc", "Jointly valid", "share",
     "Passes the check, coheres (self-similarity >= 0.25) and copies at most "
     "one bar; four-on-the-floor wins it.",
     1, PST_SCOPE_SEQUENCE, PST_METRIC_GAMEABLE, 0, 0, 1},
    {sizeof(pst_metric_info), "jsd2", "JSD of two-step patterns", "bits",
     "Jensen-Shannon divergence from the reference; the plagiarist wins it.",
     -1, PST_SCOPE_SET, 0, 0, 0, 1},
    {sizeof(pst_metric_info), "jsd_bar", "JSD of one-bar lanes", "bits",
     "Jensen-Shannon divergence of each instrument's bars from the reference; "
     "the plagiarist wins it.",
     -1, PST_SCOPE_SET, 0, 0, 0, 1},
}};

pst_status MetricAt(const pst_instance*, uint32_t index, pst_metric_info* out) {
  if (index >= kMetricCount) return PST_E_RANGE;
  *out = kMetrics[index];
  return PST_OK;
}

std::vector<TokenSpan> ToSpans(const pst_token_set& set) {
  std::vector<TokenSpan> spans;
  spans.reserve(set.count);
  for (uint64_t i = 0; i < set.count; ++i) {
    spans.push_back(ToSpan(set.items[i]));
  }
  return spans;
}

double ComputeOne(uint32_t index, TokenSpan sample, const BarIndex& corpus,
                  Grid grid) {
  switch (index) {
    case kHitsPerBar:
      return HitsPerBar(sample, grid);
    case kSyncopation:
      return Syncopation(sample, grid);
    case kSelfSimilarity:
      return SelfSimilarity(sample, grid);
    case kCopiedBars:
      return CopiedBars(sample, corpus, grid);
    default:
      return JointlyValid(sample, corpus, grid);
  }
}

pst_status Compute(const pst_instance* self, uint32_t index,
                   const pst_token_set* samples, const pst_token_set* corpus,
                   const pst_token_set* reference, double* out,
                   uint64_t out_count) {
  return pst::Guard(nullptr, [&]() -> pst_status {
    if (index >= kMetricCount) return PST_E_RANGE;
    const bool whole_set = kMetrics[index].scope == PST_SCOPE_SET;
    if (out_count < (whole_set ? 1 : samples->count)) return PST_E_RANGE;
    const auto sample_spans = ToSpans(*samples);
    if (whole_set) {
      const auto reference_spans = ToSpans(*reference);
      out[0] = index == kJsd2 ? TwoStepDivergence(sample_spans, reference_spans)
                              : LaneBarDivergence(sample_spans, reference_spans,
                                                  self->grid);
      return PST_OK;
    }
    const bool looks_up = index == kCopiedBars || index == kJnc;
    const BarIndex bars(looks_up ? ToSpans(*corpus) : std::vector<TokenSpan>(),
                        self->grid);
    for (std::size_t i = 0; i < sample_spans.size(); ++i) {
      out[i] = ComputeOne(index, sample_spans[i], bars, self->grid);
    }
    return PST_OK;
  });
}

}  // namespace

const pst_constraint* ConstraintTable(Grid grid) {
  static constexpr auto kTable = [](Grid each) {
    const auto bar = static_cast<uint32_t>(StepsPerBar(each));
    return pst_constraint{sizeof(pst_constraint),
                          /*chunk_units=*/bar,
                          /*repair_units=*/bar,   Allowed,
                          CheckDocument,          PrefixOk,
                          /*complete=*/nullptr};
  };
  static constexpr pst_constraint kSixteenths = kTable(Grid::kSixteenths);
  static constexpr pst_constraint kTriplets = kTable(Grid::kTriplets);
  return grid == Grid::kSixteenths ? &kSixteenths : &kTriplets;
}

const pst_metrics* MetricsTable() {
  static constexpr pst_metrics kTable = {sizeof(pst_metrics), kMetricCount, 0,
                                         MetricAt, Compute};
  return &kTable;
}

}  // namespace pastiche::drums
