#include "plugins/terraform/closing.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "plugins/terraform/hcl_lexer.h"
#include "plugins/terraform/hcl_parser.h"

namespace pastiche::terraform {
namespace {

constexpr std::size_t kMostTrials = 64;
constexpr std::size_t kMostTrialsOfLongItems = 4;
constexpr std::size_t kLongItem = std::size_t{1} << 16;

// The end of a line outside of quotes, and what is open there, innermost last.
struct LineEnd {
  std::size_t at;
  std::vector<std::string> open;  // What closes each.
};

// Follows what is open from lexeme to lexeme.
class OpenParts {
 public:
  explicit OpenParts(std::string_view text) : text_(text) {}

  void Read(const Token& token) {
    if (control_ && token.type == TokenType::kIdent) {
      Directive(TextOf(text_, token));
    }
    control_ = token.type == TokenType::kTemplateControl;
    switch (token.type) {
      case TokenType::kOBrace:
      case TokenType::kTemplateInterp:
      case TokenType::kTemplateControl:
        open_.emplace_back("}");
        break;
      case TokenType::kOBrack:
        open_.emplace_back("]");
        break;
      case TokenType::kOParen:
        open_.emplace_back(")");
        break;
      case TokenType::kOQuote:
        open_.emplace_back("\"");
        break;
      case TokenType::kOHeredoc:
        open_.push_back(Marker(TextOf(text_, token)));
        break;
      case TokenType::kCBrace:
      case TokenType::kCBrack:
      case TokenType::kCParen:
      case TokenType::kCQuote:
      case TokenType::kCHeredoc:
        Pop();
        break;
      case TokenType::kTemplateSeqEnd:
        Pop();
        if (ends_directive_) Pop();
        if (!directive_.empty()) open_.push_back(std::move(directive_));
        directive_.clear();
        ends_directive_ = false;
        break;
      default:
        break;
    }
  }

  [[nodiscard]] const std::vector<std::string>& open() const { return open_; }

 private:
  static std::string Marker(std::string_view start) {  // "<<-EOT\n"
    start.remove_prefix(std::min(start.find_first_not_of("<-"), start.size()));
    std::string marker(start);
    while (!marker.empty() &&
           (marker.back() == '\n' || marker.back() == '\r')) {
      marker.pop_back();
    }
    return marker + '\n';
  }
  void Directive(std::string_view word) {
    if (word == "if") directive_ = "%{endif}";
    if (word == "for") directive_ = "%{endfor}";
    ends_directive_ = word == "endif" || word == "endfor";
  }
  void Pop() {
    if (!open_.empty()) open_.pop_back();
  }

  std::string_view text_;
  std::vector<std::string> open_;
  bool control_ = false;         // The last token was "%{".
  bool ends_directive_ = false;  // It is "%{ endif" or "%{ endfor".
  std::string directive_;        // Else what will close it.
};

// Closes innermost first. A brace and a marker stand on lines of their own.
std::string Closers(const std::vector<std::string>& open) {
  std::string closers;
  bool line_start = true;
  for (auto part = open.rbegin(); part != open.rend(); ++part) {
    const bool marker = part->ends_with('\n');
    const bool own_line = marker || *part == "}";
    if (own_line && !line_start) closers += '\n';
    closers += *part;
    line_start = marker;
  }
  if (!closers.empty() && !line_start) closers += '\n';
  return closers;
}

bool Parses(std::string_view text, const std::string& closers) {
  const std::string whole = std::string(text) + closers;
  return !Parse(whole, Lex(whole)).problem;
}

// Ends of lines, the start of the text among them, in order.
std::vector<LineEnd> LineEnds(std::string_view text,
                              const std::vector<Token>& tokens) {
  std::vector<LineEnd> ends = {{0, {}}};
  OpenParts parts(text);
  for (const Token& token : tokens) {
    parts.Read(token);
    const bool ends_line =
        EndsLine(text, token) || token.type == TokenType::kOHeredoc ||
        (token.type == TokenType::kStringLit && text[token.end - 1] == '\n');
    // What is nested deeper does not parse.
    if (!ends_line || parts.open().size() > kMaxNesting) continue;
    // Only the last whole item and what follows it matter.
    if (parts.open().empty()) ends.clear();
    if (ends.size() > kMostTrials + 1) ends.erase(ends.begin() + 1);
    ends.push_back({token.end, parts.open()});
  }
  return ends;
}

}  // namespace

std::optional<ClosedText> CloseText(std::string_view text) {
  const std::vector<Token> tokens = Lex(text);
  const Syntax syntax = Parse(text, tokens);
  if (!syntax.problem) {
    const bool open_line = !text.empty() && text.back() != '\n';
    return ClosedText{text.size(), open_line ? "\n" : ""};
  }
  const std::vector<LineEnd> ends = LineEnds(text, tokens);
  const std::size_t item = ends.front().at;
  if (!Parses(text.substr(0, item), "")) return std::nullopt;
  const std::size_t trials =
      text.size() - item > kLongItem ? kMostTrialsOfLongItems : kMostTrials;
  for (std::size_t i = ends.size(); i-- > 1 && ends.size() - i <= trials;) {
    std::string closers = Closers(ends[i].open);
    if (!Parses(text.substr(item, ends[i].at - item), closers)) continue;
    // Together with what stands before it, an argument may be there twice.
    if (!Parses(text.substr(0, ends[i].at), closers)) break;
    return ClosedText{ends[i].at, std::move(closers)};
  }
  return ClosedText{item, ""};
}

}  // namespace pastiche::terraform
