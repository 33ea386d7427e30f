// Parsing by table.

#include "host/arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <cassert>
#include <charconv>
#include <cmath>

#include "framework/plugin/edit_distance.h"

namespace pastiche::host {
namespace {

namespace po = boost::program_options;

constexpr double kWholeLimit = 1.8446744073709552e19;  // 2^64

const OptionSpec* FindSpec(const CommandSpec& command, std::string_view name) {
  for (const auto* table : {&command.options, &CommonOptions()}) {
    for (const OptionSpec& option : *table) {
      if (option.name == name) return &option;
    }
  }
  return nullptr;
}

Result<void> CheckNumber(const OptionSpec& option, const std::string& text) {
  double number = 0.0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() ||
      !std::isfinite(number)) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("--{}: \"{}\" is not a number", option.name, text));
  }
  if (number < option.lo || number > option.hi) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("--{}: {} is outside {} to {}", option.name, text,
                            option.lo, option.hi));
  }
  return {};
}

Result<void> CheckValue(const OptionSpec& option, const std::string& text) {
  switch (option.kind) {
    case OptionSpec::Kind::kInteger: {
      const auto hi = option.hi >= kWholeLimit
                          ? UINT64_MAX
                          : static_cast<std::uint64_t>(option.hi);
      const auto number = ParseInteger(
          text, "--" + option.name, static_cast<std::uint64_t>(option.lo), hi);
      if (!number) return Fail(number);
      return {};
    }
    case OptionSpec::Kind::kNumber:
      return CheckNumber(option, text);
    case OptionSpec::Kind::kChoice: {
      const auto& choices = option.choices;
      if (std::find(choices.begin(), choices.end(), text) != choices.end()) {
        return {};
      }
      const std::string near = NearestName(text, choices);
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("--{}: no \"{}\"", option.name, text),
                  !near.empty()
                      ? fmt::format("did you mean {}?", near)
                      : fmt::format("use {}", fmt::join(choices, ", ")));
    }
    default:
      return {};
  }
}

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
    if (name.empty() || FindSpec(command, name) != nullptr) {
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
  for (const auto* table : {&command.options, &CommonOptions()}) {
    for (const OptionSpec& option : *table) names.push_back(option.name);
  }
  std::string bare = word;
  bare.erase(0, bare.find_first_not_of('-'));
  bare = bare.substr(0, bare.find('='));
  const std::string near = NearestName(bare, names);
  return {ErrorCode::kInvalidArgument,
          fmt::format("{} has no option {}", command.name, word),
          !near.empty() ? fmt::format("did you mean --{}?", near)
                        : fmt::format("see pastiche {} --help", command.name)};
}

const std::vector<OptionSpec>& CommonOptions() {
  using Kind = OptionSpec::Kind;
  static const std::vector<OptionSpec> kOptions = {
      {.name = "help", .help = "print this and stop", .letter = 'h'},
      {.name = "json", .help = "machine-readable result on stdout"},
      {.name = "quiet", .help = "no notes, no progress", .letter = 'q'},
      {.name = "verbose", .help = "say more on stderr", .letter = 'v'},
      {.name = "color",
       .kind = Kind::kChoice,
       .value = "WHEN",
       .help = "auto, always or never",
       .choices = {"auto", "always", "never"}},
      {.name = "threads",
       .kind = Kind::kInteger,
       .value = "N",
       .help = "threads to use (default: PASTICHE_THREADS, else all CPUs)",
       .lo = 1,
       .hi = 256},
      {.name = "plugin",
       .kind = Kind::kList,
       .value = "FILE",
       .help = "look at this plugin file first; may be repeated"},
  };
  return kOptions;
}

Result<std::uint64_t> ParseInteger(std::string_view text, std::string_view what,
                                   std::uint64_t lo, std::uint64_t hi) {
  std::uint64_t number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = end == text.data() + text.size() && !text.empty();
  if (whole && error == std::errc() && number >= lo && number <= hi) {
    return number;
  }
  const bool negative = text.size() > 1 && text.front() == '-';
  return Fail(
      ErrorCode::kInvalidArgument,
      fmt::format("{}: \"{}\" is not a whole number{}", what, text,
                  negative                                  ? " of 0 or more"
                  : error == std::errc() && whole           ? " in range"
                  : error == std::errc::result_out_of_range ? " in range"
                                                            : ""),
      fmt::format("give one from {} to {}", lo, hi));
}

Result<Arguments> Arguments::Parse(const CommandSpec& command,
                                   const std::vector<std::string>& given) {
  Arguments result;
  std::vector<std::string> words = given;
  if (command.more_options) {
    auto more = TakeMore(command, words);
    if (!more) return Fail(more);
    result.more_ = std::move(*more);
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
      result.positionals_ = texts;
      continue;
    }
    const OptionSpec* option = FindSpec(command, name);
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
    result.values_.emplace(name, texts);
  }
  if (result.Has("help")) return result;
  const auto counted = CheckCount(command, result.positionals_.size());
  if (!counted) return Fail(counted);
  return result;
}

bool Arguments::Has(std::string_view name) const {
  return values_.find(name) != values_.end();
}

std::string Arguments::Text(std::string_view name,
                            std::string_view otherwise) const {
  const auto found = values_.find(name);
  return found == values_.end() || found->second.empty()
             ? std::string(otherwise)
             : found->second.front();
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

std::string HelpText(const CommandSpec& command) {
  std::string text = fmt::format(
      "{}\n\nusage: pastiche {} {}{}[options]\n", command.summary, command.name,
      command.positionals, command.positionals.empty() ? "" : " ");
  const auto list = [&](std::string_view title,
                        const std::vector<OptionSpec>& options) {
    if (options.empty()) return;
    text += fmt::format("\n{}:\n", title);
    for (const OptionSpec& option : options) {
      const std::string letter =
          option.letter == 0 ? "    " : fmt::format("-{}, ", option.letter);
      const std::string name =
          option.value.empty()
              ? "--" + option.name
              : fmt::format("--{} {}", option.name, option.value);
      text += fmt::format("  {}{:<26} {}\n", letter, name, option.help);
    }
  };
  list("Options", command.options);
  list("Common options", CommonOptions());
  if (!command.examples.empty()) {
    text += "\nExamples:\n";
    for (const auto& example : command.examples) {
      text += fmt::format("  {}\n", example);
    }
  }
  return text;
}

}  // namespace pastiche::host
