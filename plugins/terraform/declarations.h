// What the blocks of a module declare and its expressions refer to.

#ifndef PASTICHE_PLUGINS_TERRAFORM_DECLARATIONS_H_
#define PASTICHE_PLUGINS_TERRAFORM_DECLARATIONS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/terraform/hcl_parser.h"

namespace pastiche::terraform {

// What a block declares, as expressions name it: "var.name", "local.name",
// "module.name", "data.type.name", "type.name", "output.name"; empty for other
// blocks. Locals are declared by attributes, not here.
[[nodiscard]] std::string DeclarationOf(std::string_view source,
                                        const Block& block);

struct Declared {
  std::string name;  // As expressions name it, "local.name" among them.
  Span place;        // The block's header, or the local's name.
};
// All that a file declares: blocks first, then locals.
[[nodiscard]] std::vector<Declared> DeclarationsIn(std::string_view source,
                                                   const Syntax& syntax);

// What a reference needs to be declared, in the same form; nothing if it needs
// nothing: each, count, path, self, type names, providers, variables of `for`
// and of dynamic blocks, addresses in ignore_changes and moved blocks.
[[nodiscard]] std::optional<std::string> TargetOf(std::string_view source,
                                                  const Syntax& syntax,
                                                  const Reference& reference);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_DECLARATIONS_H_
