// What the lexer and the formatter need to know about Unicode. No locale.

#ifndef PASTICHE_PLUGINS_TERRAFORM_UNICODE_H_
#define PASTICHE_PLUGINS_TERRAFORM_UNICODE_H_

#include <cstddef>
#include <string_view>

namespace pastiche::terraform {

struct CodePoint {
  char32_t code;       // U+FFFD where the bytes are not UTF-8.
  std::size_t length;  // Bytes, 1..4; 1 where they are not UTF-8.
  bool valid;
};

// The code point at text[at]. Strict: no overlong forms, no surrogates,
// nothing above U+10FFFF. Requires at < text.size().
[[nodiscard]] CodePoint DecodeUtf8(std::string_view text, std::size_t at);

// The first byte that is not UTF-8, or text.size().
[[nodiscard]] std::size_t FindInvalidUtf8(std::string_view text);

// May an identifier start, or go on, with this code point above ASCII?
[[nodiscard]] bool IsIdentifierStart(char32_t code);
[[nodiscard]] bool IsIdentifierContinue(char32_t code);

// White space in Unicode's sense; heredoc markers are trimmed of it.
[[nodiscard]] bool IsUnicodeSpace(char32_t code);

// `text` without the Unicode white space at both ends.
[[nodiscard]] std::string_view TrimUnicodeSpace(std::string_view text);

// How many characters a reader sees. Bytes that are not UTF-8 count one each.
[[nodiscard]] std::size_t CountGraphemes(std::string_view text);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_UNICODE_H_
