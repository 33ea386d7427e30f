// SHA-256 (FIPS 180-4), by libmd: what files, plugins and corpora are told
// apart by.

#ifndef PASTICHE_FRAMEWORK_CORE_SHA256_H_
#define PASTICHE_FRAMEWORK_CORE_SHA256_H_

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace pastiche {

using Sha256Digest = std::array<std::uint8_t, 32>;

[[nodiscard]] Sha256Digest Sha256(std::string_view bytes);
// In 64 lower-case hexadecimal digits.
[[nodiscard]] std::string Sha256Hex(std::string_view bytes);
// The same of a regular file's content; nullopt if it cannot be read.
[[nodiscard]] std::optional<std::string> Sha256HexOfFile(
    const std::filesystem::path& path);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_CORE_SHA256_H_
