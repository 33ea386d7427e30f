// The list of commands.

#include "host/commands.h"

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

}  // namespace pastiche::host
