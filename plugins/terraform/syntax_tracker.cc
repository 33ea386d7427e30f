#include "plugins/terraform/syntax_tracker.h"

#include <algorithm>

namespace pastiche::terraform {
namespace {

constexpr Hash kWordSeed = 0xcbf29ce484222325u;

// Progress through "<<-EOT".
constexpr std::uint8_t kNoHeredoc = 0;
constexpr std::uint8_t kOneLess = 1;
constexpr std::uint8_t kTwoLess = 2;
constexpr std::uint8_t kMinus = 3;
constexpr std::uint8_t kMarker = 4;

// A line inside a heredoc, as a candidate for the closing marker.
constexpr std::uint8_t kLineStart = 0;
constexpr std::uint8_t kLineWord = 1;
constexpr std::uint8_t kLineAfterWord = 2;
constexpr std::uint8_t kLineOther = 3;

bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// FNV-1a, so that a word can be hashed byte by byte.
Hash AddByte(Hash hash, char c) {
  if (hash == kUnknownHash) return hash;
  hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash == kUnknownHash ? 1 : hash;
}

Hash HashWord(std::string_view word) {
  Hash hash = kWordSeed;
  for (const char c : word) hash = AddByte(hash, c);
  return hash;
}

// Blocks that stand only at the top of a file.
bool IsTopLevelType(Hash word) {
  static const std::vector<Hash> types = [] {
    std::vector<Hash> hashes;
    for (const char* type : {"resource", "data", "variable", "output", "module",
                             "locals", "terraform"}) {
      hashes.push_back(HashWord(type));
    }
    return hashes;
  }();
  return std::find(types.begin(), types.end(), word) != types.end();
}

}  // namespace

Hash MixHash(Hash hash, Hash value) {
  if (hash == kUnknownHash || value == kUnknownHash) return kUnknownHash;
  // The finaliser of SplitMix64.
  Hash z = hash * 0x9e3779b97f4a7c15u + value + 0x632be59bd9b4e019u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  z ^= z >> 31;
  return z == kUnknownHash || z == 0 ? 1 : z;
}

SyntaxTracker::SyntaxTracker() {
  frames_.push_back({FrameKind::kRoot, 0, 0, 0, 0, {}});
  state_ = {};
  state_.frame_count = 1;
  state_.certain = true;
}

void SyntaxTracker::Restore(const State& state) {
  frames_.resize(state.frame_count);
  state_ = state;
}

void SyntaxTracker::Reset() {
  const State before = state_;
  state_ = {};
  state_.frame_count = before.frame_count;
  state_.word1 = before.word1;
  state_.word2 = before.word2;
  state_.certain = true;
}

void SyntaxTracker::Push(FrameKind kind, Hash path, Hash header) {
  frames_.push_back({kind, state_.top, path, header, 0, state_.item});
  state_.top = state_.frame_count++;
  ++state_.depth;
  state_.item = {};
}

void SyntaxTracker::Pop() {
  const Frame& frame = frames_[state_.top];
  state_.item = frame.outer;
  state_.top = frame.parent;
  --state_.depth;
  // What follows a sequence on its line cannot be a closing marker.
  if (kind() == FrameKind::kHeredoc) state_.heredoc_line = kLineOther;
  state_.run = 0;
  state_.escape = false;
}

// Pops up to and with the next frame of either kind. Where there is none
// nearby, the closing bracket is stray and nothing happens.
void SyntaxTracker::PopThrough(FrameKind kind, FrameKind other) {
  constexpr std::uint32_t kNearby = 8;
  std::uint32_t at = state_.top;
  std::uint32_t count = 1;
  while (frames_[at].kind != kind && frames_[at].kind != other) {
    if (frames_[at].kind == FrameKind::kRoot || count == kNearby) return;
    at = frames_[at].parent;
    ++count;
  }
  for (; count > 0; --count) Pop();
}

void SyntaxTracker::AddToWord(char c) {
  if (!state_.in_word) state_.word = kWordSeed;
  state_.in_word = true;
  state_.word = AddByte(state_.word, c);
}

void SyntaxTracker::EndWord() {
  if (!state_.in_word) return;
  state_.in_word = false;
  state_.word2 = state_.word1;
  state_.word1 = state_.word;
  if (state_.item.first == 0 && state_.comment == CommentKind::kNone) {
    state_.item.first = state_.word;
  }
}

void SyntaxTracker::EndItem() {
  Item& item = state_.item;
  const Hash name = item.key != 0 ? item.key : item.first;
  if (name != 0) {
    item.sibling2 = item.sibling1;
    item.sibling1 = name;
  }
  item.first = item.label = item.key = 0;
  item.labels = 0;
}

// Where something unknown may have hidden closing brackets, the first words of
// a top-level block tell that we are at the root again.
void SyntaxTracker::FindRoot() {
  if (!state_.lost || state_.depth == 0) return;
  if (!IsTopLevelType(state_.item.first) || state_.item.labels > 0) return;
  const Hash first = state_.item.first;
  while (state_.depth > 0) Pop();
  EndItem();
  state_.item.first = first;
}

void SyntaxTracker::OpenBrace(Hash header) {
  const FrameKind around = kind();
  const bool body = around == FrameKind::kRoot || around == FrameKind::kBlock;
  if (body && (state_.item.key == 0 || state_.item.key == kUnknownHash) &&
      state_.item.first != 0) {
    Hash type = state_.item.first;
    // A resource is told by its type, a variable not by its name.
    if (state_.item.labels > 1) type = MixHash(type, state_.item.label);
    Push(FrameKind::kBlock, MixHash(path(), type), header);
    return;
  }
  Push(FrameKind::kObject, MixHash(path(), state_.item.key), this->header());
}

void SyntaxTracker::Newline() {
  if (kind() == FrameKind::kQuoted) Pop();  // Was never closed.
  const FrameKind around = kind();
  if (state_.heredoc_start == kMarker) {
    const Hash marker = state_.word1;
    Push(FrameKind::kHeredoc, path(), header());
    frames_.back().marker = marker;
    state_.heredoc_line = kLineStart;
  } else if (around == FrameKind::kRoot || around == FrameKind::kBlock ||
             around == FrameKind::kObject) {
    EndItem();
  }
  state_.heredoc_start = kNoHeredoc;
  state_.previous = '\n';
}

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
