// ABI tables: constraint and metrics.

#include <algorithm>

#include "plugins/terraform/checks.h"
#include "plugins/terraform/completion.h"
#include "plugins/terraform/metrics.h"
#include "plugins/terraform/plugin_tables.h"
#include "plugins/terraform/structure.h"
#include "plugins/terraform/vocabulary.h"

namespace pastiche::terraform {
namespace {

pst_status PST_CALL Allowed(const pst_instance*, const pst_tokens* tokens,
                            std::uint64_t pos, std::uint64_t* bits,
                            std::uint64_t word_count) {
  if (pos > tokens->count || word_count * 64 < kMaxVocabulary) {
    return PST_E_RANGE;
  }
  return pst::Guard(nullptr, [&] {
    StructureCursor cursor;
    for (std::uint64_t i = 0; i < pos; ++i) cursor.Advance(tokens->ids[i]);
    cursor.Allowed({bits, static_cast<std::size_t>(word_count)});
  });
}

void Tell(const pst::Sink& sink, const Hopeless& hopeless) {
  sink.Diag(pst::Error(PST_NO, hopeless.message, hopeless.mend, hopeless.begin,
                       hopeless.end),
            PST_DIAG_ERROR, static_cast<std::int32_t>(FindingCode::kMarks));
}

// The positions of the tokens that spell bytes [begin, end) of a file.
pst_span TokensOf(const std::vector<TokenOrigin>& places, std::size_t file,
                  std::uint32_t begin, std::uint32_t end) {
  const auto f = static_cast<std::uint32_t>(file);
  const auto first = std::partition_point(
      places.begin(), places.end(), [&](const TokenOrigin& place) {
        return place.file < f || (place.file == f && place.end <= begin);
      });
  const auto last =
      std::partition_point(first, places.end(), [&](const TokenOrigin& place) {
        return place.file == f && place.begin < end;
      });
  return {static_cast<std::uint64_t>(first - places.begin()),
          static_cast<std::uint64_t>(last - places.begin())};
}

pst_status PST_CALL Check(const pst_instance*, const pst_tokens* tokens,
                          pst_sink* raw_sink) {
  return pst::Guard(raw_sink, [&]() -> pst_status {
    const pst::Sink sink(raw_sink);
    const DocumentReport document = CheckDocument(View(*tokens));
    const DecodedModule& module = document.module;
    if (document.broken) Tell(sink, *document.broken);
    PlaceNames names(module);
    for (const Finding& finding : document.report.findings) {
      const pst_span span =
          TokensOf(module.places, finding.file, finding.begin, finding.end);
      sink.Diag(
          pst::Error(PST_NO,
                     names.Of(finding.file, finding.begin) + finding.message,
                     finding.mend, span.begin, span.end),
          static_cast<std::int32_t>(finding.severity),
          static_cast<std::int32_t>(finding.code));
    }
    if (document.cut && !document.broken) {
      sink.Diag(
          pst::Error(PST_NO, "the document has no end: judged as a beginning",
                     "", tokens->count, tokens->count),
          PST_DIAG_NOTE);
    }
    return document.valid() ? PST_OK : PST_NO;
  });
}

pst_status PST_CALL PrefixOk(const pst_instance*, const pst_tokens* tokens,
                             pst_sink* raw_sink) {
  return pst::Guard(raw_sink, [&]() -> pst_status {
    const auto hopeless = FindHopeless(View(*tokens));
    if (!hopeless) return PST_OK;
    Tell(pst::Sink(raw_sink), *hopeless);
    return PST_NO;
  });
}

pst_status PST_CALL Complete(const pst_instance*, const pst_tokens* tokens,
                             pst_sink* raw_sink) {
  return pst::Guard(raw_sink, [&] {
    const pst::Sink sink(raw_sink);
    const Completion completion = CompleteModule(View(*tokens));
    if (completion.closed) {
      sink.Diag(pst::Error(PST_OK, "ended what was cut off"), PST_DIAG_NOTE);
    }
    for (const std::string& added : completion.added) {
      sink.Diag(pst::Error(PST_OK, "added a declaration of " + added),
                PST_DIAG_NOTE);
    }
    sink.Tokens(completion.tokens);
  });
}

pst_status PST_CALL DescribeMetric(const pst_instance*, std::uint32_t index,
                                   pst_metric_info* out) {
  if (index >= kMetricCount) return PST_E_RANGE;
  const MetricInfo& info = MetricInfoOf(index);
  *out = {sizeof(pst_metric_info),
          info.id,
          info.name,
          info.unit,
          info.description,
          info.direction,
          PST_SCOPE_SEQUENCE,
          info.gameable ? PST_METRIC_GAMEABLE : 0u,
          0,
          info.lo,
          info.hi};
  return PST_OK;
}

pst_status PST_CALL Compute(const pst_instance*, std::uint32_t index,
                            const pst_token_set* samples, const pst_token_set*,
                            const pst_token_set*, double* out,
                            std::uint64_t out_count) {
  if (index >= kMetricCount || out_count != samples->count) return PST_E_RANGE;
  return pst::Guard(nullptr, [&] {
    for (std::uint64_t i = 0; i < samples->count; ++i) {
      out[i] = ComputeMetric(index, View(samples->items[i]));
    }
  });
}

}  // namespace

const pst_constraint kConstraintTable = {
    sizeof(pst_constraint),
    /*chunk_units=*/6,
    /*repair_units=*/2,     Allowed, Check, PrefixOk, Complete};

const pst_metrics kMetricsTable = {sizeof(pst_metrics), kMetricCount, 0,
                                   DescribeMetric, Compute};

}  // namespace pastiche::terraform
