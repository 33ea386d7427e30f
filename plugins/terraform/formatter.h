// Canonical layout: what `terraform fmt`'s engine, hclwrite.Format 2.14, makes
// of a text, byte for byte. Only the spaces between tokens change.

#ifndef PASTICHE_PLUGINS_TERRAFORM_FORMATTER_H_
#define PASTICHE_PLUGINS_TERRAFORM_FORMATTER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/terraform/hcl_token.h"

namespace pastiche::terraform {

// A formatted text and, for each token given, where it begins there. Tokens
// keep their length.
struct FormattedText {
  std::string text;
  std::vector<std::uint32_t> begins;
};

// Lays out the tokens of Lex(source), valid or not: lines are indented by two
// spaces per bracket-opening line, "=" and trailing comments are aligned over
// neighbouring lines. Linear in time; never fails. A text that would become
// more than 16 times as long (all in spaces) is left as it is.
[[nodiscard]] FormattedText FormatTokens(std::string_view source,
                                         const std::vector<Token>& tokens);

// FormatTokens(source, Lex(source)).text.
[[nodiscard]] std::string Format(std::string_view source);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_FORMATTER_H_
