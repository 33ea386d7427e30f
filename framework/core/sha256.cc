// The hash by libmd, of memory and of files read piece by piece.

#include "framework/core/sha256.h"

#include <sha2.h>

#include <cstdio>
#include <memory>
#include <vector>

namespace pastiche {
namespace {

class Hash {
 public:
  Hash() { SHA256Init(&context_); }
  void Add(const char* data, std::size_t size) {
    SHA256Update(&context_, reinterpret_cast<const std::uint8_t*>(data), size);
  }
  Sha256Digest Finish() {
    Sha256Digest digest;
    SHA256Final(digest.data(), &context_);
    return digest;
  }

 private:
  SHA2_CTX context_;
};

std::string Hexadecimal(const Sha256Digest& digest) {
  std::string text;
  for (const std::uint8_t byte : digest) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

struct Closer {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

}  // namespace

Sha256Digest Sha256(std::string_view bytes) {
  Hash hash;
  hash.Add(bytes.data(), bytes.size());
  return hash.Finish();
}

std::string Sha256Hex(std::string_view bytes) {
  return Hexadecimal(Sha256(bytes));
}

std::optional<std::string> Sha256HexOfFile(const std::filesystem::path& path) {
  const std::unique_ptr<std::FILE, Closer> file(
      std::fopen(path.c_str(), "rbe"));
  if (file == nullptr) return std::nullopt;
  Hash hash;
  std::vector<char> buffer(1 << 16);
  for (;;) {
    const std::size_t got =
        std::fread(buffer.data(), 1, buffer.size(), file.get());
    hash.Add(buffer.data(), got);
    if (got < buffer.size()) break;
  }
  if (std::ferror(file.get()) != 0) return std::nullopt;
  return Hexadecimal(hash.Finish());
}

}  // namespace pastiche
