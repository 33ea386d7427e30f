// The options that every command takes.

#include "host/command_spec.h"

namespace pastiche::host {

const std::vector<OptionSpec>& CommonOptions() {
  using Kind = OptionSpec::Kind;
  static const std::vector<OptionSpec> kOptions = {
      {.name = "help", .help = "print this and stop", .letter = 'h'},
      {.name = "json", .help = "machine-readable result on stdout"},
      {.name = "quiet", .help = "no notes, no progress", .letter = 'q'},
      {.name = "verbose", .help = "say more on stderr", .letter = 'v'},
      {.name = "color",
       .kind = Kind::kChoice,
       .value = "WHEN",
       .help = "auto, always or never",
       .choices = {"auto", "always", "never"}},
      {.name = "threads",
       .kind = Kind::kInteger,
       .value = "N",
       .help = "threads to use (default: all CPUs)",
       .lo = 1,
       .hi = 256},
      {.name = "plugin",
       .kind = Kind::kList,
       .value = "FILE",
       .help = "look at this plugin file first; may be repeated",
       .guarded = true},
      {.name = "no-settings",
       .help = "read no settings file, see pastiche doctor"},
  };
  return kOptions;
}

const OptionSpec* FindOption(const CommandSpec& command,
                             std::string_view name) {
  for (const auto* table : {&command.options, &CommonOptions()}) {
    for (const OptionSpec& option : *table) {
      if (option.name == name) return &option;
    }
  }
  return nullptr;
}

std::string OptionUsage(const OptionSpec& option) {
  return "--" + option.name + (option.value.empty() ? "" : " " + option.value);
}

}  // namespace pastiche::host
