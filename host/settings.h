// Options that are set outside the command line: in the environment
// (PASTICHE_SEED=7), in the project's file (pastiche.ini where the program
// runs) and in the user's ($XDG_CONFIG_HOME/pastiche/pastiche.ini). The command
// line wins over all of them, then in that order.
//
//   # for every command that has the option
//   threads = 2
//   [generate]
//   temperature = 0.9
//   [generate drums]
//   option = bars=4

#ifndef PASTICHE_HOST_SETTINGS_H_
#define PASTICHE_HOST_SETTINGS_H_

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/result.h"
#include "host/arguments.h"
#include "host/commands.h"

namespace pastiche::host {

// One line of a settings file.
struct SettingsLine {
  std::string command;  // Empty: before the first [section].
  std::string plugin;   // Of [command plugin].
  std::string option;
  std::string value;
  std::size_t line = 0;  // From 1.
};

// The lines "option = value" of `text`; `name` is for messages. Blanks around
// names and values are not part of them; lines that begin with # or ; say
// nothing. kInvalidArgument names the line, for sections, names and values
// that no command has, too.
[[nodiscard]] Result<std::vector<SettingsLine>> ParseSettings(
    std::string_view text, std::string_view name,
    std::span<const Command> commands);

struct SettingsFiles {
  std::filesystem::path project = {};  // "pastiche.ini".
  std::filesystem::path user = {};     // Empty where there is no home.
};
[[nodiscard]] SettingsFiles FindSettingsFiles();

// What the files and the environment set for `command`, one of `commands`.
// A project's file may not set guarded options. kInvalidArgument for a file
// that is not as ParseSettings wants it, kIo.
[[nodiscard]] Result<std::vector<Setting>> ReadSettings(
    const CommandSpec& command, std::span<const Command> commands,
    const SettingsFiles& files);

// "PASTICHE_TOP_P" of "top-p".
[[nodiscard]] std::string EnvironmentName(std::string_view option);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_SETTINGS_H_
