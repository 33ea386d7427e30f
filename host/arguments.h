// The command line, read by a command's option table. Boost.program_options
// splits the words; numbers are checked here, because it would read --seed=-1
// as 2^64 - 1.

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
#include "host/command_spec.h"

namespace pastiche::host {

// A value for an option that the command line does not give.
struct Setting {
  std::string option;       // Without dashes.
  std::string value;        // Of a flag: true or false.
  std::string origin;       // "PASTICHE_SEED", "pastiche.ini:3".
  std::string plugin = {};  // Not empty: only if this is the first positional.
  // Which of them wins: the greatest. Several of an option of one rank are the
  // values of a list.
  int rank = 0;
};

class Arguments {
 public:
  // kInvalidArgument with "did you mean" for unknown options, missing or
  // malformed values, too few or too many positionals. `settings` give what
  // `given` does not; those of options that the command lacks do nothing.
  [[nodiscard]] static Result<Arguments> Parse(
      const CommandSpec& command, const std::vector<std::string>& given,
      const std::vector<Setting>& settings = {});

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
  // By option, where a value came from that the command line did not give.
  [[nodiscard]] const std::map<std::string, std::string, std::less<>>& origins()
      const {
    return origins_;
  }
  // Names (without dashes) and values that the table does not have, in order.
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& more()
      const {
    return more_;
  }

 private:
  [[nodiscard]] Result<void> ReadWords(const CommandSpec& command,
                                       std::vector<std::string> words);
  [[nodiscard]] Result<void> Adopt(const CommandSpec& command,
                                   const std::vector<Setting>& settings);
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
  std::map<std::string, std::string, std::less<>> origins_;
  std::vector<std::string> positionals_;
  std::vector<std::pair<std::string, std::string>> more_;
};

// "fill has no option --lan; did you mean --lane?" `more` are names that the
// table does not have.
[[nodiscard]] Error UnknownOption(const CommandSpec& command,
                                  const std::string& word,
                                  const std::vector<std::string>& more = {});

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_ARGUMENTS_H_
