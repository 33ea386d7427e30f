/* Log lines: "06:25:01 warn kernel: out of memory". The parts of the plugin, one file
 * each; every function is told below what it is for. */
#ifndef LOG_LINES_H_
#define LOG_LINES_H_

#include <pastiche/plugin.h>

/* Tokens: 0 is the line end, 1..95 the printable characters of ASCII, 96 the end of
 * the log. */
enum { kNewline = 0, kEnd = 96, kVocabulary = 97 };
static inline uint32_t TokenOf(unsigned char byte) { return byte == '\n' ? kNewline : (uint32_t)(byte - 31); }
static inline char ByteOf(uint32_t token) { return token == kNewline ? '\n' : (char)(token + 31); }
static inline int IsByte(unsigned char byte) { return byte == '\n' || (byte >= ' ' && byte <= '~'); }

/* Where in a line a character stands. */
enum Field { kTime, kLevel, kProgram, kMessage };

/* What is known of a line from its characters so far. */
typedef struct LineState {
    uint32_t column;  /* How many characters. */
    int field;        /* Of the next one. */
    int seconds;      /* Its time of day; known once field > kTime. */
    int level;        /* 0 info, 1 warn, 2 error; known once field > kLevel. */
    int typed;        /* Characters of the field so far. */
    int candidates;   /* Levels that begin with them, one bit each. */
    int digits;       /* The hours or minutes being read. */
    uint64_t line;    /* Hash of all characters, */
    uint64_t source;  /* of level and program. */
    int unknown;      /* A character was PST_TOKEN_UNKNOWN: nothing above but column counts. */
} LineState;

/* line.c: the grammar, one character at a time. */
void LineBegin(LineState *state);
/* Whether `token` may follow; if so, and it does not end the line, takes it. kNewline
 * may follow a message that is not empty. */
int LineTakes(LineState *state, uint32_t token);
/* Whether the token may follow, without taking it. */
int LineAllows(const LineState *state, uint32_t token);

/* Each fills what one extension needs. */
extern const pst_codec kCodec;           /* codec.c */
extern pst_corpus kCorpus;               /* corpus.c; CountTokens() completes it */
extern const pst_context kContext;       /* context.c */
extern const pst_constraint kConstraint; /* constraint.c */
extern const pst_metrics kMetrics;       /* metrics.c */
extern const pst_regions kRegions;       /* regions.c */
extern const pst_recommend kRecommend;   /* recommend.c */

/* codec.c: emits text, which is known to be well-formed, as one document. */
pst_status EmitText(const char *text, uint64_t size, pst_sink *sink);
/* corpus.c: called once, when the plugin is loaded. */
void CountTokens(void);
/* codec.c: an error diagnostic at [begin, end). */
void Report(pst_sink *sink, const char *message, const char *mend, uint64_t begin, uint64_t end);

#endif
