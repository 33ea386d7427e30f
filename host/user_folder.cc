// XDG base directories, without those of the system.

#include "host/user_folder.h"

#include <cstdlib>

namespace pastiche::host {

namespace fs = std::filesystem;

fs::path UserFolder(const char* variable, const char* below) {
  const char* const named = std::getenv(variable);
  if (named != nullptr && fs::path(named).is_absolute()) {
    return fs::path(named) / "pastiche";
  }
  const char* const home = std::getenv("HOME");
  if (home == nullptr || !fs::path(home).is_absolute()) return {};
  return fs::path(home) / below / "pastiche";
}

}  // namespace pastiche::host
