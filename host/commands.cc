// The list of commands.

#include "host/commands.h"

#include <algorithm>

namespace pastiche::host {

const std::vector<Command>& Commands() {
  static const std::vector<Command> kCommands = {
      RunCommandEntry(),  ListCommand(),    InspectCommand(),
      GenerateCommand(),  FillCommand(),    RepairCommand(),
      ScoreCommand(),     ConvertCommand(), CompareCommand(),
      TuneCommand(),      MemoryCommand(),  EncodeCommand(),
      DecodeCommand(),    BenchCommand(),   ValidateCommand(),
      NewPluginCommand(), DoctorCommand(),  CompletionCommand(),
      ManualCommand()};
  return kCommands;
}

const Command* FindCommand(std::span<const Command> commands,
                           std::string_view name) {
  const auto found =
      std::find_if(commands.begin(), commands.end(),
                   [&](const Command& each) { return each.spec.name == name; });
  return found == commands.end() ? nullptr : &*found;
}

std::vector<std::string> NamesOf(std::span<const Command> commands) {
  std::vector<std::string> names;
  for (const Command& command : commands) names.push_back(command.spec.name);
  return names;
}

}  // namespace pastiche::host
