// What a command takes: the one table that parsing, --help, man pages, shell
// completions and settings files are made from.

#ifndef PASTICHE_HOST_COMMAND_SPEC_H_
#define PASTICHE_HOST_COMMAND_SPEC_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pastiche::host {

struct OptionSpec {
  enum class Kind { kFlag, kText, kList, kInteger, kNumber, kChoice };
  std::string name;  // Without dashes.
  Kind kind = Kind::kFlag;
  std::string value = {};  // What the value is called in --help: "N", "FILE".
  std::string help = {};
  double lo = 0.0;  // kInteger, kNumber: inclusive range.
  double hi = 1.8446744073709552e19;
  std::vector<std::string> choices = {};
  char letter = 0;  // -o; 0 = none.
  // Loads code, weakens containment or names a file to write: not taken from a
  // settings file that came with a project.
  bool guarded = false;
};

struct CommandSpec {
  std::string name = {};
  std::string summary = {};      // One line.
  std::string positionals = {};  // "PLUGIN FILE..."
  std::size_t min_positionals = 0;
  std::size_t max_positionals = 0;
  // Takes --NAME VALUE that only the plugin can know: Arguments::more().
  bool more_options = false;
  std::vector<OptionSpec> options = {};
  std::vector<std::string> examples = {};
};

// Options that every command takes.
[[nodiscard]] const std::vector<OptionSpec>& CommonOptions();

// Calls use(option) for each option of the command and each common one.
template <typename Use>
void ForEachOption(const CommandSpec& command, const Use& use) {
  for (const auto* table : {&command.options, &CommonOptions()}) {
    for (const OptionSpec& option : *table) use(option);
  }
}

// The command's option of that name, or a common one; null if it has none.
[[nodiscard]] const OptionSpec* FindOption(const CommandSpec& command,
                                           std::string_view name);

// "--seed N", "--wrap".
[[nodiscard]] std::string OptionUsage(const OptionSpec& option);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_COMMAND_SPEC_H_
