// The commands of the program: for each its option table and what it does.

#ifndef PASTICHE_HOST_COMMANDS_H_
#define PASTICHE_HOST_COMMANDS_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/result.h"
#include "host/arguments.h"
#include "host/console.h"
#include "host/exit_code.h"

namespace pastiche::host {

// Runs a command; an error is reported by main, which picks the exit code.
using RunCommand = Result<ExitCode> (*)(const Console& console,
                                        const Arguments& arguments);

struct Command {
  CommandSpec spec;
  RunCommand run;
};

// In the order that `pastiche --help` lists them.
[[nodiscard]] const std::vector<Command>& Commands();
// The one of that name; null if there is none.
[[nodiscard]] const Command* FindCommand(std::span<const Command> commands,
                                         std::string_view name);
[[nodiscard]] std::vector<std::string> NamesOf(
    std::span<const Command> commands);

[[nodiscard]] Command RunCommandEntry();
[[nodiscard]] Command ListCommand();
[[nodiscard]] Command InspectCommand();
[[nodiscard]] Command GenerateCommand();
[[nodiscard]] Command FillCommand();
[[nodiscard]] Command ScoreCommand();
[[nodiscard]] Command CompareCommand();
[[nodiscard]] Command RepairCommand();
[[nodiscard]] Command TuneCommand();
[[nodiscard]] Command ConvertCommand();
[[nodiscard]] Command EncodeCommand();
[[nodiscard]] Command DecodeCommand();
[[nodiscard]] Command MemoryCommand();
[[nodiscard]] Command BenchCommand();
[[nodiscard]] Command ValidateCommand();
[[nodiscard]] Command NewPluginCommand();
[[nodiscard]] Command DoctorCommand();
[[nodiscard]] Command CompletionCommand();
[[nodiscard]] Command ManualCommand();

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_COMMANDS_H_
