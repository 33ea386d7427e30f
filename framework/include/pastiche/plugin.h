/* The Pastiche plugin ABI: everything a domain plugin and the host say to each
 * other. C99 and later, C++11 and later; depends on the C library headers only.
 *
 * Version 1.0, frozen: what stands here keeps its place and meaning in
 * every 1.x. A plugin compiled for 1.x loads in every 1.y, unless it says that
 * it needs a later host (min_host_minor). For 64-bit machines.
 *
 * Rules, binding on both sides:
 *  R1 Structs that may grow start with struct_size = sizeof(the struct as the
 *     filler was compiled). Fields are only appended, in 8-byte units, without
 *     padding. Read a field that was added after 1.0 only if PST_HAS() it.
 *     Structs marked "frozen" never grow.
 *  R2 Only fixed-width integers, double and pointers cross the boundary. Every
 *     field named reserved is 0.
 *  R3 Nothing is freed across the boundary. Arguments are valid for the call
 *     only. Constants of the plugin (descriptors, tables, strings) stay valid
 *     and unchanged until destroy(), those reached from pst_entry for ever.
 *  R4 Output of variable length goes into a sink, in order, in pieces of any
 *     size. If a sink function does not return PST_OK: stop, return that value.
 *  R5 pst_bytes text is UTF-8 without NUL, not NUL-terminated. `const char *`
 *     is NUL-terminated: ids [a-z0-9][a-z0-9._+-]{0,63}, other text UTF-8.
 *  R6 No exception, longjmp or panic leaves a plugin function. A plugin does
 *     not fork, exit, chdir, print to stdout, or change the locale, signals,
 *     umask or the floating-point environment (so no -ffast-math at the link).
 *  R7 Same arguments => same bytes. No clock, no hidden randomness, no state
 *     between calls that changes an answer. Plugins read no files.
 *  R8 The host calls one instance from one thread at a time. With
 *     PST_F_CONCURRENT it may call functions marked [c] from several at once.
 *  R9 Token sequences are in GENERATION order; the codec chose the
 *     serialisation (a level column by column, say).
 * One file, longer than ours are, so that an author copies one.
 * How to write one: docs/plugin_author_guide.md.                            */
/* Tables are laid out by hand, up to 120 columns. */
/* clang-format off */
#ifndef PASTICHE_PLUGIN_H_
#define PASTICHE_PLUGIN_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PST_ABI_MAJOR 1u
#define PST_ABI_MINOR 0u

#if defined(_WIN32)
#define PST_EXPORT __declspec(dllexport)
#define PST_CALL __cdecl
#else
#define PST_EXPORT __attribute__((visibility("default")))
#define PST_CALL
#endif

/* True if the struct that p points to has field f, and f is not 0. */
#define PST_HAS(p, T, f) \
    ((p)->struct_size >= offsetof(T, f) + sizeof((p)->f) && (p)->f != 0)

/* ---- status ------------------------------------------------------------ */

/* 0 or 1 = answered; negative = failed. An unknown negative value is treated
 * as PST_E_INTERNAL, a positive one where "no" makes no sense likewise.     */
typedef int32_t pst_status;
#define PST_OK 0
#define PST_NO 1                 /* asked a yes/no question: the answer is no */
#define PST_E_INTERNAL (-1)      /* a bug; the host discards the instance */
#define PST_E_INVALID_INPUT (-2) /* the data is at fault; at least one diag */
#define PST_E_UNSUPPORTED (-3)
#define PST_E_NO_MEMORY (-4)
#define PST_E_CANCELLED (-5)     /* a sink said: stop */
#define PST_E_LIMIT (-6)         /* a sink said: too much */
#define PST_E_RANGE (-7)         /* an index, id or size argument is too large */

/* ---- values ------------------------------------------------------------ */

typedef struct pst_bytes { /* frozen */
    const void *data;      /* may be NULL if size is 0 */
    uint64_t size;
} pst_bytes;

typedef struct pst_tokens { /* frozen */
    const uint32_t *ids;    /* 0..vocab_size-1, or PST_TOKEN_UNKNOWN where said */
    uint64_t count;
} pst_tokens;

/* A place not yet generated. In the tokens given to context, constraint,
 * regions and cursor, and in what canvas() emits; nowhere else.             */
#define PST_TOKEN_UNKNOWN 0xFFFFFFFFu

typedef struct pst_token_set { /* frozen */
    const pst_tokens *items;
    uint64_t count;
} pst_token_set;

typedef struct pst_span { /* frozen; [begin, end) */
    uint64_t begin, end;
} pst_span;

typedef struct pst_source_span { /* frozen; where in the input a token stood */
    uint64_t begin, end;         /* bytes, [begin, end) */
    uint32_t file;               /* index into import's files; 0 in encode */
    uint32_t reserved;
} pst_source_span;

typedef struct pst_file { /* frozen */
    pst_bytes name;       /* last part of the path, e.g. "1-1.txt" */
    pst_bytes content;
} pst_file;

/* One problem. What, where, and how to mend it. */
typedef struct pst_diag {
    uint64_t struct_size;
    int32_t severity; /* PST_DIAG_* */
    int32_t code;     /* the plugin's own, stable number for this problem */
    uint64_t begin;   /* encode, import: bytes. check, prefix_ok: positions. */
    uint64_t end;     /* [begin, end); begin == end where there is no extent */
    uint32_t file;    /* import: index of the file */
    uint32_t reserved;
    pst_bytes message; /* "row 3 has 99 tiles, the others have 100" */
    pst_bytes mend;    /* "pad or cut row 3"; may be empty */
} pst_diag;
#define PST_DIAG_NOTE 0
#define PST_DIAG_WARNING 1
#define PST_DIAG_ERROR 2

/* What a document is called, whose it is, and what it belongs to. */
typedef struct pst_document_info {
    uint64_t struct_size;
    pst_bytes name;    /* not empty, unique in the corpus */
    pst_bytes license; /* corpus: required (SPDX id where there is one) */
    pst_bytes group;   /* documents left out together; empty = its own name */
} pst_document_info;

/* A document handed to the plugin. */
typedef struct pst_document {
    uint64_t struct_size;
    pst_bytes name;
    pst_tokens tokens;
    const double *payload; /* (tokens.count, channel_count) or NULL */
} pst_document;

/* A named part of a document: positions that belong together. */
typedef struct pst_region {
    uint64_t struct_size;
    pst_bytes label;      /* "kick", "column 17", "resource aws_vpc.main" */
    const pst_span *runs; /* ascending, disjoint position ranges */
    uint64_t run_count;
} pst_region;

/* ---- what the host gives ------------------------------------------------ */

/* Host-owned outputs. A function's comment names the ones it may use; the
 * others return PST_E_UNSUPPORTED. Quotas, UTF-8, token ids and cancelling are
 * checked inside. No pointer here is ever NULL.                             */
typedef struct pst_sink {
    uint64_t struct_size;
    void *ctx;
    pst_status (PST_CALL *bytes)(void *ctx, const void *data, uint64_t size);
    /* where: count spans, or NULL for tokens that stand nowhere in the input */
    pst_status (PST_CALL *tokens)(void *ctx, const uint32_t *ids, const pst_source_span *where, uint64_t count);
    /* numbers for the tokens given so far: call it after tokens(), channel_count values per token */
    pst_status (PST_CALL *payload)(void *ctx, const double *values, uint64_t count);
    pst_status (PST_CALL *next_document)(void *ctx, const pst_document_info *info);
    /* export of several files: what follows goes to the file of this name */
    pst_status (PST_CALL *next_file)(void *ctx, const pst_bytes *name);
    pst_status (PST_CALL *region)(void *ctx, const pst_region *region);
    pst_status (PST_CALL *diag)(void *ctx, const pst_diag *diag);
    pst_status (PST_CALL *progress)(void *ctx, double fraction); /* 0..1; any call may answer PST_E_CANCELLED */
} pst_sink;

/* Host services; valid from init() to deinit(). */
typedef struct pst_host {
    uint64_t struct_size;
    uint32_t abi_major, abi_minor;
    void *ctx;
    const char *name, *version;
    void (PST_CALL *log)(void *ctx, int32_t severity, const pst_bytes *message); /* [any thread] PST_DIAG_* */
    const void *(PST_CALL *service)(void *ctx, const char *id);                  /* [any thread] NULL = absent */
} pst_host;

/* ---- plugin, domain, instance ------------------------------------------- */

typedef struct pst_domain_info {
    uint64_t struct_size;
    const char *id;          /* the short name users type: [a-z][a-z0-9-]{1,31} */
    const char *name;        /* "Super Mario levels" */
    const char *version;     /* of the plugin: "1.2.0" */
    const char *vendor;      /* who made it */
    const char *license;     /* of the plugin's code (SPDX) */
    const char *description; /* one sentence */
    uint64_t flags;          /* PST_F_* */
    uint64_t content_hash;   /* changes when vocabulary, codec, context or corpus change */
} pst_domain_info;
#define PST_F_CONCURRENT 1u /* functions marked [c] may run at the same time */

typedef struct pst_instance pst_instance; /* the plugin's own */

typedef struct pst_domain {
    uint64_t struct_size;
    const pst_domain_info *info;
    /* options: JSON object, see pst_options; "{}" = defaults. Uses sink.diag. On PST_OK *out is not NULL. */
    pst_status (PST_CALL *create)(const pst_host *host, const pst_bytes *options, pst_sink *sink, pst_instance **out);
    void (PST_CALL *destroy)(pst_instance *self);
    /* the extension's table (pst_codec, ...) for this instance; NULL = not provided */
    const void *(PST_CALL *extension)(const pst_instance *self, const char *id); /* [c] */
} pst_domain;

typedef struct pst_entry {
    uint64_t struct_size;
    uint32_t abi_major, abi_minor; /* PST_ABI_*: what the plugin was compiled with */
    uint32_t min_host_minor;       /* the oldest host minor it can work with */
    uint32_t domain_count;         /* >= 1 */
    pst_status (PST_CALL *init)(const pst_host *host); /* fast, no I/O; once per process */
    void (PST_CALL *deinit)(void);
    const pst_domain *(PST_CALL *domain)(uint32_t index); /* NULL = out of range */
} pst_entry;

/* The one exported symbol of a plugin. Returns a constant. */
PST_EXPORT const pst_entry *PST_CALL pst_entry_v1(void);

/* ---- codec (required): text <-> tokens ----------------------------------- */

#define PST_EXT_CODEC "pastiche.codec/1"
typedef struct pst_token_info {
    uint64_t struct_size;
    pst_bytes text;    /* how a person writes it; not empty */
    uint32_t flags;    /* PST_TOK_* */
    uint32_t category; /* tokens of one kind share it; free otherwise */
} pst_token_info;
#define PST_TOK_END 1u /* ends a document of open length; at most one such token */

typedef struct pst_codec {
    uint64_t struct_size;
    uint32_t vocab_size; /* 1..2^20; ids are 0..vocab_size-1 */
    uint32_t reserved;
    pst_status (PST_CALL *token_info)(const pst_instance *self, uint32_t id, pst_token_info *out); /* [c] */
    /* One document. Uses sink.tokens, .diag, .progress. */
    pst_status (PST_CALL *encode)(const pst_instance *self, const pst_bytes *text, pst_sink *sink); /* [c] */
    /* The canonical text: decode(encode(x)) == x for every x that decode made. Uses sink.bytes, .diag. */
    pst_status (PST_CALL *decode)(const pst_instance *self, const pst_tokens *tokens, pst_sink *sink); /* [c] */
} pst_codec;

/* ---- corpus (required): the examples that are the model ------------------- */

#define PST_EXT_CORPUS "pastiche.corpus/1"
typedef struct pst_corpus {
    uint64_t struct_size;
    uint64_t document_count;
    uint64_t total_tokens; /* a hint */
    /* Uses sink.next_document (once, first), .tokens, .payload. */
    pst_status (PST_CALL *document)(const pst_instance *self, uint64_t index, pst_sink *sink); /* [c] */
} pst_corpus;

/* ---- context: where each position looks ----------------------------------- */

#define PST_EXT_CONTEXT "pastiche.context/1" /* absent = a plain sequence, slots p1..p8 and n1..n8 */
/* What describe() puts in a slot that has no index or symbol. */
#define PST_SLOT_OUTSIDE (-1) /* beyond the document's edge: compared as a symbol of its own, PAD */
#define PST_SLOT_UNKNOWN (-2) /* nothing known: contributes nothing */

typedef struct pst_slot_info { /* one thing a position looks at: "row below, same column" */
    uint64_t struct_size;
    const char *id;     /* unique */
    const char *family; /* slots weighted alike may share it; NULL = none */
    int32_t delta[4];   /* displacement along the domain's axes; 0 beyond axis_count */
    uint32_t flags;     /* PST_SLOT_* flags */
    uint32_t reserved;
} pst_slot_info;
#define PST_SLOT_CAUSAL 1u /* only ever refers to earlier positions */
#define PST_SLOT_SYMBOL 2u /* describe() gives a symbol >= 0 to compare (a hash of the line so far), not a position */

typedef struct pst_feature_info { /* a small absolute number: row, step in the bar */
    uint64_t struct_size;
    const char *id;  /* unique */
    int32_t lo, hi;  /* values lie in [lo, hi]; hi - lo < 1024 */
    uint32_t flags;  /* PST_FEATURE_* */
    uint32_t period; /* values that differ by it are the same phase; 0 = none */
} pst_feature_info;
#define PST_FEATURE_HARD 1u /* positions that differ in it are never compared */

#define PST_MODE_CAUSAL 0u    /* left to right: only earlier positions are known */
#define PST_MODE_FILL 1u      /* any order: tokens hold PST_TOKEN_UNKNOWN where nothing is known */
#define PST_MODE_FILL_WRAP 2u /* as FILL, and the document is a loop */

typedef struct pst_context {
    uint64_t struct_size;
    uint32_t axis_count;    /* 0..4 */
    uint32_t slot_count;    /* 1..4096 */
    uint32_t feature_count; /* 0..8 */
    uint32_t unit_length;   /* tokens per column, step...; 0 = varies, see boundary; 1 = no units */
    uint32_t flags;         /* PST_CTX_* */
    uint32_t reserved;
    pst_status (PST_CALL *slot)(const pst_instance *self, uint32_t index, pst_slot_info *out);       /* [c] */
    pst_status (PST_CALL *feature)(const pst_instance *self, uint32_t index, pst_feature_info *out); /* [c] NULL if feature_count is 0 */
    /* For positions [begin, end), end <= count + 1 in PST_MODE_CAUSAL (count = the next token), else end <= count:
     *   slots[(i - begin) * slot_count + s]       = an index into tokens (any mode; earlier than i in CAUSAL), a symbol
     *                                               (PST_SLOT_SYMBOL), PST_SLOT_OUTSIDE or PST_SLOT_UNKNOWN;
     *   features[(i - begin) * feature_count + f] = a number in [lo, hi].
     * In CAUSAL mode the answer for i depends on tokens[0, i) only. A slot that refers to a place whose token is
     * unknown still gives its index. Arrays are the host's, filled completely on PST_OK. */
    pst_status (PST_CALL *describe)(const pst_instance *self, uint32_t mode, const pst_tokens *tokens, uint64_t begin,
                                    uint64_t end, int64_t *slots, int32_t *features); /* [c] */
    /* How unlike two tokens are in a slot: finite, >= 0, 0 when equal, symmetric. PST_TOKEN_PAD stands for OUTSIDE.
     * NULL = 1 wherever they differ. The host tabulates it once. Slots of symbols do not use it. */
    double (PST_CALL *mismatch)(const pst_instance *self, uint32_t slot, uint32_t a, uint32_t b); /* [c] */
    /* How far apart two feature values are: finite, >= 0. NULL = |a - b|, around the period if there is one. */
    double (PST_CALL *feature_distance)(const pst_instance *self, uint32_t feature, int32_t a, int32_t b); /* [c] */
    /* out[i - begin] = 1 where position i starts a unit. Required if unit_length is 0, else NULL. */
    pst_status (PST_CALL *boundary)(const pst_instance *self, const pst_tokens *tokens, uint64_t begin, uint64_t end,
                                    uint8_t *out); /* [c] */
    /* options: JSON, see pst_options, e.g. {"columns":50}: a document of unknown tokens, to be generated or filled.
     * PST_E_UNSUPPORTED (or NULL) = open length, ended by the END token or the host's limit. Uses sink.tokens, .diag. */
    pst_status (PST_CALL *canvas)(const pst_instance *self, const pst_bytes *options, pst_sink *sink); /* [c] */
} pst_context;
#define PST_TOKEN_PAD 0xFFFFFFFEu  /* only in mismatch() */
#define PST_CTX_KEY_PER_UNIT 1u    /* the positions of a unit see the same slots outside it; inside, the chain rule */
#define PST_CTX_WRAPS_BY_DEFAULT 2u /* documents are loops: fill uses PST_MODE_FILL_WRAP unless told otherwise */

/* ---- cursor: context and constraint of a growing document, O(1) per token -- */

#define PST_EXT_CURSOR "pastiche.cursor/1" /* optional; must agree with the stateless calls in PST_MODE_CAUSAL */
typedef struct pst_cursor pst_cursor;      /* the plugin's own; used by one thread at a time */
typedef struct pst_cursor_table {
    uint64_t struct_size;
    pst_status (PST_CALL *open)(const pst_instance *self, pst_cursor **out); /* [c] an empty document */
    pst_status (PST_CALL *advance)(pst_cursor *cursor, uint32_t token);
    pst_status (PST_CALL *rewind)(pst_cursor *cursor, uint64_t count); /* take the last count tokens back; PST_E_RANGE */
    pst_status (PST_CALL *describe)(const pst_cursor *cursor, int64_t *slots, int32_t *features); /* the next token; NULL without context */
    pst_status (PST_CALL *allowed)(const pst_cursor *cursor, uint64_t *bits, uint64_t word_count); /* NULL without constraint */
    void (PST_CALL *close)(pst_cursor *cursor);
} pst_cursor_table;

/* ---- constraint: what a valid document is ---------------------------------- */

#define PST_EXT_CONSTRAINT "pastiche.constraint/1"
typedef struct pst_constraint {
    uint64_t struct_size;
    uint32_t chunk_units;  /* how many units to generate between two prefix_ok; 0 = 1 */
    uint32_t repair_units; /* how many units around a fault to refill; 0 = chunk_units */
    /* Sets the bit of each token that may stand at pos (bits start as 0; word_count = ceil(vocab_size / 64)). Sound: a
     * token that occurs there in any valid completion is allowed. pos == count = the next token. NULL = all. */
    pst_status (PST_CALL *allowed)(const pst_instance *self, const pst_tokens *tokens, uint64_t pos, uint64_t *bits,
                                   uint64_t word_count); /* [c] */
    /* PST_OK valid, PST_NO not: then at least one error diag, with positions. Warnings do not make it invalid. */
    pst_status (PST_CALL *check)(const pst_instance *self, const pst_tokens *tokens, pst_sink *sink); /* [c] */
    /* PST_OK this beginning can still become valid, PST_NO it cannot (diag says why). NULL = always. */
    pst_status (PST_CALL *prefix_ok)(const pst_instance *self, const pst_tokens *tokens, pst_sink *sink); /* [c] */
    /* The document with what it lacks to stand (a missing declaration) added. Uses sink.tokens, .diag. NULL = as is. */
    pst_status (PST_CALL *complete)(const pst_instance *self, const pst_tokens *tokens, pst_sink *sink); /* [c] */
} pst_constraint;

/* ---- metrics ----------------------------------------------------------------- */

#define PST_EXT_METRICS "pastiche.metrics/1"
typedef struct pst_metric_info {
    uint64_t struct_size;
    const char *id;          /* shown as <domain>.<id> */
    const char *name, *unit; /* unit may be "" */
    const char *description; /* one sentence: what it measures and which control wins it */
    int32_t direction;       /* -1 lower is better, +1 higher, 0 nearer to the reference's value */
    uint32_t scope;          /* PST_SCOPE_* */
    uint32_t flags;          /* PST_METRIC_* */
    uint32_t reserved;
    double lo, hi;           /* every value lies in [lo, hi]; infinities allowed here only */
} pst_metric_info;
#define PST_SCOPE_SEQUENCE 0u  /* one number per sample */
#define PST_SCOPE_SET 1u       /* one number for all samples together */
#define PST_METRIC_GAMEABLE 1u /* a degenerate sample wins it: shown, never used to rank */

typedef struct pst_metrics {
    uint64_t struct_size;
    uint32_t metric_count, reserved;
    pst_status (PST_CALL *metric)(const pst_instance *self, uint32_t index, pst_metric_info *out); /* [c] */
    /* out: samples->count values (SEQUENCE) or 1 (SET), finite, or NaN = undefined. corpus: the memory in use;
     * reference: held-out documents, what samples should be like (may be empty). Divergences are against reference. */
    pst_status (PST_CALL *compute)(const pst_instance *self, uint32_t index, const pst_token_set *samples,
                                   const pst_token_set *corpus, const pst_token_set *reference, double *out,
                                   uint64_t out_count); /* [c] */
} pst_metrics;

/* ---- formats: the files people have -------------------------------------------- */

#define PST_EXT_FORMATS "pastiche.formats/1"
typedef struct pst_format_info {
    uint64_t struct_size;
    const char *id;         /* "text", "midi": what --format takes */
    const char *name;       /* "Standard MIDI File" */
    const char *media_type; /* "audio/midi" */
    const char *extension;  /* without dot: "mid" */
    uint64_t flags;         /* PST_FORMAT_* */
} pst_format_info;
#define PST_FORMAT_EXPORT 1u   /* render() makes it */
#define PST_FORMAT_IMPORT 2u   /* import_files() reads it */
#define PST_FORMAT_PREVIEW 4u  /* meant to be looked at on a terminal */
#define PST_FORMAT_TEXT 8u     /* UTF-8 */
#define PST_FORMAT_ANSI 16u    /* has colour escape sequences: for terminals only */
#define PST_FORMAT_PROJECT 32u /* all files given together are one document */

typedef struct pst_formats {
    uint64_t struct_size;
    uint32_t format_count, reserved; /* the first EXPORT format is the default */
    pst_status (PST_CALL *format)(const pst_instance *self, uint32_t index, pst_format_info *out); /* [c] */
    /* options: JSON, see pst_options, e.g. {"width":120}. Uses sink.bytes, .next_file (several files), .diag. */
    pst_status (PST_CALL *render)(const pst_instance *self, uint32_t index, const pst_document *document,
                                  const pst_bytes *options, pst_sink *sink); /* [c] */
    /* Uses sink.next_document, .tokens (with where), .payload, .diag, .progress. License may be empty here. */
    pst_status (PST_CALL *import_files)(const pst_instance *self, uint32_t index, const pst_file *files,
                                        uint64_t file_count, const pst_bytes *options, pst_sink *sink); /* [c] */
} pst_formats;

/* ---- regions: the parts of a document people name -------------------------------- */

#define PST_EXT_REGIONS "pastiche.regions/1"
typedef struct pst_regions {
    uint64_t struct_size;
    uint32_t kind_count, reserved;
    const char *(PST_CALL *kind)(const pst_instance *self, uint32_t index); /* [c] id: "lane", "column", "value"; NULL = out of range */
    /* Every region of that kind, in order. Uses sink.region. */
    pst_status (PST_CALL *list)(const pst_instance *self, uint32_t kind, const pst_tokens *tokens, pst_sink *sink); /* [c] */
} pst_regions;

/* ---- payload: numbers that travel with tokens -------------------------------------- */

#define PST_EXT_PAYLOAD "pastiche.payload/1" /* velocity, micro-timing: given back with the token by retrieval */
typedef struct pst_channel_info {
    uint64_t struct_size;
    const char *id, *unit;
    double lo, hi, initial; /* finite; initial is used where nothing is known */
} pst_channel_info;
typedef struct pst_payload {
    uint64_t struct_size;
    uint32_t channel_count, reserved; /* 1..16 */
    pst_status (PST_CALL *channel)(const pst_instance *self, uint32_t index, pst_channel_info *out); /* [c] */
} pst_payload;

/* ---- options: what create, canvas, render and import take -------------------------- */

#define PST_EXT_OPTIONS "pastiche.options/1"
typedef struct pst_option_info {
    uint64_t struct_size;
    const char *id;          /* the JSON key, and the k of --option k=v */
    const char *description; /* one sentence */
    const char *initial;     /* JSON of the default: "50", "true", "\"4-4\"" */
    double lo, hi;           /* for numbers; lo > hi = no limit */
    uint32_t type;           /* PST_TYPE_* */
    uint32_t scope;          /* PST_FOR_*, or-ed */
} pst_option_info;
#define PST_TYPE_INTEGER 0u
#define PST_TYPE_NUMBER 1u
#define PST_TYPE_BOOLEAN 2u
#define PST_TYPE_STRING 3u
#define PST_FOR_CREATE 1u
#define PST_FOR_CANVAS 2u
#define PST_FOR_RENDER 4u
#define PST_FOR_IMPORT 8u
typedef struct pst_options {
    uint64_t struct_size;
    uint32_t option_count, reserved;
    /* self is NULL: options are known before an instance exists */
    pst_status (PST_CALL *option)(uint32_t index, pst_option_info *out); /* [c] */
} pst_options;
/* A domain that has options answers extension(NULL, PST_EXT_OPTIONS). */

/* ---- recommend: settings the plugin's author measured -------------------------------- */

/* json() writes one object; the host validates and clamps it and prints where it came from.
 * {"schema":"pastiche.recommend/1",
 *  "ar":USE, "ar-cache":USE, "fill":USE,           left to right without / with the own-prefix cache; any order
 *  "sample":USE,                                   optional: for generating left to right; default "ar"
 *  "sampling":{"score_scale":1.5,                  scores x this, 0.1..10   } memory is sharpened when sampling,
 *              "c_scale":0.04,                     c x this, 1e-4..10       } not when scoring
 *              "own":-0.7,                         optional: sample with the cache and this bonus, -10..10 nats
 *              "copy_guard":8,                     units; 0 = off
 *              "temperature":1,"top_k":0,"top_p":1},  of the output, as --temperature, --top-k, --top-p; default off
 *  "provenance":{...}}                             optional: where the numbers come from, for people; `tune` writes it
 * USE  = {"heads":[HEAD,...],                      coarse first; 1..8 of them
 *         "base":["row"],                          features that condition the unigram under the chain; default all
 *         "mixture":{"share":0.02,                 optional: Bayes mixture of the chain with the n-gram and,
 *                    "nested":true,"orders":true}} if true, that over the nearest slots; a mix of orders; default false
 * HEAD = {"name":"M", "c":0.296, "e":4,            sink lambda = c (0.2 + e sum n/(n+1)); c 1e-6..1e6, e 0..1e3
 *         "decay":{"a":20.8,"scale":[1.62,0.46],   slot weight a exp(-|delta/scale|), dropped below minimum
 *                  "minimum":0.03,"slots":["left"]},  "slots" optional: only these ids or families
 *         "weights":{"p1":4.4,"line":0.85},        explicit nats by slot id or family; wins over decay
 *         "features":{"row":{"rho":0.13,           cost rho x feature_distance
 *                            "radius":13,          beyond this distance never compared (default: no limit)
 *                            "stride":8}},         compared only if equal modulo stride (default: no gate)
 *         "gate":"p1",                             optional: only positions equal in this slot are compared
 *         "own":3.5,                               bonus in nats for the document's own positions (cache)
 *         "known":[0,0.3]}                         fill: asked only while this share of the other places is known, from
 *                                                  (included) to (not, but 1 is); default [0,1]  */
#define PST_EXT_RECOMMEND "pastiche.recommend/1"
typedef struct pst_recommend {
    uint64_t struct_size;
    pst_status (PST_CALL *json)(const pst_instance *self, pst_sink *sink); /* [c] uses sink.bytes */
} pst_recommend;

#ifdef __cplusplus
}
#endif
#endif /* PASTICHE_PLUGIN_H_ */
