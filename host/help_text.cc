// --help from the option tables.

#include "host/help_text.h"

#include <fmt/format.h>

namespace pastiche::host {

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
      text += fmt::format("  {}{:<26} {}\n", letter, OptionUsage(option),
                          option.help);
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

std::string OverviewText(std::span<const Command> commands) {
  std::string text =
      "Pastiche generates, completes and judges token sequences from examples, "
      "without training.\n\nusage: pastiche COMMAND [options]\n\nCommands:\n";
  for (const Command& command : commands) {
    text +=
        fmt::format("  {:<10} {}\n", command.spec.name, command.spec.summary);
  }
  text +=
      "\npastiche COMMAND --help tells more. Start with: pastiche run mario\n";
  return text;
}

}  // namespace pastiche::host
