// Places in the user's text: byte spans as file:line:column, and the spans that
// masks name.

#ifndef PASTICHE_HOST_PLACES_H_
#define PASTICHE_HOST_PLACES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/result.h"
#include "host/console.h"
#include "host/files.h"

namespace pastiche::host {

// No control characters but tabs and line ends near its beginning.
[[nodiscard]] bool IsText(std::string_view content);

struct LineColumn {
  std::uint64_t line = 1;    // From 1.
  std::uint64_t column = 1;  // From 1, in bytes.
};

[[nodiscard]] LineColumn PlaceOf(std::string_view text, std::uint64_t byte);

// "levels/1-1.txt:3:17", or "groove.mid: byte 42" where the file is not text.
[[nodiscard]] std::string PlaceName(const LoadedFile& file, std::uint64_t byte);

// Where token number `position` stood: as PlaceName, or the document's name
// where the token stands nowhere.
[[nodiscard]] std::string PlaceOfToken(const Document& document,
                                       const std::vector<LoadedFile>& files,
                                       std::uint64_t position);

// Prints an import's findings; notes only with --verbose.
void PrintFindings(const Console& console,
                   const std::vector<Diagnostic>& diagnostics,
                   const std::vector<LoadedFile>& files);

// The error with the place of its first diagnostic in front of its message, its
// mend from there, and that diagnostic taken out: one sentence for stderr.
[[nodiscard]] Error WithPlace(Error error,
                              const std::vector<LoadedFile>& files);

struct ByteRange {
  std::uint64_t begin = 0, end = 0;  // [begin, end)
};

// One range per line: "120-134" bytes, or "3:10-3:20" line:column; the end is
// not included. '#' starts a comment. kInvalidArgument with `name`:line.
[[nodiscard]] Result<std::vector<ByteRange>> ParseRanges(
    std::string_view ranges, std::string_view name, std::string_view text);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_PLACES_H_
