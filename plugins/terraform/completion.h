// Adds to a module what it lacks to stand: an end, and declarations for what it
// refers to.

#ifndef PASTICHE_PLUGINS_TERRAFORM_COMPLETION_H_
#define PASTICHE_PLUGINS_TERRAFORM_COMPLETION_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace pastiche::terraform {

struct Completion {
  std::vector<std::uint32_t> tokens;
  std::vector<std::string> added;  // "var.region", "aws_vpc.this", ...
  bool closed = false;  // It was a beginning; what was open is closed now.
};

// The document with a declaration for each reference without one, and, if it
// has no end mark, with what is half written dropped and what is open closed
// (closing.h). A declaration is the embedded corpus' of the same name; of data
// sources and resources, with the name changed, also one of the same type; and
// of what those refer to in turn, at most 64 of them. Where the corpus has none
// it is the smallest that is valid. Variables go to variables.tf where there is
// such a file, all else to the file that refers to it. A document that cannot
// become one that parses is returned as it is.
[[nodiscard]] Completion CompleteModule(std::span<const std::uint32_t> tokens);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_COMPLETION_H_
