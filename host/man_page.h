// Manual pages in man(7), made from the option tables.

#ifndef PASTICHE_HOST_MAN_PAGE_H_
#define PASTICHE_HOST_MAN_PAGE_H_

#include <span>
#include <string>

#include "host/commands.h"

namespace pastiche::host {

// pastiche-COMMAND(1).
[[nodiscard]] std::string ManPage(const CommandSpec& command);

// pastiche(1): the commands, exit status, environment, files.
[[nodiscard]] std::string OverviewManPage(std::span<const Command> commands);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_MAN_PAGE_H_
