#include "plugins/terraform/formatter.h"

#include <algorithm>
#include <cstddef>

#include "plugins/terraform/hcl_lexer.h"
#include "plugins/terraform/unicode.h"

namespace pastiche::terraform {
namespace {

// Thousands of nested brackets, or one very long key among many short ones,
// would make a text quadratically longer. No file written by hand comes near.
constexpr std::size_t kMaxGrowth = 16;
constexpr std::size_t kAlwaysAllowed = std::size_t{1} << 16;

// Token indices [begin, end) with what aligns: the lead, then the assignment
// from "=" on, then a comment at the end of the line.
struct Line {
  std::size_t begin, assign, comment, end;

  bool HasAssign() const { return assign < comment; }
  bool HasComment() const { return comment < end; }
};

int BracketChange(TokenType type) {
  switch (type) {
    case TokenType::kOBrace:
    case TokenType::kOBrack:
    case TokenType::kOParen:
    case TokenType::kTemplateControl:
    case TokenType::kTemplateInterp:
      return 1;
    case TokenType::kCBrace:
    case TokenType::kCBrack:
    case TokenType::kCParen:
    case TokenType::kTemplateSeqEnd:
      return -1;
    default:
      return 0;
  }
}

bool IsTemplateText(TokenType type) {
  return type == TokenType::kQuotedLit || type == TokenType::kStringLit;
}

// After these, and at the start of a line, a minus negates.
bool ComesBeforeNegation(TokenType type) {
  switch (type) {
    case TokenType::kOParen:
    case TokenType::kOBrace:
    case TokenType::kOBrack:
    case TokenType::kEqual:
    case TokenType::kColon:
    case TokenType::kComma:
    case TokenType::kQuestion:
    case TokenType::kPlus:
    case TokenType::kStar:
    case TokenType::kSlash:
    case TokenType::kPercent:
    case TokenType::kMinus:
    case TokenType::kEqualOp:
    case TokenType::kNotEqual:
    case TokenType::kGreaterThan:
    case TokenType::kGreaterThanEq:
    case TokenType::kLessThan:
    case TokenType::kLessThanEq:
    case TokenType::kAnd:
    case TokenType::kOr:
    case TokenType::kBang:
      return true;
    default:
      return false;
  }
}

class Layout {
 public:
  Layout(std::string_view source, const std::vector<Token>& tokens)
      : source_(source), tokens_(tokens), spaces_(tokens.size(), 0) {}

  // How many spaces stand before each token.
  std::vector<std::size_t> Run() {
    std::size_t last = source_.starts_with("\xef\xbb\xbf") ? 3 : 0;
    if (tokens_.size() == 1) last = 0;  // Nothing but a byte order mark.
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      spaces_[i] = tokens_[i].begin - last;
      last = tokens_[i].end;
    }
    SplitLines();
    Indent();
    for (const Line& line : lines_) {
      Space(line.begin, line.assign);
      if (line.HasAssign()) spaces_[line.assign] = 1;
      Space(line.assign, line.comment);
    }
    AlignAssignments();
    AlignComments();
    return std::move(spaces_);
  }

 private:
  void SplitLines();
  void Indent();
  void Space(std::size_t begin, std::size_t end);
  bool SpaceAfter(std::size_t begin, std::size_t at) const;
  void AlignAssignments();
  void AlignComments();
  std::size_t Columns(std::size_t begin, std::size_t end) const;

  std::string_view source_;
  const std::vector<Token>& tokens_;
  std::vector<std::size_t> spaces_;
  std::vector<Line> lines_;
};

void Layout::SplitLines() {
  std::size_t begin = 0;
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    const bool last = tokens_[i].type == TokenType::kEndOfFile;
    if (!last && !EndsLine(source_, tokens_[i])) continue;
    const std::size_t end = last ? i : i + 1;
    Line line = {begin, end, end, end};
    if (end - begin > 1 && tokens_[end - 1].type == TokenType::kComment) {
      line.assign = line.comment = end - 1;
    }
    for (std::size_t k = begin + 1; k < line.comment; ++k) {
      if (tokens_[k].type != TokenType::kEqual) continue;
      int open = 0;  // Moves as a whole only if it does not go on below.
      for (std::size_t m = k; m < line.comment; ++m) {
        open += BracketChange(tokens_[m].type);
      }
      if (open == 0) line.assign = k;
      break;
    }
    lines_.push_back(line);
    begin = end;
  }
}

// A line that opens more brackets than it closes indents what follows by one
// step, however many they are; the lines that close them take the step back.
void Layout::Indent() {
  std::vector<int> opened;
  for (const Line& line : lines_) {
    if (line.begin == line.assign) continue;
    if (tokens_[line.begin].type == TokenType::kNewline) {
      spaces_[line.begin] = 0;
      continue;
    }
    int net = 0;
    for (std::size_t i = line.begin; i < line.assign; ++i) {
      net += BracketChange(tokens_[i].type);
      if (tokens_[i].type == TokenType::kOHeredoc) break;
    }
    for (std::size_t i = line.assign; i < line.comment; ++i) {
      net += BracketChange(tokens_[i].type);
    }
    for (int closed = -net; closed > 0 && !opened.empty();) {
      const int step = std::min(closed, opened.back());
      closed -= step;
      opened.back() -= step;
      if (opened.back() == 0) opened.pop_back();
    }
    spaces_[line.begin] = 2 * opened.size();
    if (net > 0) opened.push_back(net);
  }
}

void Layout::Space(std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i + 1 < end; ++i) {
    spaces_[i + 1] = SpaceAfter(begin, i) ? 1 : 0;
  }
}

// Should a space stand between token `at` and the next, in the part of a line
// that starts at `begin`? Rules in order of precedence.
bool Layout::SpaceAfter(std::size_t begin, std::size_t at) const {
  using T = TokenType;
  const T now = tokens_[at].type;
  const T next = tokens_[at + 1].type;
  const bool first = at == begin;
  const T before = first ? T::kEndOfFile : tokens_[at - 1].type;
  if (next == T::kNewline) return false;
  if ((now == T::kIdent || now == T::kFunctionName) && next == T::kOParen) {
    return false;
  }
  if (now == T::kDot || next == T::kDot) return false;
  if (next == T::kComma || next == T::kEllipsis) return false;
  if (now == T::kComma) return true;
  if (IsTemplateText(now) || now == T::kOQuote || now == T::kOHeredoc ||
      IsTemplateText(next) || next == T::kCQuote || next == T::kCHeredoc) {
    return false;
  }
  if (now == T::kIdent && before == T::kIdent &&
      TextOf(source_, tokens_[at]) == "in") {
    return true;  // `for x in [...]` is not an index.
  }
  if (next == T::kOBrack &&
      (now == T::kIdent || now == T::kNumberLit || BracketChange(now) < 0)) {
    return false;
  }
  if (now == T::kBang) return false;
  if (now == T::kMinus) return !first && !ComesBeforeNegation(before);
  if (now == T::kOBrace || next == T::kCBrace) {
    return !(now == T::kOBrace && next == T::kCBrace);
  }
  const bool opens = now == T::kTemplateInterp || now == T::kTemplateControl;
  if (opens && next == T::kOBrace) return true;
  if (now == T::kCBrace && next == T::kTemplateSeqEnd) return true;
  if (now == T::kTemplateSeqEnd &&
      (next == T::kTemplateInterp || next == T::kTemplateControl)) {
    return false;
  }
  return BracketChange(now) <= 0 && BracketChange(next) >= 0;
}

std::size_t Layout::Columns(std::size_t begin, std::size_t end) const {
  std::size_t columns = 0;
  for (std::size_t i = begin; i < end; ++i) {
    std::string_view text = TextOf(source_, tokens_[i]);
    columns += spaces_[i];
    // hclsyntax ends a literal token after $ and %, so nothing joins those.
    while (IsTemplateText(tokens_[i].type)) {
      const std::size_t sign = text.find_first_of("$%");
      if (sign == std::string_view::npos) break;
      const std::size_t cut = text.substr(sign).starts_with("$${") ||
                                      text.substr(sign).starts_with("%%{")
                                  ? sign + 3
                                  : sign + 1;
      columns += CountGraphemes(text.substr(0, cut));
      text.remove_prefix(cut);
    }
    columns += CountGraphemes(text);
  }
  return columns;
}

void Layout::AlignAssignments() {
  for (std::size_t i = 0; i < lines_.size();) {
    std::size_t end = i;
    std::size_t widest = 0;
    std::vector<std::size_t> widths;
    for (; end < lines_.size() && lines_[end].HasAssign(); ++end) {
      widths.push_back(Columns(lines_[end].begin, lines_[end].assign));
      widest = std::max(widest, widths.back());
    }
    for (std::size_t k = i; k < end; ++k) {
      spaces_[lines_[k].assign] = widest - widths[k - i] + 1;
    }
    i = std::max(end, i + 1);
  }
}

void Layout::AlignComments() {
  for (std::size_t i = 0; i < lines_.size();) {
    std::size_t end = i;
    std::size_t widest = 0;
    std::vector<std::size_t> widths;
    for (; end < lines_.size() && lines_[end].HasComment(); ++end) {
      widths.push_back(Columns(lines_[end].begin, lines_[end].comment));
      widest = std::max(widest, widths.back());
    }
    for (std::size_t k = i; k < end; ++k) {
      spaces_[lines_[k].comment] = widest - widths[k - i] + 1;
    }
    i = std::max(end, i + 1);
  }
}

}  // namespace

FormattedText FormatTokens(std::string_view source,
                           const std::vector<Token>& tokens) {
  std::vector<std::size_t> spaces = Layout(source, tokens).Run();
  std::size_t size = 0;
  for (const std::size_t count : spaces) size += count;
  FormattedText result;
  if (size > kMaxGrowth * source.size() + kAlwaysAllowed) {
    result.text = source;
    for (const Token& token : tokens) result.begins.push_back(token.begin);
    return result;
  }
  result.begins.reserve(tokens.size());
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    result.text.append(spaces[i], ' ');
    result.begins.push_back(static_cast<std::uint32_t>(result.text.size()));
    result.text.append(TextOf(source, tokens[i]));
  }
  return result;
}

std::string Format(std::string_view source) {
  return FormatTokens(source, Lex(source)).text;
}

}  // namespace pastiche::terraform
