#include "plugins/terraform/lexemes.h"

namespace pastiche::terraform {
namespace {

bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool IsName(TokenType type) {
  return type == TokenType::kIdent || type == TokenType::kFunctionName ||
         type == TokenType::kNumberLit;
}

bool EndsInLiteral(TokenType type) {
  return type == TokenType::kOQuote || type == TokenType::kQuotedLit ||
         type == TokenType::kStringLit || type == TokenType::kOHeredoc ||
         type == TokenType::kQuotedNewline;
}

// Would the two be read differently without a space between them? May say yes
// where it would not matter.
bool NeedSpace(std::string_view source, const Token& left, const Token& right) {
  if (EndsInLiteral(left.type) || EndsLine(source, left)) return false;
  const std::string_view a = TextOf(source, left);
  const std::string_view b = TextOf(source, right);
  if (a.empty() || b.empty()) return false;
  const char last = a.back();
  const char first = b.front();
  if (IsName(left.type) && IsWordByte(first)) return true;
  if (left.type == TokenType::kNumberLit && first == '.') return true;
  switch (last) {
    case '.':
      return first == '.' || (first >= '0' && first <= '9');
    case '=':
      return first == '=' || first == '>';
    case '!':
    case '>':
      return first == '=';
    case '<':
      return first == '=' || first == '<';
    case '&':
    case '|':
    case '*':
      return first == last;
    case '/':
      return first == '/' || first == '*';
    case '{':  // "${" and "~"
      return first == '~';
    case '~':
      return first == '}';
    default:
      return false;
  }
}

// Adds source[begin, end) as a part, and a newline at its end as another one.
void AddPart(std::string_view source, std::size_t begin, std::size_t end,
             std::size_t token, Lexemes& out) {
  const std::string_view text = source.substr(begin, end - begin);
  const std::size_t newline =
      text.ends_with("\r\n") ? 2 : (text.ends_with('\n') ? 1 : 0);
  const auto add = [&](std::size_t from, std::size_t size) {
    if (size == 0) return;
    const auto at = static_cast<std::uint32_t>(out.text.size());
    out.parts.push_back({at, at + static_cast<std::uint32_t>(size),
                         static_cast<std::uint32_t>(token),
                         static_cast<std::uint32_t>(begin + from)});
    out.text.append(text.substr(from, size));
  };
  add(0, text.size() - newline);
  add(text.size() - newline, newline);
}

}  // namespace

Lexemes Minify(std::string_view source, const std::vector<Token>& tokens) {
  Lexemes out;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    const std::size_t gap = i > 0 ? tokens[i - 1].end : token.begin;
    if (token.type == TokenType::kEndOfFile) {
      // Spaces at the very end stay in the canonical text too.
      AddPart(source, gap, token.begin, i, out);
    } else if (i > 0 && gap < token.begin &&
               NeedSpace(source, tokens[i - 1], token)) {
      AddPart(source, gap, gap + 1, i, out);
    }
    AddPart(source, token.begin, token.end, i, out);
  }
  return out;
}

Lexemes KeepAll(std::string_view source, const std::vector<Token>& tokens) {
  Lexemes out;
  std::size_t last = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    AddPart(source, last, tokens[i].begin, i, out);
    AddPart(source, tokens[i].begin, tokens[i].end, i, out);
    last = tokens[i].end;
  }
  return out;
}

std::vector<std::size_t> WordEnds(std::string_view part) {
  std::vector<std::size_t> ends;
  for (std::size_t at = 0; at < part.size();) {
    std::size_t end = at;
    if (part[end] == ' ' && end + 1 < part.size() &&
        IsWordByte(part[end + 1])) {
      ++end;
    }
    if (IsWordByte(part[end])) {
      while (end < part.size() && IsWordByte(part[end])) ++end;
    } else {
      const char c = part[end];
      while (end < part.size() && part[end] == c) ++end;
      // The last of several spaces goes with the word after them.
      if (c == ' ' && end < part.size() && IsWordByte(part[end])) --end;
    }
    if (end - at > kMaxWordBytes) end = at + kMaxWordBytes;
    ends.push_back(end);
    at = end;
  }
  return ends;
}

}  // namespace pastiche::terraform
