#include "plugins/terraform/corpus.h"

#include <cstddef>
#include <string_view>

#include "plugins/terraform/embedded_modules.h"

namespace pastiche::terraform {

const std::vector<CorpusModule>& CorpusModules() {
  static const std::vector<CorpusModule> modules = [] {
    std::vector<CorpusModule> found;
    for (std::size_t i = 0; i < embedded::kEmbeddedFileCount; ++i) {
      const embedded::EmbeddedFile& file = embedded::kEmbeddedFiles[i];
      // corpus/<module>/<file>
      std::string_view path = file.path;
      path.remove_prefix(path.find('/') + 1);
      const std::size_t slash = path.find('/');
      const std::string_view module = path.substr(0, slash);
      if (found.empty() || found.back().name != module) {
        found.push_back({std::string(module), {}});
      }
      found.back().files.push_back({std::string(path.substr(slash + 1)),
                                    std::string_view(file.data, file.size)});
    }
    return found;
  }();
  return modules;
}

}  // namespace pastiche::terraform
