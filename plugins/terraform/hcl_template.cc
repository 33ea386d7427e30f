// Quoted strings and heredocs: literal text, ${ } and %{ }.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/terraform/hcl_grammar.h"

namespace pastiche::terraform {
namespace {

bool IsHexDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
         (c >= 'A' && c <= 'F');
}

std::uint32_t HexValue(std::string_view digits) {
  std::uint32_t value = 0;
  for (const char c : digits) {
    const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    value = value * 16 + static_cast<std::uint32_t>(digit);
  }
  return value;
}

}  // namespace

bool Grammar::ParseTemplate(const Token& open) {
  const Level level(*this);
  if (!level) return false;
  const TokenType close = open.type == TokenType::kOQuote
                              ? TokenType::kCQuote
                              : TokenType::kCHeredoc;
  const std::size_t outer = scope_.size();
  std::vector<Directive> open_ones;
  while (true) {
    const Token next = Read();
    if (next.type == close) {
      if (open_ones.empty()) return true;
      return Fail(next, "a %{ } directive of this template is not closed",
                  open_ones.back() == Directive::kFor ? "add %{ endfor }"
                                                      : "add %{ endif }");
    }
    switch (next.type) {
      case TokenType::kQuotedLit:
        if (!CheckEscapes(next)) return false;
        break;
      case TokenType::kStringLit:
        break;
      case TokenType::kTemplateInterp:
        if (!ParseInterpolation(next)) return false;
        break;
      case TokenType::kTemplateControl:
        if (!ParseDirective(next, open_ones)) return false;
        break;
      default:
        scope_.resize(outer);
        return Fail(open,
                    close == TokenType::kCQuote ? "this string is not closed"
                                                : "this heredoc is not closed",
                    close == TokenType::kCQuote
                        ? "add the closing quote"
                        : "put its marker on a line of its own");
    }
  }
}

bool Grammar::ParseInterpolation(const Token& open) {
  const NewlineMode mode(*this, false);
  if (!ParseExpression()) return false;
  const Token close = Peek();
  if (close.type == TokenType::kTemplateSeqEnd) {
    Read();
    return true;
  }
  if (close.type == TokenType::kEndOfFile) {
    return Fail(open, "this ${ is not closed", "add '}'");
  }
  return Fail(close, "'}' is expected after the expression",
              "close the ${ }, or write $${ for a literal ${");
}

bool Grammar::ParseDirective(const Token& open,
                             std::vector<Directive>& open_ones) {
  const NewlineMode mode(*this, false);
  const Token word = Peek();
  if (word.type != TokenType::kIdent) {
    return Fail(open, "%{ needs a directive",
                "write if, else, endif, for or endfor; %%{ for a literal %{");
  }
  Read();
  return ParseDirectiveWord(word, open_ones) &&
         Expect(TokenType::kTemplateSeqEnd, "the %{ } directive ends here",
                "close it with '}'");
}

bool Grammar::ParseDirectiveWord(const Token& word,
                                 std::vector<Directive>& open_ones) {
  const std::string_view text = Text(word);
  const auto inside = [&](Directive directive) {
    return !open_ones.empty() && open_ones.back() == directive;
  };
  if (open_ones.size() >= static_cast<std::size_t>(kMaxNesting)) {
    return FailTooDeep();
  }
  if (text == "if") {
    open_ones.push_back(Directive::kIf);
    return ParseExpression();
  }
  if (text == "for") {
    std::vector<std::string_view> names;
    if (!ParseForNames(names) || !ParseExpression()) return false;
    names.resize(2);  // Always two, so that endfor knows how many to drop.
    scope_.insert(scope_.end(), names.begin(), names.end());
    open_ones.push_back(Directive::kFor);
    return true;
  }
  if (text == "else" && inside(Directive::kIf)) {
    open_ones.back() = Directive::kElse;
    return true;
  }
  if (text == "endif" && (inside(Directive::kIf) || inside(Directive::kElse))) {
    open_ones.pop_back();
    return true;
  }
  if (text == "endfor" && inside(Directive::kFor)) {
    open_ones.pop_back();
    scope_.resize(scope_.size() - 2);
    return true;
  }
  const bool known = text == "else" || text == "endif" || text == "endfor";
  std::string what(text.substr(0, 40));
  what = known ? "%{ " + what + " } closes nothing here"
               : "\"" + what + "\" is not a template directive";
  return Fail(word, what, "directives are if, else, endif, for and endfor");
}

bool Grammar::CheckEscapes(const Token& literal) {
  const std::string_view text = Text(literal);
  const auto fail = [&](std::size_t at, std::size_t length,
                        const char* message) {
    const auto begin = static_cast<std::uint32_t>(literal.begin + at);
    const auto end = static_cast<std::uint32_t>(
        literal.begin + std::min(at + length, text.size()));
    return Fail({literal.type, begin, end}, message,
                "valid are \\n \\r \\t \\\" \\\\ \\uNNNN \\UNNNNNNNN");
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') continue;
    const char kind = i + 1 < text.size() ? text[i + 1] : '\0';
    if (kind == 'u' || kind == 'U') {
      const std::size_t want = kind == 'u' ? 4 : 8;
      std::size_t digits = 0;
      while (digits < want && i + 2 + digits < text.size() &&
             IsHexDigit(text[i + 2 + digits])) {
        ++digits;
      }
      if (digits < want) {
        return fail(i, 2 + digits, "this escape lacks hexadecimal digits");
      }
      const std::uint32_t code = HexValue(text.substr(i + 2, want));
      if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
        return fail(i, 2 + want, "this escape is not a Unicode character");
      }
    } else if (std::string_view("nrt\"\\").find(kind) ==
               std::string_view::npos) {
      return fail(i, 2, "this escape does not exist");
    }
    ++i;
  }
  return true;
}

}  // namespace pastiche::terraform
