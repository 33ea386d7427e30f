// What the blocks of a module declare and its expressions refer to.

#ifndef PASTICHE_PLUGINS_TERRAFORM_DECLARATIONS_H_
#define PASTICHE_PLUGINS_TERRAFORM_DECLARATIONS_H_

#include <array>
#include <cstdint>
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

// What the references of a file need to be declared.
class ReferenceTargets {
 public:
  // Keeps views of both.
  ReferenceTargets(std::string_view source, const Syntax& syntax);

  // In the form of DeclarationOf(); nothing if `reference`, one of the file's,
  // needs nothing: each, count, path, self, type names, providers, variables of
  // `for` and of dynamic blocks, addresses in ignore_changes and moved blocks.
  [[nodiscard]] std::optional<std::string> Of(const Reference& reference) const;

 private:
  // Is `root` the iterator of a dynamic block around this body?
  bool IsIterator(std::uint32_t body, std::string_view root) const;

  std::string_view source_;
  const Syntax& syntax_;
  // By block: of a dynamic one its label and the value of `iterator`.
  std::vector<std::array<std::string_view, 2>> iterators_;
};

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_DECLARATIONS_H_
