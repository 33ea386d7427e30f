// Whether a text is a value that an option takes.

#ifndef PASTICHE_HOST_OPTION_VALUE_H_
#define PASTICHE_HOST_OPTION_VALUE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "framework/core/result.h"
#include "host/command_spec.h"

namespace pastiche::host {

// kInvalidArgument naming the option unless `text` is a value it takes.
[[nodiscard]] Result<void> CheckValue(const OptionSpec& option,
                                      const std::string& text);

// A whole number in [lo, hi] without sign or blanks; kInvalidArgument naming
// `what` and the range otherwise.
[[nodiscard]] Result<std::uint64_t> ParseInteger(std::string_view text,
                                                 std::string_view what,
                                                 std::uint64_t lo,
                                                 std::uint64_t hi);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_OPTION_VALUE_H_
