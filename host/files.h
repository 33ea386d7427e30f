// Reading the user's files and writing results whole or not at all.

#ifndef PASTICHE_HOST_FILES_H_
#define PASTICHE_HOST_FILES_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/result.h"

namespace pastiche::host {

// The largest file that is read.
inline constexpr std::uint64_t kMaxFileBytes = 256ull << 20;

struct LoadedFile {
  std::filesystem::path path;  // As the user would type it; "-" for stdin.
  File file;
};

// The content of `path`, or of stdin for "-", once (kUsage). kNotFound, kIo (a
// folder, no permission), kLimit.
[[nodiscard]] Result<LoadedFile> ReadFile(const std::filesystem::path& path);

// Every regular file of the folder whose extension is one of `extensions`
// (without dot), sorted by name, not recursive. kNotFound if there is no such
// folder, or nothing in it with these extensions.
[[nodiscard]] Result<std::vector<std::filesystem::path>> ListFolder(
    const std::filesystem::path& folder,
    const std::vector<std::string>& extensions);

// Writes next to `path` and renames: the file is there whole or not at all. "-"
// is stdout. kIo.
[[nodiscard]] Result<void> WriteWhole(const std::filesystem::path& path,
                                      std::string_view content);

// kIo unless all that was written to stdout has arrived.
[[nodiscard]] Result<void> FinishStdout();

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_FILES_H_
