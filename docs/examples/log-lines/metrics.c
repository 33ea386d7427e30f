/* Metrics: what a log is like. Lines that are broken count as far as they go. */
#include <math.h>
#include <stddef.h>

#include "log_lines.h"

enum { kTrouble, kLength, kGap, kMetricCount };

static pst_status Metric(const pst_instance *self, uint32_t index, pst_metric_info *out) {
    static const char *const kTexts[kMetricCount][4] = {
        {"trouble", "Share of lines that warn or tell of an error", "",
         "Lines of the levels warn and error among all; nearer to real logs is better, a copy of the corpus wins it."},
        {"length", "Characters of a line", "characters",
         "Mean length of the lines; nearer to real logs is better, a copy of the corpus wins it."},
        {"gap", "Seconds between lines", "s",
         "Mean time from a line to the next; nearer to real logs is better, a copy of the corpus wins it."}};
    static const double kHi[kMetricCount] = {1, 1e9, 86400};
    (void)self;
    if (index >= kMetricCount) return PST_E_RANGE;
    out->id = kTexts[index][0];
    out->name = kTexts[index][1];
    out->unit = kTexts[index][2];
    out->description = kTexts[index][3];
    out->direction = 0;
    out->scope = PST_SCOPE_SEQUENCE;
    out->flags = 0;
    out->lo = 0;
    out->hi = kHi[index];
    return PST_OK;
}

static double Measure(uint32_t index, const pst_tokens *tokens) {
    double lines = 0, trouble = 0, length = 0, gaps = 0, gap = 0;
    int last = -1, timed = 0;
    uint64_t i;
    LineState line;
    LineBegin(&line);
    for (i = 0; i < tokens->count; ++i) {
        const uint32_t token = tokens->ids[i];
        const int before = line.field;
        if (token == kEnd) break;
        if (!LineTakes(&line, token)) line.unknown = 1;
        if (line.field == kLevel && before == kTime) {
            timed = 1;
            if (last >= 0 && line.seconds >= last) {
                gap += line.seconds - last;
                gaps += 1;
            }
            last = line.seconds;
        }
        if (token != kNewline) continue;
        lines += 1;
        length += line.column;
        if (timed && line.field > kLevel && line.level > 0) trouble += 1;
        timed = 0;
        LineBegin(&line);
    }
    if (index == kGap) return gaps > 0 ? gap / gaps : NAN;
    return lines > 0 ? (index == kTrouble ? trouble : length) / lines : NAN;
}

static pst_status Compute(const pst_instance *self, uint32_t index, const pst_token_set *samples,
                          const pst_token_set *corpus, const pst_token_set *reference, double *out,
                          uint64_t out_count) {
    uint64_t i;
    (void)self, (void)corpus, (void)reference;
    if (index >= kMetricCount || out_count < samples->count) return PST_E_RANGE;
    for (i = 0; i < samples->count; ++i) out[i] = Measure(index, &samples->items[i]);
    return PST_OK;
}

const pst_metrics kMetrics = {sizeof(pst_metrics), kMetricCount, 0, Metric, Compute};
