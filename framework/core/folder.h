// What lies in a folder. Not std::filesystem::directory_iterator: libstdc++
// ends the program where that one runs out of memory.

#ifndef PASTICHE_FRAMEWORK_CORE_FOLDER_H_
#define PASTICHE_FRAMEWORK_CORE_FOLDER_H_

#include <filesystem>
#include <system_error>
#include <vector>

namespace pastiche {

// Sets `paths` to those of all entries but "." and "..", sorted, each beginning
// with `folder`. Returns what went wrong; `paths` then holds what was read
// until then. Throws std::bad_alloc.
std::error_code ReadFolder(const std::filesystem::path& folder,
                           std::vector<std::filesystem::path>& paths);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_CORE_FOLDER_H_
