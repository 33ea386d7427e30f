// What each byte does, in code, strings, heredocs and comments.

#include "plugins/terraform/syntax_tracker_bytes.h"

#include "plugins/terraform/syntax_tracker.h"

namespace pastiche::terraform {

using namespace tracking;  // NOLINT(google-build-using-namespace)

void SyntaxTracker::Advance(std::string_view bytes, Hash header) {
  for (const char c : bytes) {
    if (state_.comment != CommentKind::kNone) {
      Comment(c);
    } else if (kind() == FrameKind::kQuoted) {
      Quoted(c);
    } else if (kind() == FrameKind::kHeredoc) {
      Heredoc(c);
    } else {
      Code(c, header);
    }
  }
}

void SyntaxTracker::AdvanceUnknown() {
  state_.in_word = true;
  state_.word = kUnknownHash;
  if (state_.item.key == 0) state_.item.key = kUnknownHash;
  if (state_.item.first == 0) state_.item.first = kUnknownHash;
  state_.heredoc_start = kNoHeredoc;
  state_.heredoc_line = kLineOther;
  state_.previous = ' ';
  state_.run = 0;
  state_.escape = false;
  state_.certain = false;
  state_.lost = true;
}

void SyntaxTracker::Code(char c, Hash header) {
  if (IsWordByte(c) || (c == '-' && state_.in_word)) {
    if (!state_.in_word && state_.heredoc_start != kNoHeredoc) {
      state_.heredoc_start =
          state_.heredoc_start == kTwoLess || state_.heredoc_start == kMinus
              ? kMarker
              : kNoHeredoc;
    }
    AddToWord(c);
    state_.previous = c;
    return;
  }
  EndWord();
  if (c == '\n') {
    Newline();
    return;
  }
  if (c == '<') {
    state_.heredoc_start =
        state_.heredoc_start == kOneLess ? kTwoLess : kOneLess;
  } else if (c == '-' && state_.heredoc_start == kTwoLess) {
    state_.heredoc_start = kMinus;
  } else if (!(c == '\r' && state_.heredoc_start == kMarker)) {
    state_.heredoc_start = kNoHeredoc;
  }
  CodeSymbol(c, header);
  state_.previous = c;
}

void SyntaxTracker::CodeSymbol(char c, Hash header) {
  switch (c) {
    case '"':
      FindRoot();
      state_.quoted = kWordSeed;
      Push(FrameKind::kQuoted, path(), this->header());
      break;
    case '{':
      FindRoot();
      OpenBrace(header);
      break;
    case '}':
      PopThrough(kind() == FrameKind::kSequence ? FrameKind::kSequence
                                                : FrameKind::kObject,
                 kind() == FrameKind::kSequence ? FrameKind::kSequence
                                                : FrameKind::kBlock);
      break;
    case '[':
      Push(FrameKind::kBracket, path(), this->header());
      break;
    case '(':
      Push(FrameKind::kParen, path(), this->header());
      break;
    case ']':
      PopThrough(FrameKind::kBracket, FrameKind::kBracket);
      break;
    case ')':
      PopThrough(FrameKind::kParen, FrameKind::kParen);
      break;
    case '=':
    case ':':
      if ((state_.item.key == 0 || state_.item.key == kUnknownHash) &&
          (c == '=' || kind() == FrameKind::kObject)) {
        state_.item.key = state_.word1;
      }
      break;
    case ',':
      if (kind() == FrameKind::kObject) EndItem();
      break;
    case '#':
      state_.comment = CommentKind::kLine;
      break;
    case '/':
      if (state_.previous == '/') state_.comment = CommentKind::kLine;
      break;
    case '*':
      if (state_.previous == '/') {
        state_.comment = CommentKind::kBlock;
        state_.run_char = '\0';
      }
      break;
    default:
      break;
  }
}

// In a quoted string or heredoc: does this byte open ${ or %{? Counts the signs
// before it: two of them stand for one.
bool SyntaxTracker::StartsSequence(char c) {
  if (c == '{' && state_.run == 1) return true;
  if (c == '$' || c == '%') {
    const bool same = state_.run > 0 && state_.run_char == c;
    state_.run = static_cast<std::uint8_t>(same ? 2 : 1);
    state_.run_char = c;
  } else {
    state_.run = 0;
  }
  return false;
}

void SyntaxTracker::Quoted(char c) {
  if (IsWordByte(c) || c == '-') {
    AddToWord(c);
  } else {
    EndWord();
  }
  state_.quoted = AddByte(state_.quoted, c);
  if (c == '\n') {
    Newline();
    return;
  }
  if (state_.escape) {
    state_.escape = false;
    return;
  }
  if (c == '\\') {
    state_.escape = true;
    state_.run = 0;
  } else if (c == '"') {
    Pop();
    // Strings before "=" are labels.
    if (state_.item.key == 0) {
      if (state_.item.labels++ == 0) state_.item.label = state_.quoted;
    }
    state_.previous = '"';
  } else if (StartsSequence(c)) {
    Push(FrameKind::kSequence, path(), header());
    state_.previous = '{';
  }
}

void SyntaxTracker::Heredoc(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (IsWordByte(c) || (c == '-' && state_.in_word)) {
    if (state_.heredoc_line == kLineStart) state_.heredoc_line = kLineWord;
    if (state_.heredoc_line == kLineAfterWord) {
      state_.heredoc_line = kLineOther;
    }
    // Might be white space to trim: then the marker is not found here.
    if (byte >= 0x80 && state_.heredoc_line != kLineOther) {
      state_.certain = false;
    }
    AddToWord(c);
    state_.run = 0;
    return;
  }
  EndWord();
  if (c == '\n') {
    const bool closes = (state_.heredoc_line == kLineWord ||
                         state_.heredoc_line == kLineAfterWord) &&
                        frames_[state_.top].marker == state_.word1;
    state_.run = 0;
    state_.heredoc_line = kLineStart;
    if (closes) {
      Pop();
      Newline();
    }
    return;
  }
  const bool space = c == ' ' || (byte >= 9 && byte <= 13);
  if (!space) {
    state_.heredoc_line = kLineOther;
  } else if (state_.heredoc_line == kLineWord) {
    state_.heredoc_line = kLineAfterWord;
  }
  if (StartsSequence(c)) {
    Push(FrameKind::kSequence, path(), header());
    state_.previous = '{';
  }
}

void SyntaxTracker::Comment(char c) {
  if (IsWordByte(c) || (c == '-' && state_.in_word)) {
    AddToWord(c);
  } else {
    EndWord();
  }
  if (state_.comment == CommentKind::kLine) {
    if (c != '\n') return;
    state_.comment = CommentKind::kNone;
    state_.heredoc_start = kNoHeredoc;
    Newline();
    return;
  }
  // run_char is the byte before, inside the comment.
  if (c == '/' && state_.run_char == '*') {
    state_.comment = CommentKind::kNone;
    state_.previous = ' ';
  }
  state_.run_char = c;
}

}  // namespace pastiche::terraform
