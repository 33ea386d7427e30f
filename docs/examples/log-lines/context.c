/* Context: a character looks at those before it, at the line so far, at who is
 * talking, and at the same column of the line above. A unit is a line. */
#include <stddef.h>

#include "log_lines.h"

enum { kBefore = 12, kAfter = 4, kLine = kBefore + kAfter, kSource, kAbove, kSlots };

static pst_status Slot(const pst_instance *self, uint32_t index, pst_slot_info *out) {
    static const char *const kIds[kSlots] = {"p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9", "p10",
                                             "p11", "p12", "n1", "n2", "n3", "n4", "line", "source", "above"};
    (void)self;
    if (index >= kSlots) return PST_E_RANGE;
    out->id = kIds[index];
    out->family = index < kBefore ? "before" : index < kLine ? "after" : NULL;
    out->delta[0] = index < kBefore ? -(int32_t)index - 1 : index < kLine ? (int32_t)(index - kBefore) + 1 : 0;
    out->flags = index < kBefore || index >= kLine ? PST_SLOT_CAUSAL : 0;
    if (index == kLine || index == kSource) out->flags |= PST_SLOT_SYMBOL;
    return PST_OK;
}

/* Fields are never compared with each other: a digit of a time with one of a message. */
static pst_status Feature(const pst_instance *self, uint32_t index, pst_feature_info *out) {
    (void)self;
    if (index > 0) return PST_E_RANGE;
    out->id = "field";
    out->lo = kTime;
    out->hi = kMessage;
    out->flags = PST_FEATURE_HARD;
    out->period = 0;
    return PST_OK;
}

/* The first position of the line that i is in. */
static uint64_t LineStart(const pst_tokens *tokens, uint64_t i) {
    while (i > 0 && tokens->ids[i - 1] != kNewline) --i;
    return i;
}

static int64_t Symbol(uint64_t hash) { return (int64_t)(hash >> 1); }

static pst_status Describe(const pst_instance *self, uint32_t mode, const pst_tokens *tokens, uint64_t begin,
                           uint64_t end, int64_t *slots, int32_t *features) {
    const int64_t count = (int64_t)tokens->count;
    uint64_t start = LineStart(tokens, begin), previous = start == 0 ? 0 : LineStart(tokens, start - 1), i;
    LineState line;
    (void)self;
    if (mode == PST_MODE_FILL_WRAP) return PST_E_UNSUPPORTED; /* Logs are no loops. */
    if (end > tokens->count + (mode == PST_MODE_CAUSAL ? 1 : 0) || begin > end) return PST_E_RANGE;
    LineBegin(&line);
    for (i = start; i < begin; ++i) {
        if (!LineTakes(&line, tokens->ids[i])) line.unknown = 1;
    }
    for (i = begin; i < end; ++i, slots += kSlots, ++features) {
        int s;
        uint64_t above;
        for (s = 0; s < kBefore; ++s) {
            const int64_t at = (int64_t)i - s - 1;
            slots[s] = at >= 0 ? at : PST_SLOT_OUTSIDE;
        }
        for (s = 0; s < kAfter; ++s) {
            const int64_t at = (int64_t)i + s + 1;
            slots[kBefore + s] = mode == PST_MODE_CAUSAL ? PST_SLOT_UNKNOWN : at < count ? at : PST_SLOT_OUTSIDE;
        }
        slots[kLine] = line.unknown ? PST_SLOT_UNKNOWN : Symbol(line.line);
        slots[kSource] = line.unknown ? PST_SLOT_UNKNOWN : Symbol(line.source);
        above = previous + (i - start);
        slots[kAbove] = start > 0 && above < start ? (int64_t)above : PST_SLOT_OUTSIDE;
        features[0] = line.field;
        if (i == tokens->count) break;
        if (tokens->ids[i] == kNewline) {
            previous = start;
            start = i + 1;
            LineBegin(&line);
        } else if (!LineTakes(&line, tokens->ids[i])) {
            line.unknown = 1;
        }
    }
    return PST_OK;
}

static pst_status Boundary(const pst_instance *self, const pst_tokens *tokens, uint64_t begin, uint64_t end,
                           uint8_t *out) {
    uint64_t i;
    (void)self;
    if (end > tokens->count || begin > end) return PST_E_RANGE;
    for (i = begin; i < end; ++i) out[i - begin] = i == 0 || tokens->ids[i - 1] == kNewline;
    return PST_OK;
}

const pst_context kContext = {sizeof(pst_context), 1, kSlots, 1, 0, 0, 0, Slot, Feature, Describe, NULL, NULL, Boundary, NULL};
