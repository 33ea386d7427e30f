// Completion of the command line in shells, made from the option tables.
// Plugins are asked for when they are completed (pastiche list --names).

#ifndef PASTICHE_HOST_COMPLETION_SCRIPT_H_
#define PASTICHE_HOST_COMPLETION_SCRIPT_H_

#include <span>
#include <string>

#include "host/commands.h"

namespace pastiche::host {

[[nodiscard]] std::string BashCompletion(std::span<const Command> commands);
[[nodiscard]] std::string ZshCompletion(std::span<const Command> commands);
[[nodiscard]] std::string FishCompletion(std::span<const Command> commands);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_COMPLETION_SCRIPT_H_
