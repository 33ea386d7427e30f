// Parsing by table.

#include "host/arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <cassert>
#include <charconv>

#include "framework/plugin/edit_distance.h"
#include "host/option_value.h"

namespace pastiche::host {
namespace {

namespace po = boost::program_options;

po::options_description Describe(const CommandSpec& command) {
  po::options_description description;
  for (const auto* table : {&command.options, &CommonOptions()}) {
    for (const OptionSpec& option : *table) {
      const std::string name =
          option.letter == 0 ? option.name
                             : fmt::format("{},{}", option.name, option.letter);
      if (option.kind == OptionSpec::Kind::kFlag) {
        description.add_options()(name.c_str(), "");
      } else {
        description.add_options()(name.c_str(),
                                  po::value<std::vector<std::string>>(), "");
      }
    }
  }
  description.add_options()("positional", po::value<std::vector<std::string>>(),
                            "");
  return description;
}

Result<void> CheckCount(const CommandSpec& command, std::size_t count) {
  const std::string usage = fmt::format("usage: pastiche {} {} [options]",
                                        command.name, command.positionals);
  if (count < command.min_positionals) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("{} needs {}", command.name, command.positionals),
                usage);
  }
  if (count > command.max_positionals) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("{} takes {}, got {} arguments", command.name,
                            command.positionals.empty() ? "no argument"
                                                        : command.positionals,
                            count),
                usage);
  }
  return {};
}

// Takes out of `words` what only the plugin can know: --NAME VALUE and
// --NAME=VALUE that are not in the table.
Result<std::vector<std::pair<std::string, std::string>>> TakeMore(
    const CommandSpec& command, std::vector<std::string>& words) {
  std::vector<std::pair<std::string, std::string>> more;
  std::vector<std::string> rest;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--") {
      rest.insert(rest.end(), words.begin() + static_cast<std::ptrdiff_t>(i),
                  words.end());
      break;
    }
    const std::size_t equals = word.find('=');
    const std::string name =
        word.starts_with("--") ? word.substr(2, equals - 2) : "";
    if (name.empty() || FindOption(command, name) != nullptr) {
      rest.push_back(word);
    } else if (equals != std::string::npos) {
      more.emplace_back(name, word.substr(equals + 1));
    } else if (i + 1 < words.size() && !words[i + 1].starts_with("-")) {
      more.emplace_back(name, words[++i]);
    } else {
      return tl::unexpected<Error>(UnknownOption(command, word));
    }
  }
  words = std::move(rest);
  return more;
}

}  // namespace

Error UnknownOption(const CommandSpec& command, const std::string& word,
                    const std::vector<std::string>& more) {
  std::vector<std::string> names = more;
  ForEachOption(
      command, [&](const OptionSpec& option) { names.push_back(option.name); });
  std::string bare = word;
  bare.erase(0, bare.find_first_not_of('-'));
  bare = bare.substr(0, bare.find('='));
  const std::string near = NearestName(bare, names);
  return {ErrorCode::kInvalidArgument,
          fmt::format("{} has no option {}", command.name, word),
          !near.empty() ? fmt::format("did you mean --{}?", near)
                        : fmt::format("see pastiche {} --help", command.name)};
}

Result<void> Arguments::ReadWords(const CommandSpec& command,
                                  std::vector<std::string> words) {
  // program_options takes "--=x" for an argument.
  for (const std::string& word : words) {
    if (word == "--") break;
    if (word.starts_with("--=")) {
      return tl::unexpected<Error>(UnknownOption(command, word));
    }
  }
  po::variables_map map;
  try {
    const po::options_description description = Describe(command);
    po::positional_options_description positional;
    positional.add("positional", -1);
    namespace style = po::command_line_style;
    po::command_line_parser parser(words);
    parser.options(description).positional(positional);
    parser.style(style::unix_style & ~style::allow_guessing);
    po::store(parser.run(), map);
  } catch (const po::unknown_option& error) {
    return tl::unexpected<Error>(
        UnknownOption(command, error.get_option_name()));
  } catch (const po::error& error) {
    return Fail(ErrorCode::kInvalidArgument, error.what(),
                fmt::format("see pastiche {} --help", command.name));
  }
  for (const auto& [name, value] : map) {
    const auto* words_of =
        boost::any_cast<std::vector<std::string>>(&value.value());
    const auto texts =
        words_of == nullptr ? std::vector<std::string>{} : *words_of;
    if (name == "positional") {
      positionals_ = texts;
      continue;
    }
    const OptionSpec* option = FindOption(command, name);
    assert(option != nullptr);
    if (texts.size() > 1 && option->kind != OptionSpec::Kind::kList) {
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("--{} is given {} times", name, texts.size()),
                  "give it once");
    }
    for (const std::string& text : texts) {
      if (const auto checked = CheckValue(*option, text); !checked) {
        return Fail(checked);
      }
    }
    values_.emplace(name, texts);
  }
  return {};
}

Result<void> Arguments::Adopt(const CommandSpec& command,
                              const std::vector<Setting>& settings) {
  std::vector<const Setting*> order;
  for (const Setting& setting : settings) order.push_back(&setting);
  std::stable_sort(
      order.begin(), order.end(),
      [](const auto* a, const auto* b) { return a->rank > b->rank; });
  std::map<std::string, int> taken;  // The rank that gave it.
  for (const Setting* setting : order) {
    const OptionSpec* option = FindOption(command, setting->option);
    const bool other_plugin =
        !setting->plugin.empty() &&
        (positionals_.empty() || positionals_[0] != setting->plugin);
    if (option == nullptr || other_plugin) continue;
    const auto before = taken.find(option->name);
    const bool more = before != taken.end() &&
                      before->second == setting->rank &&
                      option->kind == OptionSpec::Kind::kList;
    if (!more && (before != taken.end() || Has(option->name))) continue;
    if (const auto checked = CheckValue(*option, setting->value); !checked) {
      Error error = checked.error();
      error.message = setting->origin + ": " + error.message;
      return tl::unexpected<Error>(std::move(error));
    }
    taken[option->name] = setting->rank;
    if (option->kind == OptionSpec::Kind::kFlag) {
      if (setting->value == "true") values_[option->name] = {};
    } else {
      values_[option->name].push_back(setting->value);
    }
    if (!more) origins_[option->name] = setting->origin;
  }
  return {};
}

Result<Arguments> Arguments::Parse(const CommandSpec& command,
                                   const std::vector<std::string>& given,
                                   const std::vector<Setting>& settings) {
  Arguments result;
  std::vector<std::string> words = given;
  if (command.more_options) {
    auto more = TakeMore(command, words);
    if (!more) return Fail(more);
    result.more_ = std::move(*more);
  }
  Result<void> done = result.ReadWords(command, std::move(words));
  if (done && !result.Has("help")) {
    done = CheckCount(command, result.positionals_.size());
    if (done) done = result.Adopt(command, settings);
  }
  if (!done) return Fail(done);
  return result;
}

bool Arguments::Has(std::string_view name) const {
  return values_.find(name) != values_.end();
}

std::string Arguments::Text(std::string_view name,
                            std::string_view otherwise) const {
  const auto found = values_.find(name);
  const bool given = found != values_.end() && !found->second.empty();
  if (!given) return std::string(otherwise);  // Flags have no text.
  return found->second.front();
}

std::vector<std::string> Arguments::List(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::vector<std::string>{} : found->second;
}

std::optional<std::uint64_t> Arguments::Integer(std::string_view name) const {
  if (!Has(name)) return std::nullopt;
  return *ParseInteger(Text(name), name, 0, UINT64_MAX);
}

std::uint64_t Arguments::Integer(std::string_view name,
                                 std::uint64_t otherwise) const {
  return Integer(name).value_or(otherwise);
}

double Arguments::Number(std::string_view name, double otherwise) const {
  if (!Has(name)) return otherwise;
  const std::string text = Text(name);
  double number = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace pastiche::host
