#include "plugins/mario/options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "plugins/mario/level_png.h"

namespace pastiche::mario {
namespace {

struct Field {
  std::string_view key;
  std::uint32_t Options::*value;
  std::uint32_t lo;
  std::uint32_t hi;
  bool boolean = false;  // false and true are 0 and 1.
};

constexpr std::array<Field, 4> kFields = {{
    {"columns", &Options::columns, 1, kMaxColumns},
    {"width", &Options::width, 0, kMaxWidth},
    {"scale", &Options::scale, 1, kMaxScale},
    {"path", &Options::path, 0, 1, /*boolean=*/true},
}};

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  // Skips blanks; true at the end of the text.
  bool AtEnd() {
    const std::size_t at = text_.find_first_not_of(" \t\r\n");
    text_.remove_prefix(at == std::string_view::npos ? text_.size() : at);
    return text_.empty();
  }

  bool Take(char symbol) {
    if (AtEnd() || text_.front() != symbol) return false;
    text_.remove_prefix(1);
    return true;
  }

  // A quoted string without escapes: no key or value of ours has any.
  std::optional<std::string_view> String() {
    if (!Take('"')) return std::nullopt;
    const std::size_t end = text_.find_first_of("\"\\");
    if (end == std::string_view::npos || text_[end] != '"') return std::nullopt;
    const std::string_view key = text_.substr(0, end);
    text_.remove_prefix(end + 1);
    return key;
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
  return {"the options are no JSON object of integers, booleans and strings",
          "write for example {\"columns\":50}"};
}

// Keeps foreign text short and printable in a message.
std::string Shown(std::string_view text) {
  std::string shown;
  for (const char symbol : text.substr(0, 40)) {
    shown += symbol >= ' ' && symbol <= '~' ? symbol : '?';
  }
  return shown;
}

const Field* FindField(std::string_view key) {
  for (const Field& field : kFields) {
    if (field.key == key) return &field;
  }
  return nullptr;
}

std::optional<OptionProblem> SetField(const Field& field,
                                      std::string_view value,
                                      Options& options) {
  if (field.boolean) {
    if (value != "true" && value != "false") {
      return OptionProblem{std::string(field.key) + " is " + Shown(value),
                           "give true or false"};
    }
    options.*field.value = value == "true" ? 1 : 0;
    return std::nullopt;
  }
  std::uint32_t number = 0;
  const char* const end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, number);
  if (error != std::errc() || stop != end || number < field.lo ||
      number > field.hi) {
    return OptionProblem{std::string(field.key) + " is " + Shown(value),
                         "give a whole number from " +
                             std::to_string(field.lo) + " to " +
                             std::to_string(field.hi)};
  }
  options.*field.value = number;
  return std::nullopt;
}

std::optional<OptionProblem> SetSurprise(std::string_view text,
                                         std::vector<double>& bits) {
  bits.clear();
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    if (text.empty()) return std::nullopt;
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size());
    double number = 0.0;
    const char* const end = word.data() + word.size();
    const auto [stop, error] = std::from_chars(word.data(), end, number);
    if (error != std::errc() || stop != end ||
        !(number >= 0.0 && number <= 1e6)) {
      return OptionProblem{"surprise holds " + Shown(word),
                           "give numbers from 0 to 1000000"};
    }
    bits.push_back(number);
  }
}

}  // namespace

std::variant<Options, OptionProblem> ReadOptions(std::string_view json) {
  Options options;
  Reader reader(json);
  if (reader.AtEnd()) return options;
  if (!reader.Take('{')) return Malformed();
  std::array<bool, kFields.size() + 1> seen = {};
  bool more = !reader.Take('}');
  while (more) {
    const std::optional<std::string_view> key = reader.String();
    if (!key || !reader.Take(':')) return Malformed();
    const Field* field = FindField(*key);
    const bool surprise = *key == "surprise";
    if (field == nullptr && !surprise) {
      return OptionProblem{
          "unknown option \"" + Shown(*key) + '"',
          "options are columns, width, scale, path and surprise"};
    }
    bool& given =
        seen[surprise ? kFields.size()
                      : static_cast<std::size_t>(field - kFields.data())];
    if (given) {
      return OptionProblem{std::string(*key) + " is given twice",
                           "give it once"};
    }
    given = true;
    std::optional<OptionProblem> problem;
    if (surprise) {
      const std::optional<std::string_view> text = reader.String();
      if (!text) return Malformed();
      problem = SetSurprise(*text, options.surprise);
    } else {
      problem = SetField(*field, reader.Value(), options);
    }
    if (problem) return *std::move(problem);
    more = reader.Take(',');
    if (!more && !reader.Take('}')) return Malformed();
  }
  if (!reader.AtEnd()) return Malformed();
  return options;
}

}  // namespace pastiche::mario
