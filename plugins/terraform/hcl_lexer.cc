#include "plugins/terraform/hcl_lexer.h"

#include <algorithm>
#include <cassert>
#include <cstdint>

#include "plugins/terraform/hcl_scanner.h"
#include "plugins/terraform/unicode.h"

namespace pastiche::terraform {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

std::vector<Token> Scanner::Run() {
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

std::size_t Scanner::LooseUtf8Length(std::size_t ahead) const {
  const std::string_view text = source_.substr(at_ + ahead);
  if (text.empty()) return 0;
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

std::size_t Scanner::IdentifierLength(std::size_t from) const {
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
std::size_t Scanner::NumberLength() const {
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

bool Scanner::LexComment() {
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

bool Scanner::LexHeredocStart() {
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

void Scanner::LexBrace() {
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

std::size_t Scanner::FunctionNameLength(std::size_t first) const {
  std::size_t length = first;
  while (source_.substr(at_ + length, 2) == "::") {
    const std::size_t part = IdentifierLength(at_ + length + 2);
    if (part == 0) return 0;
    length += 2 + part;
  }
  return length > first && source_.substr(at_ + length, 1) == "(" ? length : 0;
}

bool Scanner::LexOperator() {
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

void Scanner::LexMain() {
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
    const std::size_t whole = FunctionNameLength(length);
    Emit(whole > 0 ? TokenType::kFunctionName : TokenType::kIdent,
         std::max(whole, length));
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
  const std::size_t length = LooseUtf8Length(0);
  Emit(length == 0 ? TokenType::kBadUtf8 : TokenType::kUnsupported,
       length == 0 ? 1 : length);
}

std::vector<Token> Lex(std::string_view source) {
  assert(source.size() < (std::size_t{1} << 31));
  return Scanner(source).Run();
}

}  // namespace pastiche::terraform
