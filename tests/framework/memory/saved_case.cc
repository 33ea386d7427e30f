// The layout of saved memories, once more, by its description.

#include "tests/framework/memory/saved_case.h"

#include <algorithm>

#include "framework/core/sha256.h"

namespace pastiche::test {
namespace {

constexpr std::size_t kHeader = 32, kEntry = 56;

std::uint64_t NumberAt(const std::string& bytes, std::size_t at) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes.data() + at, sizeof(value));
  return value;
}

void PutDigest(std::string& bytes, std::size_t at, std::string_view of) {
  const Sha256Digest digest = Sha256(of);
  std::memcpy(bytes.data() + at, digest.data(), digest.size());
}

}  // namespace

void MendDigests(std::string& bytes) {
  if (bytes.size() < kHeader) return;
  const std::uint64_t size = bytes.size();
  std::memcpy(bytes.data() + 16, &size, sizeof(size));
  const std::uint64_t count = NumberAt(bytes, 24);
  if (count > 16 || bytes.size() < kHeader + count * kEntry + 32) return;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t entry = kHeader + i * kEntry;
    const std::uint64_t offset = NumberAt(bytes, entry + 8);
    const std::uint64_t length = NumberAt(bytes, entry + 16);
    if (offset > bytes.size() || length > bytes.size() - offset) continue;
    const std::size_t padded = (length + 63) / 64 * 64;
    PutDigest(bytes, entry + 24, std::string(bytes, offset, padded));
  }
  const std::size_t end = kHeader + count * kEntry;
  PutDigest(bytes, end, std::string(bytes, 0, end));
}

}  // namespace pastiche::test
