#include "plugins/terraform/options.h"

#include <charconv>
#include <cstddef>
#include <optional>
#include <set>

namespace pastiche::terraform {
namespace {

constexpr double kMaxBits = 1e6;

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
  // A string without escapes, or nothing.
  std::optional<std::string_view> String() {
    if (!Take("\"")) return std::nullopt;
    const std::size_t end = text_.find_first_of("\"\\\n");
    if (end == std::string_view::npos || text_[end] != '"') return std::nullopt;
    const std::string_view value = text_.substr(0, end);
    text_.remove_prefix(end + 1);
    return value;
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

std::string Shown(std::string_view value) {
  std::string shown;
  for (const char c : value.substr(0, 40)) {
    shown += c >= ' ' && c <= '~' ? c : '?';
  }
  return shown;
}

OptionProblem Malformed() {
  return {
      "the options are no JSON object with \"tokens\", \"lines\", "
      "\"broken\" and \"surprise\"",
      "write for example {\"tokens\":200}"};
}

std::optional<OptionProblem> ReadInteger(const char* key, Reader& reader,
                                         std::uint32_t most,
                                         std::uint32_t& out) {
  const std::string_view value = reader.Value();
  const char* const end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, out);
  if (error == std::errc() && stop == end && out <= most) return std::nullopt;
  return OptionProblem{std::string(key) + " is " + Shown(value),
                       "give a whole number from 0 to " + std::to_string(most)};
}

std::optional<OptionProblem> ReadBits(Reader& reader,
                                      std::vector<double>& bits) {
  const std::optional<std::string_view> value = reader.String();
  if (!value) return Malformed();
  for (std::string_view rest = *value;;) {
    const std::size_t at = rest.find_first_not_of(" ,");
    if (at == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(at);
    const std::string_view word = rest.substr(0, rest.find_first_of(" ,"));
    rest.remove_prefix(word.size());
    double number = 0;
    const char* const end = word.data() + word.size();
    const auto [stop, error] = std::from_chars(word.data(), end, number);
    if (error != std::errc() || stop != end || !(number >= 0) ||
        number > kMaxBits) {
      return OptionProblem{"surprise holds " + Shown(word),
                           "give the bits of every token, 0 and more, with "
                           "blanks between them"};
    }
    bits.push_back(number);
  }
}

std::optional<OptionProblem> ReadOne(std::string_view key, Reader& reader,
                                     Options& options) {
  if (key == "tokens") {
    return ReadInteger("tokens", reader, kMaxCanvasTokens, options.tokens);
  }
  if (key == "lines") {
    return ReadInteger("lines", reader, kMaxPictureLines, options.lines);
  }
  if (key == "broken") {
    options.broken = reader.Take("true");
    if (options.broken || reader.Take("false")) return std::nullopt;
    return OptionProblem{"broken is neither true nor false",
                         "give one of them"};
  }
  if (key == "surprise") return ReadBits(reader, options.surprise);
  return Malformed();
}

}  // namespace

std::variant<Options, OptionProblem> ReadOptions(std::string_view json) {
  Options options;
  Reader reader(json);
  if (reader.AtEnd()) return options;
  if (!reader.Take("{")) return Malformed();
  std::set<std::string_view> seen;
  for (bool more = !reader.Take("}"); more;) {
    const std::optional<std::string_view> key = reader.String();
    if (!key || !seen.insert(*key).second || !reader.Take(":")) {
      return Malformed();
    }
    if (auto problem = ReadOne(*key, reader, options)) return *problem;
    more = reader.Take(",");
    if (!more && !reader.Take("}")) return Malformed();
  }
  if (!reader.AtEnd()) return Malformed();
  return options;
}

}  // namespace pastiche::terraform
