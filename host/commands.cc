// The list of commands.

#include "host/commands.h"

namespace pastiche::host {

const std::vector<Command>& Commands() {
  static const std::vector<Command> kCommands = {
      ListCommand(),  InspectCommand(), GenerateCommand(), FillCommand(),
      ScoreCommand(), EncodeCommand(),  DecodeCommand()};
  return kCommands;
}

}  // namespace pastiche::host
