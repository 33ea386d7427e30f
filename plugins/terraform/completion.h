// Adds to a module what it lacks to stand: declarations for what it refers to.

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
};

// The document with a declaration appended for each reference without one:
// that of the embedded corpus where it has one of the same name, else the
// smallest that is valid. Variables go to variables.tf where there is such a
// file, all else to the file that refers to it. A document that does not parse
// is returned as it is.
[[nodiscard]] Completion CompleteModule(std::span<const std::uint32_t> tokens);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_COMPLETION_H_
