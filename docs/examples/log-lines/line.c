/* The grammar of one line: HH:MM:SS LEVEL PROGRAM: MESSAGE. */
#include "log_lines.h"

static const char *const kLevels[3] = {"info", "warn", "error"};

static uint64_t Mix(uint64_t hash, uint32_t token) { return (hash ^ (token + 1)) * UINT64_C(0x100000001B3); }

void LineBegin(LineState *state) {
    static const LineState kStart = {0, kTime, 0, 0, 0, 7, 0, UINT64_C(0xCBF29CE484222325),
                                     UINT64_C(0xCBF29CE484222325), 0};
    *state = kStart;
}

/* HH:MM:SS and a blank; the first digit of the hours is 0..2 and so on. */
static int TimeTakes(LineState *state, char c) {
    const int at = state->typed;
    if (at == 8) {
        if (c != ' ') return 0;
        state->field = kLevel;
        state->typed = 0;
        return 1;
    }
    if (at == 2 || at == 5) {
        if (c != ':') return 0;
    } else {
        const int digit = c - '0';
        const int first = at == 0 || at == 3 || at == 6;
        if (digit < 0 || digit > 9) return 0;
        if (first) {
            if (digit > (at == 0 ? 2 : 5)) return 0;
            state->digits = digit;
        } else {
            if (at == 1 && state->digits == 2 && digit > 3) return 0;
            state->seconds = state->seconds * 60 + state->digits * 10 + digit;
        }
    }
    ++state->typed;
    return 1;
}

static int LevelTakes(LineState *state, char c) {
    int left = 0, level;
    for (level = 0; level < 3; ++level) {
        if ((state->candidates >> level & 1) == 0) continue;
        /* typed is at most its length: its '\0' stands for the blank. */
        if (kLevels[level][state->typed] == (c == ' ' ? '\0' : c)) left |= 1 << level;
    }
    if (left == 0) return 0;
    state->candidates = left;
    ++state->typed;
    if (c == ' ') {
        state->level = left == 1 ? 0 : left == 2 ? 1 : 2;
        state->field = kProgram;
        state->typed = 0;
    }
    return 1;
}

/* [a-z][a-z0-9-]*, a colon. The blank after it is the message's first character. */
static int ProgramTakes(LineState *state, char c) {
    const int letter = c >= 'a' && c <= 'z';
    if (c == ':' && state->typed > 0) {
        state->field = kMessage;
        state->typed = 0;
        return 1;
    }
    if (!letter && (state->typed == 0 || !((c >= '0' && c <= '9') || c == '-'))) return 0;
    ++state->typed;
    return 1;
}

/* A blank, then what is not blank to begin with. */
static int MessageTakes(LineState *state, char c) {
    if (state->typed == 0 ? c != ' ' : state->typed == 1 && c == ' ') return 0;
    if (state->typed < 2) ++state->typed;
    return 1;
}

int LineTakes(LineState *state, uint32_t token) {
    const int field = state->field;
    int taken = 1;
    if (token == PST_TOKEN_UNKNOWN) {
        state->unknown = 1;
    } else if (state->unknown) {
        taken = token != kEnd;
    } else if (token == kNewline) {
        taken = field == kMessage && state->typed == 2;
    } else if (token == kEnd) {
        taken = 0;
    } else {
        const char c = ByteOf(token);
        switch (field) {
            case kTime: taken = TimeTakes(state, c); break;
            case kLevel: taken = LevelTakes(state, c); break;
            case kProgram: taken = ProgramTakes(state, c); break;
            default: taken = MessageTakes(state, c); break;
        }
    }
    if (!taken || token == kNewline) return taken;
    ++state->column;
    state->line = Mix(state->line, token);
    if (field == kLevel || field == kProgram) state->source = Mix(state->source, token);
    return 1;
}

int LineAllows(const LineState *state, uint32_t token) {
    LineState copy = *state;
    return LineTakes(&copy, token);
}
