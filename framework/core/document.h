// A document: tokens in generation order, whose they are, and where each one
// stood in the user's text.

#ifndef PASTICHE_FRAMEWORK_CORE_DOCUMENT_H_
#define PASTICHE_FRAMEWORK_CORE_DOCUMENT_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace pastiche {

// 0..vocabulary size - 1, or kUnknownToken where a comment allows it.
using Token = std::uint32_t;

// A place not yet generated. Never an in-band character: see docs/abi.md.
inline constexpr Token kUnknownToken = 0xFFFFFFFFu;

using TokenSpan = std::span<const Token>;

// Bytes [begin, end) of input file number `file`.
struct SourceSpan {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  std::uint32_t file = 0;
};

struct Document {
  std::string name;
  std::string license;  // Empty for the user's own files.
  std::string group;    // Documents left out together; empty = `name` alone.
  std::vector<Token> tokens;
  std::vector<SourceSpan> where;  // One per token, or empty.
  std::vector<double> payload;    // (tokens, channels) row-major, or empty.

  // What it is left out with: `group`, or `name` if that is empty.
  [[nodiscard]] const std::string& group_or_name() const {
    return group.empty() ? name : group;
  }
};

// A named part of a document: ascending, disjoint position ranges.
struct Region {
  struct Run {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
  };
  std::string label;
  std::vector<Run> runs;
};

// A file's name (last part of its path) and bytes, in or out.
struct File {
  std::string name;
  std::string content;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_CORE_DOCUMENT_H_
