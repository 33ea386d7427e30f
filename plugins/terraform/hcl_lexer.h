// Lossless lexer for HCL's native syntax. Every byte of the source is inside
// a token or in the spaces and tabs between two tokens.

#ifndef PASTICHE_PLUGINS_TERRAFORM_HCL_LEXER_H_
#define PASTICHE_PLUGINS_TERRAFORM_HCL_LEXER_H_

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "plugins/terraform/hcl_token.h"

namespace pastiche::terraform {

// Longest text that is taken from outside: 4 MiB, far beyond any module written
// by hand.
inline constexpr std::size_t kMaxSourceBytes = std::size_t{1} << 22;

// The tokens of `source`, in order; the last one is kEndOfFile, empty and at
// the end. Never fails: what HCL does not have becomes kUnsupported,
// kQuotedNewline or kBadUtf8. A byte order mark at the start is skipped.
//
// Boundaries are those of hclsyntax 2.14, but for two of no consequence:
// literal text is not split at a lone $ or %, and one kUnsupported token ends
// at the next byte. Iterative: nesting costs heap, not stack. Linear in time.
// Requires source.size() < 2^31 (asserted).
[[nodiscard]] std::vector<Token> Lex(std::string_view source);

// The first token that no valid file has, as a problem, or nothing. Comments
// may hold anything, even what is not UTF-8.
[[nodiscard]] std::optional<Problem> FindInvalidToken(
    std::string_view source, const std::vector<Token>& tokens);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_HCL_LEXER_H_
