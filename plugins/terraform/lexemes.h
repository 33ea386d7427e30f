// The minified form that is tokenized: the canonical text without the white
// space that the formatter restores, cut into lexemes and these into words.

#ifndef PASTICHE_PLUGINS_TERRAFORM_LEXEMES_H_
#define PASTICHE_PLUGINS_TERRAFORM_LEXEMES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/terraform/hcl_token.h"

namespace pastiche::terraform {

// A text cut into pieces of text that merges may not cross.
struct Lexemes {
  struct Part {
    std::uint32_t begin, end;  // Bytes of `text`.
    std::uint32_t token;       // Index of the token it is of, or stands before.
    std::uint32_t source;      // Byte of the source where it begins.
  };
  std::string text;         // All parts, one after the other.
  std::vector<Part> parts;  // Newlines that end a token are parts of their own.
};

// The tokens of Lex(source) without the spaces between them, but for one where
// two tokens would otherwise be read as one.
[[nodiscard]] Lexemes Minify(std::string_view source,
                             const std::vector<Token>& tokens);

// The tokens of Lex(source) with all that stands between them.
[[nodiscard]] Lexemes KeepAll(std::string_view source,
                              const std::vector<Token>& tokens);

// Cuts a part into words, the units that byte pairs are merged in: letters,
// digits, '_', '-' and bytes above ASCII with one space before them, or a run
// of one other character; at most kMaxWordBytes. Returns the ends of the words,
// ascending, the last one part.size().
inline constexpr std::size_t kMaxWordBytes = 32;
[[nodiscard]] std::vector<std::size_t> WordEnds(std::string_view part);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_LEXEMES_H_
