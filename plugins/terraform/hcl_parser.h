// Parser for HCL's native syntax: accepts and rejects what HashiCorp's
// hclsyntax 2.14 does, and lists what a checker needs to know of a file. Builds
// no expression trees: nothing here evaluates.

#ifndef PASTICHE_PLUGINS_TERRAFORM_HCL_PARSER_H_
#define PASTICHE_PLUGINS_TERRAFORM_HCL_PARSER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "plugins/terraform/hcl_token.h"

namespace pastiche::terraform {

// Brackets, blocks and template directives inside one another. Deeper is
// refused: the parser is recursive.
inline constexpr int kMaxNesting = 300;

struct Span {  // Bytes of the source, [begin, end).
  std::uint32_t begin, end;
};

inline std::string_view TextOf(std::string_view source, Span span) {
  return source.substr(span.begin, span.end - span.begin);
}

// Bodies are numbered: 0 is the file's, blocks[i] has body i + 1.
struct Attribute {
  Span name;
  Span value;
  std::uint32_t body;  // The one it stands in.
};

struct Block {
  Span type;
  std::vector<Span> labels;  // Without quotes; escapes as written.
  Span header;               // From the type to the last label.
  Span braces;               // From "{" to "}", both included.
  std::uint32_t parent;      // The body it stands in.
};

// A name that an expression refers to: root.part.part up to the first index.
struct Reference {
  static constexpr std::size_t kMaxParts = 4;
  std::array<Span, kMaxParts> parts;
  std::size_t part_count;  // 1..kMaxParts; further ones are dropped.
  bool local;              // The root is the variable of a `for` around it.
  std::uint32_t body;      // The body whose attribute holds it.
  Span attribute;          // The name of that attribute.
};

struct Syntax {
  std::vector<Attribute> attributes;
  std::vector<Block> blocks;  // In the order of their headers.
  std::vector<Reference> references;
  // Arguments that are set a second time in their block, by name.
  std::vector<Span> duplicates;
  // The first problem, where the lists end; without one the first duplicate.
  std::optional<Problem> problem;
  // With a problem: the last token that was looked at to find it. It is a
  // problem of every longer text in which the tokens up to it are the same.
  std::size_t problem_token = 0;
};

// Parses the tokens that Lex() gave for `source`. Linear in time.
[[nodiscard]] Syntax Parse(std::string_view source,
                           const std::vector<Token>& tokens);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_HCL_PARSER_H_
