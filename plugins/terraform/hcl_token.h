// The lexemes of HCL's native syntax and problems found in a text.

#ifndef PASTICHE_PLUGINS_TERRAFORM_HCL_TOKEN_H_
#define PASTICHE_PLUGINS_TERRAFORM_HCL_TOKEN_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pastiche::terraform {

// Named as in HashiCorp's hclsyntax, whose scanner ours follows.
enum class TokenType : std::uint8_t {
  kOBrace,
  kCBrace,
  kOBrack,
  kCBrack,
  kOParen,
  kCParen,
  kOQuote,
  kCQuote,
  kOHeredoc,  // "<<EOT" or "<<-EOT" with the newline after it.
  kCHeredoc,  // The closing line without its newline, indentation included.
  kStar,
  kSlash,
  kPlus,
  kMinus,
  kPercent,
  kEqual,
  kEqualOp,
  kNotEqual,
  kLessThan,
  kLessThanEq,
  kGreaterThan,
  kGreaterThanEq,
  kAnd,
  kOr,
  kBang,
  kDot,
  kComma,
  kEllipsis,
  kFatArrow,
  kQuestion,
  kColon,
  kTemplateInterp,   // "${" or "${~"
  kTemplateControl,  // "%{" or "%{~"
  kTemplateSeqEnd,   // "}" or "~}"
  kQuotedLit,        // Part of a quoted template; may hold \ escapes.
  kStringLit,        // Part of a heredoc, at most one line with its newline.
  kNumberLit,
  kIdent,
  kFunctionName,  // "provider::aws::arn_parse" right before "(" (HCL 2.20).
  kComment,       // # and // comments hold the newline that ends them.
  kNewline,
  kEndOfFile,
  // Never valid.
  kUnsupported,    // A character or operator that HCL does not have.
  kQuotedNewline,  // Line breaks inside a quoted template.
  kBadUtf8,
};

struct Token {
  TokenType type;
  std::uint32_t begin, end;  // Bytes of the source, [begin, end).
};

inline std::string_view TextOf(std::string_view source, const Token& token) {
  return source.substr(token.begin, token.end - token.begin);
}

// Does this lexeme end a line? Comments of one line do; lines inside heredocs
// and /* */ do not.
[[nodiscard]] inline bool EndsLine(std::string_view source,
                                   const Token& token) {
  return token.type == TokenType::kNewline ||
         (token.type == TokenType::kComment && token.end > token.begin &&
          source[token.end - 1] == '\n');
}

// One problem in a text: what is wrong, where, and what to do about it.
struct Problem {
  std::uint32_t begin, end;  // Bytes of the source, [begin, end).
  std::string message;       // Starts in lower case, no full stop.
  std::string mend;          // May be empty.
};

// A place as editors show it: both count from 1; columns count characters
// (grapheme clusters).
struct Position {
  std::size_t line, column;
};

// The place of byte `offset` (at most source.size()). Linear in offset.
[[nodiscard]] Position PositionOf(std::string_view source, std::size_t offset);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_HCL_TOKEN_H_
