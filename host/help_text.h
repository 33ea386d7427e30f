// What --help prints.

#ifndef PASTICHE_HOST_HELP_TEXT_H_
#define PASTICHE_HOST_HELP_TEXT_H_

#include <span>
#include <string>

#include "host/command_spec.h"
#include "host/commands.h"

namespace pastiche::host {

// Of one command: usage, options, examples.
[[nodiscard]] std::string HelpText(const CommandSpec& command);

// Of the program: its commands, one line each.
[[nodiscard]] std::string OverviewText(std::span<const Command> commands);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_HELP_TEXT_H_
