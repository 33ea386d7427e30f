// Settings files and the environment, read with their origins.

#include "host/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "framework/plugin/edit_distance.h"
#include "host/files.h"
#include "host/option_value.h"
#include "host/user_folder.h"

namespace pastiche::host {
namespace {

namespace fs = std::filesystem;

// Greatest first: the environment, then of each file [command plugin],
// [command] and what is above all sections.
constexpr int kEnvironmentRank = 6, kProjectRank = 3, kUserRank = 0;

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r";
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

// Of the options of the command `of`, or of all.
std::vector<std::string> OptionNames(std::span<const Command> commands,
                                     const std::string& of) {
  std::vector<std::string> names;
  for (const Command& command : commands) {
    if (!of.empty() && command.spec.name != of) continue;
    ForEachOption(command.spec, [&](const OptionSpec& option) {
      names.push_back(option.name);
    });
  }
  return names;
}

// A reader of one file, line by line.
class Reader {
 public:
  Reader(std::string_view name, std::span<const Command> commands)
      : name_(name), commands_(commands) {}

  Result<void> Line(std::string_view text, std::size_t number) {
    text = Trimmed(text);
    line_ = number;
    if (text.empty() || text[0] == '#' || text[0] == ';') return {};
    return text[0] == '[' ? Section(text) : Entry(text);
  }
  std::vector<SettingsLine> Take() { return std::move(entries_); }

 private:
  [[nodiscard]] tl::unexpected<Error> Refuse(const std::string& message,
                                             const std::string& mend) const {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("{}:{}: {}", name_, line_, message), mend);
  }

  Result<void> Section(std::string_view text) {
    if (text.back() != ']') return Refuse("[ without ]", "write [generate]");
    const std::string_view inside = Trimmed(text.substr(1, text.size() - 2));
    const std::size_t blank = std::min(inside.find(' '), inside.size());
    command_ = std::string(inside.substr(0, blank));
    plugin_ = std::string(Trimmed(inside.substr(blank)));
    if (FindCommand(commands_, command_) == nullptr) {
      return Refuse(
          fmt::format("there is no command \"{}\"", command_),
          DidYouMean(command_, NamesOf(commands_), "see pastiche --help"));
    }
    return {};
  }

  Result<void> Entry(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) {
      return Refuse(fmt::format("\"{}\" has no =", text),
                    "write option = value");
    }
    const std::string option(Trimmed(text.substr(0, equals)));
    const std::string value(Trimmed(text.substr(equals + 1)));
    const Command* section = FindCommand(commands_, command_);
    const OptionSpec* found = nullptr;
    for (const Command& command : commands_) {
      if (section != nullptr && section != &command) continue;
      if (found == nullptr) found = FindOption(command.spec, option);
    }
    if (found == nullptr || option == "help" || option == "no-settings") {
      return Refuse(
          fmt::format("{} has no option \"{}\"",
                      command_.empty() ? "no command" : command_, option),
          DidYouMean(option, OptionNames(commands_, command_),
                     fmt::format("see pastiche {} --help",
                                 command_.empty() ? "COMMAND" : command_)));
    }
    // Options of one name may differ from command to command: those of a
    // section are checked here, the others when they are used.
    if (section != nullptr) {
      if (const auto checked = CheckValue(*found, value); !checked) {
        return Refuse(checked.error().message, checked.error().mend);
      }
    }
    entries_.push_back({command_, plugin_, option, value, line_});
    return {};
  }

  std::string_view name_;
  std::span<const Command> commands_;
  std::size_t line_ = 0;
  std::string command_, plugin_;
  std::vector<SettingsLine> entries_;
};

Result<void> AddFile(const fs::path& path, int rank, const CommandSpec& command,
                     std::span<const Command> commands,
                     std::vector<Setting>& settings) {
  std::error_code error;
  if (path.empty() || !fs::exists(path, error)) return {};
  const auto loaded = ReadFile(path);
  if (!loaded) return Fail(loaded);
  const auto lines =
      ParseSettings(loaded->file.content, path.string(), commands);
  if (!lines) return Fail(lines);
  for (const SettingsLine& line : *lines) {
    const std::string origin = fmt::format("{}:{}", path.string(), line.line);
    const OptionSpec* option = FindOption(command, line.option);
    const bool here = line.command.empty() || line.command == command.name;
    if (option == nullptr || !here) continue;
    if (rank == kProjectRank && option->guarded) {
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("{}: a project's file may not set \"{}\"", origin,
                              line.option),
                  "it came with the files beside it; put it on the command "
                  "line or into your own settings");
    }
    settings.push_back({.option = line.option,
                        .value = line.value,
                        .origin = origin,
                        .plugin = line.plugin,
                        .rank = rank + (line.command.empty()  ? 0
                                        : line.plugin.empty() ? 1
                                                              : 2)});
  }
  return {};
}

void AddEnvironment(const CommandSpec& command,
                    std::vector<Setting>& settings) {
  ForEachOption(command, [&](const OptionSpec& option) {
    if (option.name == "help" || option.name == "no-settings") return;
    const std::string name = EnvironmentName(option.name);
    const char* const value = std::getenv(name.c_str());
    if (value == nullptr || *value == '\0') return;
    std::string text = value;
    if (option.kind == OptionSpec::Kind::kFlag) {
      if (text == "1") text = "true";
      if (text == "0") text = "false";
    }
    settings.push_back({.option = option.name,
                        .value = std::move(text),
                        .origin = name,
                        .rank = kEnvironmentRank});
  });
}

}  // namespace

Result<std::vector<SettingsLine>> ParseSettings(
    std::string_view text, std::string_view name,
    std::span<const Command> commands) {
  Reader reader(name, commands);
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const auto read = reader.Line(text.substr(at, end - at), ++number);
    if (!read) return Fail(read);
    at = end + 1;
  }
  return reader.Take();
}

SettingsFiles FindSettingsFiles() {
  SettingsFiles files{.project = "pastiche.ini"};
  files.user = UserFolder("XDG_CONFIG_HOME", ".config");
  if (!files.user.empty()) files.user /= "pastiche.ini";
  return files;
}

Result<std::vector<Setting>> ReadSettings(const CommandSpec& command,
                                          std::span<const Command> commands,
                                          const SettingsFiles& files) {
  std::vector<Setting> settings;
  AddEnvironment(command, settings);
  auto done = AddFile(files.project, kProjectRank, command, commands, settings);
  if (done) done = AddFile(files.user, kUserRank, command, commands, settings);
  if (!done) return Fail(done);
  return settings;
}

std::string EnvironmentName(std::string_view option) {
  std::string name = "PASTICHE_";
  for (const char c : option) {
    name +=
        c == '-'
            ? '_'
            : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

}  // namespace pastiche::host
