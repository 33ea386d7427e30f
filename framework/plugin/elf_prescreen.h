// A look at a file's ELF headers before the dynamic loader sees it: dlopen() of
// a cut or damaged file kills the process. Catches cut files and files of
// another machine; what a damaged dynamic section does is the probe's affair.

#ifndef PASTICHE_FRAMEWORK_PLUGIN_ELF_PRESCREEN_H_
#define PASTICHE_FRAMEWORK_PLUGIN_ELF_PRESCREEN_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>

#include "framework/core/result.h"

namespace pastiche {

inline constexpr std::uint64_t kMaxPluginBytes = std::uint64_t{256} << 20;

// Copies out.size() bytes from `offset`; false if it cannot.
using ReadAt =
    std::function<bool(std::uint64_t offset, std::span<std::byte> out)>;

// Requires ELF64 of this machine's class, byte order and e_machine, a shared
// object, program headers inside the file, PT_LOADs inside the file, in
// ascending order and without overlap, one PT_DYNAMIC inside them.
// kIncompatible with one sentence otherwise. Reads < 60 KiB, never fails on
// any bytes otherwise.
[[nodiscard]] Result<void> PrescreenElf(std::uint64_t file_size,
                                        const ReadAt& read);

// The same for a file; also kIncompatible if it is not a regular file or over
// kMaxPluginBytes, kNotFound or kIo if it cannot be read.
[[nodiscard]] Result<void> PrescreenFile(const std::filesystem::path& path);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_PLUGIN_ELF_PRESCREEN_H_
