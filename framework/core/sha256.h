// SHA-256 (FIPS 180-4), by libmd: what files and corpora are told apart by.

#ifndef PASTICHE_FRAMEWORK_CORE_SHA256_H_
#define PASTICHE_FRAMEWORK_CORE_SHA256_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace pastiche {

using Sha256Digest = std::array<std::uint8_t, 32>;

[[nodiscard]] Sha256Digest Sha256(std::string_view bytes);
// In hexadecimal.
[[nodiscard]] std::string Sha256Hex(std::string_view bytes);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_CORE_SHA256_H_
