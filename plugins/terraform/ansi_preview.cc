#include "plugins/terraform/ansi_preview.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "plugins/terraform/hcl_lexer.h"
#include "plugins/terraform/unicode.h"

namespace pastiche::terraform {
namespace {

constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kBlockType = "\x1b[1;34m";
constexpr std::string_view kKey = "\x1b[36m";
constexpr std::string_view kString = "\x1b[32m";
constexpr std::string_view kNumber = "\x1b[33m";
constexpr std::string_view kTemplate = "\x1b[35m";
constexpr std::string_view kComment = "\x1b[90m";

void AppendPrintable(std::string_view text, std::string& out) {
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = DecodeUtf8(text, at);
    const bool control =
        (point.code < 0x20 && point.code != '\t' && point.code != '\n') ||
        (point.code >= 0x7f && point.code < 0xa0);
    if (!point.valid || control) {
      out += '?';
    } else {
      out += text.substr(at, point.length);
    }
    at += point.length;
  }
}

// The colour stops before every line break and starts again after it.
void AppendColoured(std::string_view text, std::string_view colour,
                    std::string& out) {
  while (!text.empty()) {
    const std::size_t line = std::min(text.find('\n'), text.size());
    if (line > 0) {
      out += colour;
      AppendPrintable(text.substr(0, line), out);
      if (!colour.empty()) out += kReset;
    }
    if (line < text.size()) out += '\n';
    text.remove_prefix(std::min(line + 1, text.size()));
  }
}

std::string_view ColourOfName(std::string_view source,
                              const std::vector<Token>& tokens, std::size_t i) {
  const std::string_view name = TextOf(source, tokens[i]);
  if (name == "true" || name == "false" || name == "null") return kNumber;
  const bool starts_line = i == 0 || EndsLine(source, tokens[i - 1]);
  const TokenType next = tokens[i + 1].type;
  if (next == TokenType::kEqual) return kKey;
  if (starts_line &&
      (next == TokenType::kOQuote || next == TokenType::kOBrace ||
       next == TokenType::kIdent)) {
    return kBlockType;
  }
  return "";
}

std::string_view ColourOf(std::string_view source,
                          const std::vector<Token>& tokens, std::size_t i) {
  switch (tokens[i].type) {
    case TokenType::kOQuote:
    case TokenType::kCQuote:
    case TokenType::kQuotedLit:
    case TokenType::kStringLit:
    case TokenType::kOHeredoc:
    case TokenType::kCHeredoc:
      return kString;
    case TokenType::kNumberLit:
      return kNumber;
    case TokenType::kComment:
      return kComment;
    case TokenType::kTemplateInterp:
    case TokenType::kTemplateControl:
    case TokenType::kTemplateSeqEnd:
      return kTemplate;
    case TokenType::kIdent:
      return ColourOfName(source, tokens, i);
    default:
      return "";
  }
}

}  // namespace

std::string ColourText(std::string_view text) {
  const std::vector<Token> tokens = Lex(text);
  std::string out;
  std::size_t last = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    AppendPrintable(text.substr(last, tokens[i].begin - last), out);
    AppendColoured(TextOf(text, tokens[i]), ColourOf(text, tokens, i), out);
    last = tokens[i].end;
  }
  return out;
}

}  // namespace pastiche::terraform
