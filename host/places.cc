// Byte spans, lines and columns.

#include "host/places.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "host/arguments.h"
#include "host/option_value.h"

namespace pastiche::host {
namespace {

// Byte of a line and column; the end of the line if it is shorter.
std::optional<std::uint64_t> ByteOf(std::string_view text, LineColumn place) {
  std::size_t at = 0;
  for (std::uint64_t line = 1; line < place.line; ++line) {
    const std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos) return std::nullopt;
    at = end + 1;
  }
  const std::size_t end = std::min(text.find('\n', at), text.size());
  if (place.column - 1 > end - at) return std::nullopt;
  return at + place.column - 1;
}

// "3:10" or "120" as a byte of `text`.
Result<std::uint64_t> ParsePlace(std::string_view word, std::string_view what,
                                 std::string_view text) {
  const std::size_t colon = word.find(':');
  if (colon == std::string_view::npos) {
    return ParseInteger(word, what, 0, text.size());
  }
  const auto line = ParseInteger(word.substr(0, colon), what, 1, UINT32_MAX);
  if (!line) return line;
  const auto column = ParseInteger(word.substr(colon + 1), what, 1, UINT32_MAX);
  if (!column) return column;
  const auto byte = ByteOf(text, {*line, *column});
  if (!byte) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("{}: {} is outside the file", what, word),
                "lines and columns count from 1");
  }
  return *byte;
}

}  // namespace

bool IsText(std::string_view content) {
  const std::string_view start = content.substr(0, 4096);
  return std::none_of(start.begin(), start.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 32 && c != '\n' && c != '\r' && c != '\t';
  });
}

LineColumn PlaceOf(std::string_view text, std::uint64_t byte) {
  const std::string_view before =
      text.substr(0, std::min<std::uint64_t>(byte, text.size()));
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t start = before.rfind('\n');
  return {
      static_cast<std::uint64_t>(lines) + 1,
      before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1};
}

std::string PlaceName(const LoadedFile& file, std::uint64_t byte) {
  if (!IsText(file.file.content)) {
    return fmt::format("{}: byte {}", file.path.string(), byte);
  }
  const LineColumn place = PlaceOf(file.file.content, byte);
  return fmt::format("{}:{}:{}", file.path.string(), place.line, place.column);
}

std::string PlaceOfToken(const Document& document,
                         const std::vector<LoadedFile>& files,
                         std::uint64_t position) {
  if (position >= document.where.size()) return document.name;
  const SourceSpan& where = document.where[position];
  return where.file < files.size() ? PlaceName(files[where.file], where.begin)
                                   : document.name;
}

void PrintFindings(const Console& console,
                   const std::vector<Diagnostic>& diagnostics,
                   const std::vector<LoadedFile>& files) {
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity == Severity::kNote && !console.verbose()) continue;
    console.Finding(diagnostic.file < files.size()
                        ? PlaceName(files[diagnostic.file], diagnostic.begin)
                        : "pastiche",
                    diagnostic);
  }
}

Error WithPlace(Error error, const std::vector<LoadedFile>& files) {
  const auto worst = std::find_if(
      error.diagnostics.begin(), error.diagnostics.end(),
      [](const auto& d) { return d.severity == Severity::kError; });
  if (worst == error.diagnostics.end() || worst->file >= files.size()) {
    return error;
  }
  error.message = fmt::format(
      "{}: {}", PlaceName(files[worst->file], worst->begin), worst->message);
  error.mend = worst->mend;
  error.diagnostics.erase(worst);
  return error;
}

Result<std::vector<ByteRange>> ParseRanges(std::string_view ranges,
                                           std::string_view name,
                                           std::string_view text) {
  std::vector<ByteRange> result;
  std::uint64_t line_number = 0;
  while (!ranges.empty()) {
    ++line_number;
    const std::size_t end = std::min(ranges.find('\n'), ranges.size());
    std::string_view line = ranges.substr(0, end);
    ranges.remove_prefix(std::min(end + 1, ranges.size()));
    line = line.substr(0, line.find('#'));
    while (!line.empty() &&
           (line.back() == ' ' || line.back() == '\r' || line.back() == '\t')) {
      line.remove_suffix(1);
    }
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) {
      line.remove_prefix(1);
    }
    if (line.empty()) continue;
    const std::string what = fmt::format("{}:{}", name, line_number);
    const std::size_t dash = line.find('-');
    if (dash == std::string_view::npos) {
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("{}: \"{}\" is no range", what, line),
                  "write bytes 120-134, or line:column 3:10-3:20");
    }
    const auto begin = ParsePlace(line.substr(0, dash), what, text);
    if (!begin) return Fail(begin);
    const auto stop = ParsePlace(line.substr(dash + 1), what, text);
    if (!stop) return Fail(stop);
    if (*stop <= *begin) {
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("{}: the range {} is empty", what, line),
                  "the end is not included: 3:10-3:11 is one character");
    }
    result.push_back({*begin, *stop});
  }
  return result;
}

}  // namespace pastiche::host
