// Modules to tokens and back: text -> canonical layout -> minified -> pieces.
// Decoding gives the canonical layout again, byte for byte.

#ifndef PASTICHE_PLUGINS_TERRAFORM_TOKENIZER_H_
#define PASTICHE_PLUGINS_TERRAFORM_TOKENIZER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "plugins/terraform/hcl_token.h"
#include "plugins/terraform/module_text.h"

namespace pastiche::terraform {

// Where a token stood in what was encoded: bytes of file `file`.
struct TokenOrigin {
  std::uint32_t file;
  std::uint32_t begin, end;
};

struct FileProblem {
  std::size_t file;
  Problem problem;
};

struct EncodedModule {
  std::vector<std::uint32_t> tokens;
  std::vector<TokenOrigin> origins;    // One per token.
  std::optional<FileProblem> problem;  // Then there are no tokens.
};

enum class Reading : std::uint8_t {
  kValid,   // A file that does not parse is a problem.
  kBroken,  // It is read as well, to be checked and repaired.
};

// Encodes the files of one module, with an end mark. Origins count from the
// start of what the file was cut from (SourceFile::text_begin). Problems: a
// file that does not parse, is not UTF-8, holds NUL, or is too large.
[[nodiscard]] EncodedModule EncodeModule(std::span<const SourceFile> files,
                                         Reading reading = Reading::kValid);

// The tokens of one file's text, without marks; `verbatim` says which mark
// belongs before it. `text` is any text; nothing is checked but its size.
struct EncodedText {
  std::vector<std::uint32_t> tokens;
  std::vector<TokenOrigin> origins;  // file is 0.
  bool verbatim;
};
[[nodiscard]] EncodedText EncodeText(std::string_view text);

struct DecodedFile {
  std::string name;
  std::string text;  // Canonical unless verbatim; UTF-8 without NUL.
  bool verbatim = false;
};

struct DecodedModule {
  std::vector<DecodedFile> files;
  // For each token: bytes of files[file].text; empty at the start for tokens
  // of names and marks, empty at the end for an end mark.
  std::vector<TokenOrigin> places;
};

// Decodes any row of tokens: text before a file mark becomes a file without a
// name, marks out of place and tokens from an end mark on are ignored, bytes
// that are not UTF-8 become U+FFFD. Requires ids < kMaxVocabulary or
// PST_TOKEN_UNKNOWN-like ids above it, which are skipped.
[[nodiscard]] DecodedModule DecodeModule(std::span<const std::uint32_t> tokens);

// The module as one text (module_text.h). A single file without a name has no
// header.
[[nodiscard]] std::string ModuleText(const DecodedModule& module);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_TOKENIZER_H_
