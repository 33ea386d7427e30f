// The blocks and arguments of a module as JSON.

#ifndef PASTICHE_PLUGINS_TERRAFORM_BLOCK_REPORT_H_
#define PASTICHE_PLUGINS_TERRAFORM_BLOCK_REPORT_H_

#include <string>

#include "plugins/terraform/tokenizer.h"

namespace pastiche::terraform {

// {"schema":"pastiche.terraform.blocks/1","files":[BODY and "name",...]} where
// BODY is "attributes":[{"name","line","value"}],"blocks":[{"type","labels",
// "line","end_line", BODY}]; values are source text. What stands after the
// first problem of a file is left out, and "parses" false.
[[nodiscard]] std::string BlocksJson(const DecodedModule& module);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_BLOCK_REPORT_H_
