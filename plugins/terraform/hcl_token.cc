// Places in a text, and the words for lexemes that HCL does not have.

#include "plugins/terraform/hcl_token.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "plugins/terraform/hcl_lexer.h"
#include "plugins/terraform/unicode.h"

namespace pastiche::terraform {
namespace {

Problem DescribeUnsupported(std::string_view text, const Token& token) {
  Problem problem = {token.begin, token.end, "", ""};
  if (text == "'") {
    problem.message = "single quotes do not enclose strings";
    problem.mend = "use double quotes";
  } else if (text == ";") {
    problem.message = "';' does not end an argument";
    problem.mend = "end it with a newline, or separate items with ','";
  } else if (text == "`") {
    problem.message = "'`' does not enclose strings";
    problem.mend = "for text of several lines write <<EOT";
  } else if (text == "&" || text == "|") {
    problem.message = "bitwise operators do not exist";
    problem.mend = text == "&" ? "did you mean '&&'?" : "did you mean '||'?";
  } else if (text == "~" || text == "^") {
    problem.message = "bitwise operators do not exist";
    problem.mend = text == "~" ? "did you mean '!'?" : "remove it";
  } else if (text == "\\") {
    problem.message = "a backslash needs a character to escape";
    problem.mend = "write \\\\ for a backslash";
  } else if (text == "\xe2\x80\x9c" || text == "\xe2\x80\x9d") {
    problem.message = "curly quotes do not enclose strings";
    problem.mend = "use straight double quotes";
  } else {
    problem.message = "this character is not used in the language";
    problem.mend = "remove it";
  }
  return problem;
}

}  // namespace

std::optional<Problem> FindInvalidToken(std::string_view source,
                                        const std::vector<Token>& tokens) {
  for (const Token& token : tokens) {
    switch (token.type) {
      case TokenType::kUnsupported:
        return DescribeUnsupported(TextOf(source, token), token);
      case TokenType::kQuotedNewline:
        return Problem{token.begin, token.end,
                       "a quoted string does not go on over a line break",
                       "close the quote, write \\n, or use <<EOT"};
      case TokenType::kBadUtf8:
        return Problem{token.begin, token.end, "this byte is not UTF-8",
                       "save the file as UTF-8"};
      default:
        break;
    }
  }
  return std::nullopt;
}

Position PositionOf(std::string_view source, std::size_t offset) {
  offset = std::min(offset, source.size());
  Position position = {1, 1};
  std::size_t line_start = 0;
  for (std::size_t i = 0; i < offset; ++i) {
    if (source[i] != '\n') continue;
    ++position.line;
    line_start = i + 1;
  }
  position.column +=
      CountGraphemes(source.substr(line_start, offset - line_start));
  return position;
}

}  // namespace pastiche::terraform
