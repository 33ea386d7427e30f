// SHA-256 (FIPS 180-4), of bytes and of files.

#ifndef PASTICHE_FRAMEWORK_CORE_SHA256_H_
#define PASTICHE_FRAMEWORK_CORE_SHA256_H_

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace pastiche {

// 64 lower-case hexadecimal digits.
[[nodiscard]] std::string Sha256(std::string_view bytes);

// The same of a regular file's content; nullopt if it cannot be read.
[[nodiscard]] std::optional<std::string> Sha256OfFile(
    const std::filesystem::path& path);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_CORE_SHA256_H_
