// Constraint: pitch and length in turn, no note across a bar line, whole bars.
// Metrics: leaps, range, rests.

#include <algorithm>
#include <cmath>
#include <limits>

#include "plugin.h"

namespace melody {
namespace {

struct Reading {
  bool length_next = false;
  std::uint32_t step = 0;
  bool step_known = true;
  bool ended = false;

  // Why the token may not stand here; null if it may.
  const char* Refusal(std::uint32_t token) const {
    if (ended) return "something follows the end";
    if (token == PST_TOKEN_UNKNOWN) return nullptr;
    if (length_next) {
      if (!IsLength(token)) return "a pitch wants a length after it";
      if (step_known && step + Sixteenths(token) > kBar) return "this note crosses a bar line";
      return nullptr;
    }
    if (IsLength(token)) return "a length wants a pitch before it";
    if (token == kEnd && step_known && step != 0) return "the last bar is not full";
    return nullptr;
  }
  void Take(std::uint32_t token) {
    if (token == kEnd) {
      ended = true;
    } else if (length_next && token == PST_TOKEN_UNKNOWN) {
      step_known = false;
    } else if (length_next) {
      step = (step + Sixteenths(token)) % kBar;
    }
    length_next = !length_next;
  }
};

pst_status Allowed(const pst_instance*, const pst_tokens* tokens, std::uint64_t pos, std::uint64_t* bits,
                   std::uint64_t word_count) {
  if (pos > tokens->count || word_count < (kVocabulary + 63) / 64) return PST_E_RANGE;
  Reading reading;
  bool broken = false;
  for (std::uint64_t i = 0; i < pos && !broken; ++i) {
    broken = reading.Refusal(tokens->ids[i]) != nullptr;
    if (!broken) reading.Take(tokens->ids[i]);
  }
  for (std::uint32_t token = 0; token < kVocabulary; ++token) {
    // After what is wrong already nothing is excluded: check() tells.
    if (broken || reading.Refusal(token) == nullptr) bits[token / 64] |= std::uint64_t{1} << token % 64;
  }
  return PST_OK;
}

pst_status Judge(const pst_tokens& tokens, bool whole, pst_sink* sink) {
  return pst::Guard(sink, [&]() -> pst_status {
    Reading reading;
    for (std::uint64_t i = 0; i < tokens.count; ++i) {
      if (const char* refusal = reading.Refusal(tokens.ids[i])) {
        pst::Sink(sink).Diag(pst::Error(PST_NO, refusal, "draw this place again", i, i + 1));
        return PST_NO;
      }
      reading.Take(tokens.ids[i]);
    }
    if (!whole || reading.ended || !reading.step_known || (reading.step == 0 && !reading.length_next)) return PST_OK;
    pst::Sink(sink).Diag(pst::Error(PST_NO, "the melody breaks off in a bar", "fill the bar", tokens.count, tokens.count));
    return PST_NO;
  });
}
pst_status Check(const pst_instance*, const pst_tokens* tokens, pst_sink* sink) { return Judge(*tokens, true, sink); }
pst_status PrefixOk(const pst_instance*, const pst_tokens* tokens, pst_sink* sink) {
  return Judge(*tokens, false, sink);
}

struct MetricText {
  const char *id, *name, *unit, *description;
  double hi;
};
constexpr MetricText kTexts[] = {
    {"leap", "Mean leap", "semitones",
     "Mean distance of a note from the one before; nearer to the reference is better, a copy wins it.", 36},
    {"range", "Range", "semitones",
     "From the lowest note to the highest; nearer to the reference is better, a copy wins it.", 36},
    {"rests", "Share of rests", "",
     "Time that is silent; nearer to the reference is better, a copy wins it.", 1}};
constexpr std::uint32_t kMetricCount = sizeof kTexts / sizeof *kTexts;

pst_status Metric(const pst_instance*, std::uint32_t index, pst_metric_info* out) {
  if (index >= kMetricCount) return PST_E_RANGE;
  const MetricText& text = kTexts[index];
  out->id = text.id;
  out->name = text.name;
  out->unit = text.unit;
  out->description = text.description;
  out->direction = 0;
  out->scope = PST_SCOPE_SEQUENCE;
  out->flags = 0;
  out->lo = 0;
  out->hi = text.hi;
  return PST_OK;
}

double Measure(std::uint32_t index, const pst_tokens& tokens) {
  double leaps = 0, leap_count = 0, silent = 0, time = 0;
  std::uint32_t last = kRest, lowest = kPitches, highest = kRest;
  for (std::uint64_t i = 0; i + 1 < tokens.count; i += 2) {
    const std::uint32_t pitch = tokens.ids[i], length = tokens.ids[i + 1];
    if (!IsPitch(pitch) || !IsLength(length)) break;
    time += Sixteenths(length);
    if (pitch == kRest) {
      silent += Sixteenths(length);
      continue;
    }
    if (last != kRest) {
      leaps += std::max(pitch, last) - std::min(pitch, last);
      leap_count += 1;
    }
    last = pitch;
    lowest = std::min(lowest, pitch);
    highest = std::max(highest, pitch);
  }
  const double undefined = std::numeric_limits<double>::quiet_NaN();
  if (index == 0) return leap_count > 0 ? leaps / leap_count : undefined;
  if (index == 1) return highest > kRest ? highest - lowest : undefined;
  return time > 0 ? silent / time : undefined;
}

pst_status Compute(const pst_instance*, std::uint32_t index, const pst_token_set* samples, const pst_token_set*,
                   const pst_token_set*, double* out, std::uint64_t out_count) {
  if (index >= kMetricCount || out_count < samples->count) return PST_E_RANGE;
  for (std::uint64_t i = 0; i < samples->count; ++i) out[i] = Measure(index, samples->items[i]);
  return PST_OK;
}

}  // namespace

const pst_constraint kConstraint = {sizeof(pst_constraint), 1, 1, Allowed, Check, PrefixOk, nullptr};
const pst_metrics kMetrics = {sizeof(pst_metrics), kMetricCount, 0, Metric, Compute};

}  // namespace melody
