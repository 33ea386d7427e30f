// Reading a folder with readdir(3).

#include "framework/core/folder.h"

#include <dirent.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string_view>

namespace pastiche {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};

std::error_code LastError() { return {errno, std::generic_category()}; }

}  // namespace

std::error_code ReadFolder(const std::filesystem::path& folder,
                           std::vector<std::filesystem::path>& paths) {
  paths.clear();
  const std::unique_ptr<DIR, CloseFolder> open(opendir(folder.c_str()));
  if (open == nullptr) return LastError();
  std::error_code error;
  for (;;) {
    errno = 0;
    const dirent* entry = readdir(open.get());
    if (entry == nullptr) {
      if (errno != 0) error = LastError();
      break;
    }
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") paths.push_back(folder / name);
  }
  std::sort(paths.begin(), paths.end());
  return error;
}

}  // namespace pastiche
