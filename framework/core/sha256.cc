#include "framework/core/sha256.h"

#include <fmt/format.h>
#include <sha2.h>

namespace pastiche {

Sha256Digest Sha256(std::string_view bytes) {
  SHA2_CTX context;
  SHA256Init(&context);
  SHA256Update(&context, reinterpret_cast<const std::uint8_t*>(bytes.data()),
               bytes.size());
  Sha256Digest digest;
  SHA256Final(digest.data(), &context);
  return digest;
}

std::string Sha256Hex(std::string_view bytes) {
  std::string text;
  for (const std::uint8_t byte : Sha256(bytes)) {
    text += fmt::format("{:02x}", byte);
  }
  return text;
}

}  // namespace pastiche
