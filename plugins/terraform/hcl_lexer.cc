#include "plugins/terraform/hcl_lexer.h"

#include <cassert>
#include <cstdint>
#include <string>

#include "plugins/terraform/unicode.h"

namespace pastiche::terraform {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Length of a UTF-8 sequence by its shape alone, as hclsyntax accepts it; 0 if
// broken.
std::size_t LooseUtf8Length(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t length = lead < 0x80    ? 1
                             : lead < 0xc0  ? 0
                             : lead < 0xe0  ? 2
                             : lead < 0xf0  ? 3
                             : lead <= 0xf7 ? 4
                                            : 0;
  if (length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) return 0;
  }
  return length;
}

class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}

  std::vector<Token> Run() {
    if (source_.substr(0, 3) == "\xef\xbb\xbf") at_ = 3;
    while (at_ < source_.size()) {
      if (modes_.empty()) {
        LexMain();
      } else if (modes_.back().kind == Mode::kQuoted) {
        LexQuoted();
      } else if (modes_.back().kind == Mode::kHeredoc) {
        LexHeredoc();
      } else {
        LexMain();
      }
    }
    Emit(TokenType::kEndOfFile, 0);
    return std::move(tokens_);
  }

 private:
  struct Mode {
    enum Kind : std::uint8_t { kQuoted, kHeredoc, kSequence } kind;
    bool start_of_line = true;     // kHeredoc.
    std::size_t braces = 0;        // kSequence: open "{" inside it.
    std::string_view marker = {};  // kHeredoc.
  };

  char Peek(std::size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }
  bool Starts(std::string_view text) const {
    return source_.substr(at_, text.size()) == text;
  }
  void Emit(TokenType type, std::size_t length) {
    tokens_.push_back({type, static_cast<std::uint32_t>(at_),
                       static_cast<std::uint32_t>(at_ + length)});
    at_ += length;
  }

  void LexMain();
  bool LexComment();
  bool LexHeredocStart();
  bool LexOperator();
  void LexBrace();
  void LexQuoted();
  void LexHeredoc();
  void BeginSequence();
  std::size_t NumberLength() const;
  std::size_t IdentifierLength(std::size_t from) const;

  std::string_view source_;
  std::size_t at_ = 0;
  bool no_more_closers_ = false;  // No "*/" after at_.
  std::vector<Mode> modes_;
  std::vector<Token> tokens_;
};

std::size_t Lexer::IdentifierLength(std::size_t from) const {
  std::size_t at = from;
  while (at < source_.size()) {
    const char c = source_[at];
    const bool first = at == from;
    if (static_cast<unsigned char>(c) < 0x80) {
      const bool in =
          IsLetter(c) || c == '_' || (!first && (IsDigit(c) || c == '-'));
      if (!in) break;
      ++at;
      continue;
    }
    const CodePoint point = DecodeUtf8(source_, at);
    if (!point.valid) break;
    if (first ? !IsIdentifierStart(point.code)
              : !IsIdentifierContinue(point.code)) {
      break;
    }
    at += point.length;
  }
  return at - from;
}

// Digits, dots and exponents in any order, as hclsyntax scans them; the parser
// rejects "1..2". Never ends in a dot.
std::size_t Lexer::NumberLength() const {
  std::size_t length = 1;
  std::size_t accepted = 1;
  while (at_ + length < source_.size()) {
    const char c = Peek(length);
    if (IsDigit(c)) {
      accepted = ++length;
    } else if (c == '.') {
      ++length;
    } else if (c == 'e' || c == 'E') {
      const char sign = Peek(length + 1);
      const std::size_t skip = sign == '+' || sign == '-' ? 2 : 1;
      if (!IsDigit(Peek(length + skip))) break;
      length += skip + 1;
      accepted = length;
    } else {
      break;
    }
  }
  return accepted;
}

bool Lexer::LexComment() {
  const bool line = Peek() == '#' || Starts("//");
  if (line) {
    const std::size_t newline = source_.find('\n', at_);
    const std::size_t end =
        newline == std::string_view::npos ? source_.size() : newline + 1;
    Emit(TokenType::kComment, end - at_);
    return true;
  }
  if (!Starts("/*") || no_more_closers_) return false;
  const std::size_t close = source_.find("*/", at_ + 2);
  if (close == std::string_view::npos) {
    no_more_closers_ = true;  // Searched once, not once per opener.
    return false;
  }
  Emit(TokenType::kComment, close + 2 - at_);
  return true;
}

bool Lexer::LexHeredocStart() {
  if (!Starts("<<")) return false;
  const std::size_t name = at_ + (Peek(2) == '-' ? 3 : 2);
  const std::size_t length = IdentifierLength(name);
  if (length == 0) return false;
  std::size_t end = name + length;
  if (source_.substr(end, 1) == "\r") ++end;
  if (source_.substr(end, 1) != "\n") return false;
  Mode mode = {Mode::kHeredoc};
  mode.marker = source_.substr(name, length);
  modes_.push_back(mode);
  Emit(TokenType::kOHeredoc, end + 1 - at_);
  return true;
}

void Lexer::LexBrace() {
  const bool in_sequence = !modes_.empty();  // Here modes_ ends in kSequence.
  if (Peek() == '{') {
    if (in_sequence) ++modes_.back().braces;
    Emit(TokenType::kOBrace, 1);
    return;
  }
  if (Peek() == '~') {
    if (in_sequence && modes_.back().braces == 0) {
      modes_.pop_back();
    } else if (in_sequence) {
      --modes_.back().braces;
    }
    Emit(TokenType::kTemplateSeqEnd, 2);
    return;
  }
  if (in_sequence && modes_.back().braces == 0) {
    modes_.pop_back();
    Emit(TokenType::kTemplateSeqEnd, 1);
    return;
  }
  if (in_sequence) --modes_.back().braces;
  Emit(TokenType::kCBrace, 1);
}

bool Lexer::LexOperator() {
  struct Operator {
    std::string_view text;
    TokenType type;
  };
  static constexpr Operator kOperators[] = {
      {"...", TokenType::kEllipsis},  {"==", TokenType::kEqualOp},
      {"!=", TokenType::kNotEqual},   {">=", TokenType::kGreaterThanEq},
      {"<=", TokenType::kLessThanEq}, {"&&", TokenType::kAnd},
      {"||", TokenType::kOr},         {"=>", TokenType::kFatArrow},
      {"[", TokenType::kOBrack},      {"]", TokenType::kCBrack},
      {"(", TokenType::kOParen},      {")", TokenType::kCParen},
      {".", TokenType::kDot},         {",", TokenType::kComma},
      {"*", TokenType::kStar},        {"/", TokenType::kSlash},
      {"%", TokenType::kPercent},     {"+", TokenType::kPlus},
      {"-", TokenType::kMinus},       {"=", TokenType::kEqual},
      {"<", TokenType::kLessThan},    {">", TokenType::kGreaterThan},
      {"!", TokenType::kBang},        {"?", TokenType::kQuestion},
      {":", TokenType::kColon},
  };
  for (const Operator& candidate : kOperators) {
    if (!Starts(candidate.text)) continue;
    Emit(candidate.type, candidate.text.size());
    return true;
  }
  return false;
}

void Lexer::LexMain() {
  const char c = Peek();
  if (c == ' ' || c == '\t') {
    ++at_;
    return;
  }
  if (c == '\n' || Starts("\r\n")) {
    Emit(TokenType::kNewline, c == '\n' ? 1 : 2);
    return;
  }
  if (IsDigit(c)) {
    Emit(TokenType::kNumberLit, NumberLength());
    return;
  }
  if (const std::size_t length = IdentifierLength(at_); length > 0) {
    Emit(TokenType::kIdent, length);
    return;
  }
  if (c == '"') {
    modes_.push_back({Mode::kQuoted});
    Emit(TokenType::kOQuote, 1);
    return;
  }
  if (c == '{' || c == '}' || Starts("~}")) {
    LexBrace();
    return;
  }
  if (LexComment() || LexHeredocStart() || LexOperator()) return;
  const std::size_t length = LooseUtf8Length(source_.substr(at_));
  Emit(length == 0 ? TokenType::kBadUtf8 : TokenType::kUnsupported,
       length == 0 ? 1 : length);
}

void Lexer::BeginSequence() {
  const TokenType type =
      Peek() == '$' ? TokenType::kTemplateInterp : TokenType::kTemplateControl;
  if (!modes_.empty() && modes_.back().kind == Mode::kHeredoc) {
    modes_.back().start_of_line = false;
  }
  Emit(type, Peek(2) == '~' ? 3 : 2);
  modes_.push_back({Mode::kSequence});
}

void Lexer::LexQuoted() {
  std::size_t length = 0;
  const auto flush = [&] {
    if (length > 0) Emit(TokenType::kQuotedLit, length);
    length = 0;
  };
  while (at_ + length < source_.size()) {
    const char c = Peek(length);
    if (c == '"') {
      flush();
      Emit(TokenType::kCQuote, 1);
      modes_.pop_back();
      return;
    }
    if (c == '\n' || c == '\r') {
      flush();
      std::size_t breaks = 0;
      while (Peek(breaks) == '\n' || Peek(breaks) == '\r') ++breaks;
      Emit(TokenType::kQuotedNewline, breaks);
      return;
    }
    if (c == '$' || c == '%') {
      if (Peek(length + 1) == c && Peek(length + 2) == '{') {
        length += 3;  // $${ and %%{ stand for themselves.
        continue;
      }
      if (Peek(length + 1) == '{') {
        flush();
        BeginSequence();
        return;
      }
    }
    std::size_t step = 1;
    if (c == '\\') {
      const char next = Peek(length + 1);
      if (at_ + length + 1 >= source_.size() || next == '\n' || next == '\r') {
        flush();
        Emit(TokenType::kUnsupported, 1);
        return;
      }
      step = 1 + LooseUtf8Length(source_.substr(at_ + length + 1));
    } else {
      step = LooseUtf8Length(source_.substr(at_ + length));
    }
    if (step == 0) {
      flush();
      Emit(TokenType::kBadUtf8, 1);
      return;
    }
    length += step;
  }
  flush();
}

void Lexer::LexHeredoc() {
  std::size_t length = 0;
  Mode& mode = modes_.back();
  while (at_ + length < source_.size()) {
    const char c = Peek(length);
    if (c == '\n') {
      const std::string_view line = source_.substr(at_, length + 1);
      if (mode.start_of_line && TrimUnicodeSpace(line) == mode.marker) {
        const std::size_t ending = line.ends_with("\r\n") ? 2 : 1;
        modes_.pop_back();
        Emit(TokenType::kCHeredoc, length + 1 - ending);
        Emit(TokenType::kNewline, ending);
        return;
      }
      mode.start_of_line = true;
      Emit(TokenType::kStringLit, length + 1);
      return;
    }
    if (c == '$' || c == '%') {
      if (Peek(length + 1) == c && Peek(length + 2) == '{') {
        length += 3;
        continue;
      }
      if (Peek(length + 1) == '{') {
        if (length > 0) Emit(TokenType::kStringLit, length);
        BeginSequence();
        return;
      }
    }
    const std::size_t step = LooseUtf8Length(source_.substr(at_ + length));
    if (step == 0) {
      if (length > 0) Emit(TokenType::kStringLit, length);
      Emit(TokenType::kBadUtf8, 1);
      return;
    }
    length += step;
  }
  mode.start_of_line = false;
  Emit(TokenType::kStringLit, length);
}

}  // namespace

std::vector<Token> Lex(std::string_view source) {
  assert(source.size() < (std::size_t{1} << 31));
  return Lexer(source).Run();
}

}  // namespace pastiche::terraform
