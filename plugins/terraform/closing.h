// Ends a text that was cut off: drops what is half written, closes what is
// open.

#ifndef PASTICHE_PLUGINS_TERRAFORM_CLOSING_H_
#define PASTICHE_PLUGINS_TERRAFORM_CLOSING_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace pastiche::terraform {

struct ClosedText {
  std::size_t kept;     // Bytes of the text that stay, at its start.
  std::string closers;  // What follows them: "EOT\n", "]\n}\n", ...; may be "".
};

// Makes the beginning of a file parse: keeps it up to the end of one of its
// last 64 lines, where closing the brackets, strings, directives and heredocs
// that are open there gives a whole argument or block; else up to the end of
// the last whole one. A text that parses stays as it is, but for the newline
// that its last line may lack. Nothing if what stands before the last argument
// or block does not parse. Reads the text thrice, and its last argument or
// block up to 64 times (4 times if it is over 64 KiB).
[[nodiscard]] std::optional<ClosedText> CloseText(std::string_view text);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_CLOSING_H_
