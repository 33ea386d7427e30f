/* Constraint: every line keeps the grammar, and time does not run backwards. */
#include <stddef.h>

#include "log_lines.h"

static pst_status Allowed(const pst_instance *self, const pst_tokens *tokens, uint64_t pos, uint64_t *bits,
                          uint64_t word_count) {
    uint64_t start = pos, i;
    uint32_t token;
    int broken = 0;
    LineState line;
    (void)self;
    if (pos > tokens->count || word_count < (kVocabulary + 63) / 64) return PST_E_RANGE;
    while (start > 0 && tokens->ids[start - 1] != kNewline) --start;
    LineBegin(&line);
    for (i = start; i < pos && !broken; ++i) broken = !LineTakes(&line, tokens->ids[i]);
    for (token = 0; token < kVocabulary; ++token) {
        /* After what is wrong already nothing is excluded: check() tells. */
        const int end = token == kEnd && (line.unknown || (start > 0 && start == pos));
        if (broken || end || LineAllows(&line, token)) bits[token / 64] |= UINT64_C(1) << token % 64;
    }
    return PST_OK;
}

/* Reads lines until the end; `whole`: what is there must end with the end token. */
static pst_status Judge(const pst_tokens *tokens, int whole, pst_sink *sink) {
    uint64_t start = 0, i;
    int last = -1;
    LineState line;
    LineBegin(&line);
    for (i = 0; i < tokens->count; ++i) {
        const uint32_t token = tokens->ids[i];
        if (token == kEnd && (line.unknown || (start > 0 && start == i))) {
            if (i + 1 == tokens->count) return PST_OK;
            Report(sink, "something follows the end of the log", "cut it off", i, i + 1);
            return PST_NO;
        }
        if (!LineTakes(&line, token)) {
            Report(sink, "a line reads HH:MM:SS LEVEL PROGRAM: MESSAGE, the level info, warn or error",
                   "write what is expected at this place", i, i + 1);
            return PST_NO;
        }
        if (!line.unknown && line.field == kLevel && line.typed == 0) {
            if (line.seconds < last) {
                Report(sink, "this line is earlier than the one before", "put the lines in order", start, i);
                return PST_NO;
            }
            last = line.seconds;
        }
        if (token == kNewline) {
            start = i + 1;
            LineBegin(&line);
        }
    }
    if (!whole || line.unknown) return PST_OK;
    Report(sink, "the log does not end with a whole line", "end its last line", start, tokens->count);
    return PST_NO;
}

static pst_status Check(const pst_instance *self, const pst_tokens *tokens, pst_sink *sink) {
    (void)self;
    return Judge(tokens, 1, sink);
}
static pst_status PrefixOk(const pst_instance *self, const pst_tokens *tokens, pst_sink *sink) {
    (void)self;
    return Judge(tokens, 0, sink);
}

const pst_constraint kConstraint = {sizeof(pst_constraint), 1, 1, Allowed, Check, PrefixOk, NULL};
