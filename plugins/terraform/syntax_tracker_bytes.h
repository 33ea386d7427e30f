// Constants and byte classes shared by the two files that implement the syntax
// tracker; nobody else includes this.

#ifndef PASTICHE_PLUGINS_TERRAFORM_SYNTAX_TRACKER_BYTES_H_
#define PASTICHE_PLUGINS_TERRAFORM_SYNTAX_TRACKER_BYTES_H_

#include <cstdint>

#include "plugins/terraform/syntax_tracker.h"

namespace pastiche::terraform::tracking {

inline constexpr Hash kWordSeed = 0xcbf29ce484222325u;

// Progress through "<<-EOT".
inline constexpr std::uint8_t kNoHeredoc = 0;
inline constexpr std::uint8_t kOneLess = 1;
inline constexpr std::uint8_t kTwoLess = 2;
inline constexpr std::uint8_t kMinus = 3;
inline constexpr std::uint8_t kMarker = 4;

// A line inside a heredoc, as a candidate for the closing marker.
inline constexpr std::uint8_t kLineStart = 0;
inline constexpr std::uint8_t kLineWord = 1;
inline constexpr std::uint8_t kLineAfterWord = 2;
inline constexpr std::uint8_t kLineOther = 3;

inline bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// FNV-1a, so that a word can be hashed byte by byte.
inline Hash AddByte(Hash hash, char c) {
  if (hash == kUnknownHash) return hash;
  hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash == kUnknownHash ? 1 : hash;
}

}  // namespace pastiche::terraform::tracking

#endif  // PASTICHE_PLUGINS_TERRAFORM_SYNTAX_TRACKER_BYTES_H_
