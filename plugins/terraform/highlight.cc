#include "plugins/terraform/highlight.h"

#include <cstddef>

#include "plugins/terraform/hcl_lexer.h"

namespace pastiche::terraform {
namespace {

Ink InkOfName(std::string_view source, const std::vector<Token>& tokens,
              std::size_t i) {
  const std::string_view name = TextOf(source, tokens[i]);
  if (name == "true" || name == "false" || name == "null") return Ink::kNumber;
  const bool starts_line = i == 0 || EndsLine(source, tokens[i - 1]);
  const TokenType next = tokens[i + 1].type;
  if (next == TokenType::kEqual) return Ink::kKey;
  if (starts_line &&
      (next == TokenType::kOQuote || next == TokenType::kOBrace ||
       next == TokenType::kIdent)) {
    return Ink::kBlockType;
  }
  return Ink::kPlain;
}

Ink InkOf(std::string_view source, const std::vector<Token>& tokens,
          std::size_t i) {
  switch (tokens[i].type) {
    case TokenType::kOQuote:
    case TokenType::kCQuote:
    case TokenType::kQuotedLit:
    case TokenType::kStringLit:
    case TokenType::kOHeredoc:
    case TokenType::kCHeredoc:
      return Ink::kString;
    case TokenType::kNumberLit:
      return Ink::kNumber;
    case TokenType::kComment:
      return Ink::kComment;
    case TokenType::kTemplateInterp:
    case TokenType::kTemplateControl:
    case TokenType::kTemplateSeqEnd:
      return Ink::kTemplate;
    case TokenType::kIdent:
      return InkOfName(source, tokens, i);
    default:
      return Ink::kPlain;
  }
}

}  // namespace

std::vector<Stretch> Highlight(std::string_view text) {
  const std::vector<Token> tokens = Lex(text);
  std::vector<Stretch> stretches;
  std::uint32_t last = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    if (token.begin > last) {
      stretches.push_back({last, token.begin, Ink::kPlain});
    }
    if (token.end > token.begin) {
      stretches.push_back({token.begin, token.end, InkOf(text, tokens, i)});
    }
    last = token.end;
  }
  return stretches;
}

}  // namespace pastiche::terraform
