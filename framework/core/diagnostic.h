// One problem found in a document: what, where, and how to mend it.

#ifndef PASTICHE_FRAMEWORK_CORE_DIAGNOSTIC_H_
#define PASTICHE_FRAMEWORK_CORE_DIAGNOSTIC_H_

#include <cstdint>
#include <string>

namespace pastiche {

enum class Severity : std::uint8_t { kNote, kWarning, kError };

struct Diagnostic {
  Severity severity = Severity::kError;
  std::int32_t code = 0;  // The plugin's own stable number.
  // [begin, end): bytes of file number `file` for Encode and Import, token
  // positions for Check and PrefixOk.
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  std::uint32_t file = 0;
  std::string message;
  std::string mend;  // May be empty.
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_CORE_DIAGNOSTIC_H_
