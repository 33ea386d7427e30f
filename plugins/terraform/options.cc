#include "plugins/terraform/options.h"

#include <charconv>
#include <cstddef>

namespace pastiche::terraform {
namespace {

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool AtEnd() {
    const std::size_t at = text_.find_first_not_of(" \t\r\n");
    text_.remove_prefix(at == std::string_view::npos ? text_.size() : at);
    return text_.empty();
  }
  bool Take(std::string_view symbol) {
    if (AtEnd() || !text_.starts_with(symbol)) return false;
    text_.remove_prefix(symbol.size());
    return true;
  }
  // What stands up to the next comma, brace or blank.
  std::string_view Value() {
    AtEnd();
    const std::string_view value =
        text_.substr(0, text_.find_first_of(",} \t\r\n"));
    text_.remove_prefix(value.size());
    return value;
  }

 private:
  std::string_view text_;
};

OptionProblem Malformed() {
  return {"the options are no JSON object with the integer \"tokens\"",
          "write for example {\"tokens\":200}"};
}

}  // namespace

std::variant<Options, OptionProblem> ReadOptions(std::string_view json) {
  Options options;
  Reader reader(json);
  if (reader.AtEnd()) return options;
  if (!reader.Take("{")) return Malformed();
  if (!reader.Take("}")) {
    if (!reader.Take("\"tokens\"") || !reader.Take(":")) return Malformed();
    const std::string_view value = reader.Value();
    const char* const end = value.data() + value.size();
    const auto [stop, error] =
        std::from_chars(value.data(), end, options.tokens);
    if (error != std::errc() || stop != end ||
        options.tokens > kMaxCanvasTokens) {
      std::string shown;
      for (const char c : value.substr(0, 40)) {
        shown += c >= ' ' && c <= '~' ? c : '?';
      }
      return OptionProblem{
          "tokens is " + shown,
          "give a whole number from 0 to " + std::to_string(kMaxCanvasTokens)};
    }
    if (!reader.Take("}")) return Malformed();
  }
  if (!reader.AtEnd()) return Malformed();
  return options;
}

}  // namespace pastiche::terraform
