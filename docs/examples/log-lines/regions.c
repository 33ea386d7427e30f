/* Regions: what people name in a log. `pastiche fill log-lines FILE --level "line 3"`
 * draws the level of line 3 again. */
#include <stddef.h>
#include <stdio.h>

#include "log_lines.h"

enum { kKindCount = 5 }; /* The four fields, and whole lines. */

static const char *Kind(const pst_instance *self, uint32_t index) {
    static const char *const kKinds[kKindCount] = {"time", "level", "program", "message", "line"};
    (void)self;
    return index < kKindCount ? kKinds[index] : NULL;
}

static pst_status Emit(pst_sink *sink, unsigned number, uint64_t begin, uint64_t end) {
    char label[32];
    pst_span run;
    pst_region region;
    if (begin >= end) return PST_OK;
    run.begin = begin;
    run.end = end;
    region.struct_size = sizeof region;
    region.label.data = label;
    region.label.size = (uint64_t)snprintf(label, sizeof label, "line %u", number);
    region.runs = &run;
    region.run_count = 1;
    return sink->region(sink->ctx, &region);
}

static pst_status List(const pst_instance *self, uint32_t kind, const pst_tokens *tokens, pst_sink *sink) {
    uint64_t start = 0, begin = 0, end = 0, i;
    unsigned number = 1;
    int inside = 0;
    LineState line;
    (void)self;
    if (kind >= kKindCount) return PST_E_RANGE;
    LineBegin(&line);
    for (i = 0; i < tokens->count && tokens->ids[i] != kEnd; ++i) {
        const int newline = tokens->ids[i] == kNewline;
        if (!newline && line.field == (int)kind && !line.unknown) {
            /* Without the blank or colon that ends the field. */
            const uint32_t mark = TokenOf(kind == kProgram ? ':' : ' ');
            if (!inside) begin = end = kind == kMessage ? i + 1 : i;
            inside = 1;
            if (kind == kMessage || tokens->ids[i] != mark) end = i + 1;
        }
        if (newline) {
            pst_status status = PST_OK;
            if (kind == kMessage + 1) {
                status = Emit(sink, number, start, i);
            } else if (inside) {
                status = Emit(sink, number, begin, end);
            }
            if (status != PST_OK) return status;
            ++number;
            start = i + 1;
            inside = 0;
            LineBegin(&line);
        } else if (!LineTakes(&line, tokens->ids[i])) {
            line.unknown = 1;
        }
    }
    return PST_OK;
}

const pst_regions kRegions = {sizeof(pst_regions), kKindCount, 0, Kind, List};
