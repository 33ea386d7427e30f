#include "plugins/mario/level.h"

#include <algorithm>

namespace pastiche::mario {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

Problem Fault(ProblemCode code, std::size_t begin, std::size_t end,
              std::string message, std::string mend) {
  return {Severity::kError,   code,           begin, end,
          std::move(message), std::move(mend)};
}

std::string Count(std::size_t count, std::string_view noun) {
  std::string text = std::to_string(count) + ' ' + std::string(noun);
  if (count != 1) text += 's';
  return text;
}

struct Row {
  std::size_t begin = 0;
  std::size_t width = 0;
};

// Splits at LF and drops one CR before it. Rows beyond the 14th are counted,
// not stored: their number is all that the message needs.
std::size_t SplitRows(std::string_view text, std::array<Row, kRows>& rows,
                      std::size_t& fifteenth_begin) {
  std::size_t count = 0;
  for (std::size_t begin = 0; begin < text.size(); ++count) {
    std::size_t end = text.find('\n', begin);
    if (end == std::string_view::npos) end = text.size();
    std::size_t width = end - begin;
    if (width != 0 && text[end - 1] == '\r') --width;
    if (count < kRows) rows[count] = {begin, width};
    if (count == kRows) fifteenth_begin = begin;
    begin = end + 1;
  }
  return count;
}

// The commonest width (of equally common ones the first), so that the row that
// is named as ragged is the odd one out.
std::size_t UsualWidth(const std::array<Row, kRows>& rows) {
  std::size_t usual = 0;
  std::ptrdiff_t most = 0;
  for (const Row& row : rows) {
    const auto same =
        std::count_if(rows.begin(), rows.end(),
                      [&](const Row& r) { return r.width == row.width; });
    if (same <= most) continue;
    most = same;
    usual = row.width;
  }
  return usual;
}

std::optional<Problem> CheckShape(std::string_view text,
                                  std::array<Row, kRows>& rows) {
  if (text.empty()) {
    return Fault(ProblemCode::kEmptyLevel, 0, 0, "the level is empty",
                 "write 14 rows of tiles, top row first");
  }
  if (text.starts_with(kByteOrderMark)) {
    return Fault(ProblemCode::kUnknownTile, 0, kByteOrderMark.size(),
                 "the level starts with a byte order mark",
                 "save it as plain ASCII without one");
  }
  std::size_t extra_begin = 0;
  const std::size_t row_count = SplitRows(text, rows, extra_begin);
  if (row_count != kRows) {
    const std::size_t begin = row_count > kRows ? extra_begin : text.size();
    return Fault(ProblemCode::kRowCount, begin, text.size(),
                 "the level has " + Count(row_count, "row") + " instead of 14",
                 row_count < kRows ? "is the file cut off? add the rows that "
                                     "are missing; the first row is the top"
                                   : "remove the rows after the 14th");
  }
  const std::size_t columns = UsualWidth(rows);
  for (std::size_t r = 0; r < kRows; ++r) {
    const Row& row = rows[r];
    if (row.width == columns) continue;
    return Fault(ProblemCode::kRaggedRow, row.begin, row.begin + row.width,
                 "row " + std::to_string(r + 1) + " is " +
                     Count(row.width, "tile") + " wide, the others are " +
                     std::to_string(columns),
                 (row.width < columns ? "pad row " : "cut row ") +
                     std::to_string(r + 1) + " to " + Count(columns, "tile"));
  }
  if (columns == 0) {
    return Fault(ProblemCode::kRaggedRow, 0, 0, "all 14 rows are empty",
                 "a level is at least 1 column wide");
  }
  if (columns > kMaxColumns) {
    return Fault(ProblemCode::kLevelTooLarge, 0, columns,
                 "the level is " + Count(columns, "column") + " wide",
                 "split it: the limit is " + Count(kMaxColumns, "column"));
  }
  return std::nullopt;
}

}  // namespace

std::variant<Level, Problem> ReadLevel(std::string_view text) {
  std::array<Row, kRows> rows;
  if (std::optional<Problem> problem = CheckShape(text, rows)) {
    return *std::move(problem);
  }
  const std::size_t columns = rows[0].width;
  Level level;
  level.tokens.resize(columns * kRows);
  for (std::size_t r = 0; r < kRows; ++r) {
    level.row_begin[r] = rows[r].begin;
    for (std::size_t c = 0; c < columns; ++c) {
      const std::size_t at = rows[r].begin + c;
      const std::optional<Token> token = TokenOf(text[at]);
      if (!token) {
        return Fault(ProblemCode::kUnknownTile, at, at + 1,
                     "unknown tile " + QuotedTile(text[at]) + " in row " +
                         std::to_string(r + 1) + ", column " +
                         std::to_string(c + 1),
                     MendUnknownTile(text[at]));
      }
      level.tokens[c * kRows + (kRows - 1 - r)] = *token;
    }
  }
  return level;
}

std::optional<Problem> ValidateTokens(std::span<const Token> tokens,
                                      bool allow_unknown) {
  if (tokens.empty() || tokens.size() % kRows != 0) {
    return Fault(ProblemCode::kTokenCount, 0, tokens.size(),
                 Count(tokens.size(), "token") + " cannot make a level",
                 "give whole columns: 14 tokens each");
  }
  if (tokens.size() / kRows > kMaxColumns) {
    return Fault(ProblemCode::kTokenCount, 0, tokens.size(),
                 Count(tokens.size() / kRows, "column") + " are too many",
                 "the limit is " + std::to_string(kMaxColumns));
  }
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] < kTileCount) continue;
    if (tokens[i] == kUnknownToken && allow_unknown) continue;
    const std::string what =
        tokens[i] == kUnknownToken
            ? "is still unknown"
            : "has id " + std::to_string(tokens[i]) + ", outside the 14 tiles";
    return Fault(ProblemCode::kTokenRange, i, i + 1,
                 "the tile in " + PlaceName(i) + ' ' + what,
                 "ids are 0 to 13, one for each tile");
  }
  return std::nullopt;
}

std::variant<std::string, Problem> WriteLevel(std::span<const Token> tokens) {
  if (auto problem = ValidateTokens(tokens, /*allow_unknown=*/false)) {
    return *std::move(problem);
  }
  const std::size_t columns = tokens.size() / kRows;
  std::string text((columns + 1) * kRows, '\n');
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::size_t text_row = kRows - 1 - i % kRows;
    text[text_row * (columns + 1) + i / kRows] = kTileChars[tokens[i]];
  }
  return text;
}

std::string PlaceName(std::size_t token_index) {
  return "row " + std::to_string(kRows - token_index % kRows) + ", column " +
         std::to_string(token_index / kRows + 1);
}

}  // namespace pastiche::mario
