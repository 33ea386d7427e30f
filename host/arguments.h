// The command line: one table of options per command feeds parsing and --help.
// Boost.program_options splits the words; numbers are checked here, because it
// would read --seed=-1 as 2^64 - 1.

#ifndef PASTICHE_HOST_ARGUMENTS_H_
#define PASTICHE_HOST_ARGUMENTS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/core/result.h"

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

class Arguments {
 public:
  // kInvalidArgument with "did you mean" for unknown options, missing or
  // malformed values, too few or too many positionals.
  [[nodiscard]] static Result<Arguments> Parse(
      const CommandSpec& command, const std::vector<std::string>& given);

  [[nodiscard]] const std::vector<std::string>& positionals() const {
    return positionals_;
  }
  [[nodiscard]] bool Has(std::string_view name) const;
  // The value, or `otherwise`. The option must be in the table (asserted).
  [[nodiscard]] std::string Text(std::string_view name,
                                 std::string_view otherwise = "") const;
  [[nodiscard]] std::vector<std::string> List(std::string_view name) const;
  [[nodiscard]] std::uint64_t Integer(std::string_view name,
                                      std::uint64_t otherwise) const;
  [[nodiscard]] std::optional<std::uint64_t> Integer(
      std::string_view name) const;
  [[nodiscard]] double Number(std::string_view name, double otherwise) const;
  // Names (without dashes) and values that the table does not have, in order.
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& more()
      const {
    return more_;
  }

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
  std::vector<std::string> positionals_;
  std::vector<std::pair<std::string, std::string>> more_;
};

// "fill has no option --lan; did you mean --lane?" `more` are names that the
// table does not have.
[[nodiscard]] Error UnknownOption(const CommandSpec& command,
                                  const std::string& word,
                                  const std::vector<std::string>& more = {});

// What --help prints for one command.
[[nodiscard]] std::string HelpText(const CommandSpec& command);

// A whole number in [lo, hi] without sign or blanks; kInvalidArgument naming
// `what` and the range otherwise.
[[nodiscard]] Result<std::uint64_t> ParseInteger(std::string_view text,
                                                 std::string_view what,
                                                 std::uint64_t lo,
                                                 std::uint64_t hi);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_ARGUMENTS_H_
