/* Codec: characters are tokens; the end of the log is a token that is not written. */
#include <string.h>

#include "log_lines.h"

static pst_status TokenInfo(const pst_instance *self, uint32_t id, pst_token_info *out) {
    static const char kTexts[] = "\n !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
    static const char kEndText[] = "<end>";
    char c;
    (void)self;
    if (id >= kVocabulary) return PST_E_RANGE;
    out->text.data = id == kEnd ? kEndText : &kTexts[id];
    out->text.size = id == kEnd ? sizeof kEndText - 1 : 1;
    out->flags = id == kEnd ? PST_TOK_END : 0;
    c = kTexts[id == kEnd ? 0 : id];
    out->category = c >= '0' && c <= '9' ? 1u : c >= 'a' && c <= 'z' ? 2u : c >= 'A' && c <= 'Z' ? 3u : 0u;
    return PST_OK;
}

void Report(pst_sink *sink, const char *message, const char *mend, uint64_t begin, uint64_t end) {
    pst_diag diag;
    memset(&diag, 0, sizeof diag);
    diag.struct_size = sizeof diag;
    diag.severity = PST_DIAG_ERROR;
    diag.code = 1;
    diag.begin = begin;
    diag.end = end;
    diag.message.data = message;
    diag.message.size = strlen(message);
    diag.mend.data = mend;
    diag.mend.size = strlen(mend);
    sink->diag(sink->ctx, &diag);
}

pst_status EmitText(const char *text, uint64_t size, pst_sink *sink) {
    uint32_t ids[256];
    pst_source_span where[256];
    uint64_t i, held = 0;
    for (i = 0; i <= size; ++i) {
        const pst_source_span span = {i, i < size ? i + 1 : i, 0, 0};
        ids[held] = i < size ? TokenOf((unsigned char)text[i]) : (uint32_t)kEnd;
        where[held++] = span;
        if (held == 256 || i == size) {
            const pst_status status = sink->tokens(sink->ctx, ids, where, held);
            if (status != PST_OK) return status;
            held = 0;
        }
    }
    return PST_OK;
}

/* Any printable text is encoded, so that `pastiche repair` can mend lines that do not
 * keep the grammar; check() judges. */
static pst_status Encode(const pst_instance *self, const pst_bytes *text, pst_sink *sink) {
    const char *bytes = (const char *)text->data;
    uint64_t i;
    (void)self;
    for (i = 0; i < text->size; ++i) {
        if (IsByte((unsigned char)bytes[i])) continue;
        Report(sink, "only printable ASCII and line ends can stand here", "take the character out", i, i + 1);
        return PST_E_INVALID_INPUT;
    }
    return EmitText(bytes, text->size, sink);
}

static pst_status Decode(const pst_instance *self, const pst_tokens *tokens, pst_sink *sink) {
    char text[256];
    uint64_t i, held = 0;
    (void)self;
    for (i = 0; i < tokens->count; ++i) {
        if (tokens->ids[i] >= kVocabulary) return PST_E_RANGE;
        if (tokens->ids[i] == kEnd) break;
        text[held++] = ByteOf(tokens->ids[i]);
        if (held == sizeof text) {
            const pst_status status = sink->bytes(sink->ctx, text, held);
            if (status != PST_OK) return status;
            held = 0;
        }
    }
    return held == 0 ? PST_OK : sink->bytes(sink->ctx, text, held);
}

const pst_codec kCodec = {sizeof(pst_codec), kVocabulary, 0, TokenInfo, Encode, Decode};
