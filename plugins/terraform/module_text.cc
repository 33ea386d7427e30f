#include "plugins/terraform/module_text.h"

#include "plugins/terraform/hcl_lexer.h"
#include "plugins/terraform/hcl_token.h"
#include "plugins/terraform/unicode.h"

namespace pastiche::terraform {
namespace {

constexpr std::string_view kPrefix = "# ==> ";
constexpr std::string_view kSuffix = " <==";
constexpr std::size_t kMaxNameBytes = 255;

// A header line without its line break.
bool IsHeader(std::string_view line) {
  return line.size() >= kPrefix.size() + kSuffix.size() &&
         line.starts_with(kPrefix) && line.ends_with(kSuffix);
}

std::string_view WithoutLineBreak(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

std::vector<SourceFile> SplitModuleText(std::string_view text) {
  std::vector<SourceFile> files;
  SourceFile file;
  const auto finish = [&](std::size_t end) {
    file.text = text.substr(file.text_begin, end - file.text_begin);
    const bool unnamed_start = files.empty() && file.name_end == 0;
    if (unnamed_start && end < text.size() && IsBlank(file.text)) return;
    files.push_back(file);
  };
  int depth = 0;
  for (const Token& token : Lex(text)) {
    switch (token.type) {
      case TokenType::kOBrace:
      case TokenType::kOBrack:
      case TokenType::kOParen:
      case TokenType::kTemplateInterp:
      case TokenType::kTemplateControl:
        ++depth;
        break;
      case TokenType::kCBrace:
      case TokenType::kCBrack:
      case TokenType::kCParen:
      case TokenType::kTemplateSeqEnd:
        --depth;
        break;
      default:
        break;
    }
    if (token.type != TokenType::kComment || depth > 0) continue;
    if (token.begin > 0 && text[token.begin - 1] != '\n') continue;
    const std::string_view line = WithoutLineBreak(TextOf(text, token));
    if (!IsHeader(line)) continue;
    finish(token.begin);
    file = {};
    file.name_begin = token.begin + kPrefix.size();
    file.name_end = token.begin + line.size() - kSuffix.size();
    file.name = CleanFileName(
        text.substr(file.name_begin, file.name_end - file.name_begin));
    file.text_begin = token.end;
    depth = 0;
  }
  finish(text.size());
  return files;
}

std::string FileHeader(std::string_view name) {
  std::string header(kPrefix);
  header += name;
  header += kSuffix;
  header += '\n';
  return header;
}

std::string CleanFileName(std::string_view name) {
  std::string clean;
  for (std::size_t at = 0; at < name.size();) {
    const CodePoint point = DecodeUtf8(name, at);
    if (clean.size() + point.length > kMaxNameBytes) break;
    const bool control = point.code < 0x20 || point.code == 0x7f ||
                         (point.code >= 0x80 && point.code < 0xa0) ||
                         point.code == 0x2028 || point.code == 0x2029;
    if (!point.valid || control) {
      clean += '_';
    } else {
      clean += name.substr(at, point.length);
    }
    at += point.length;
  }
  return clean;
}

}  // namespace pastiche::terraform
