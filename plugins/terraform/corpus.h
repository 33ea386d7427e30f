// The embedded corpus: modules in the house style, written for this project
// (MIT). One folder below corpus/ is one module.

#ifndef PASTICHE_PLUGINS_TERRAFORM_CORPUS_H_
#define PASTICHE_PLUGINS_TERRAFORM_CORPUS_H_

#include <string>
#include <vector>

#include "plugins/terraform/module_text.h"

namespace pastiche::terraform {

struct CorpusModule {
  std::string name;               // The folder's.
  std::vector<SourceFile> files;  // Texts live as long as the process.
};

// All modules, in alphabetical order of their folders.
[[nodiscard]] const std::vector<CorpusModule>& CorpusModules();

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_CORPUS_H_
