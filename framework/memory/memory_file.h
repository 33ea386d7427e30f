// Saved memories: a file with the documents, the heads and the indices built
// from them, used where it lies. Every byte is under a SHA-256.

#ifndef PASTICHE_FRAMEWORK_MEMORY_MEMORY_FILE_H_
#define PASTICHE_FRAMEWORK_MEMORY_MEMORY_FILE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/domain.h"
#include "framework/core/result.h"
#include "framework/memory/attention_suite.h"
#include "framework/memory/memory.h"

namespace pastiche {

// What a saved memory was made with; whoever loads it compares.
struct MemoryFileInfo {
  std::string program;                 // Version of pastiche.
  std::string plugin, plugin_version;  // DomainInfo's id and version.
  std::uint64_t content_hash = 0;      // DomainInfo's.
  std::string options;                 // The plugin was created with: JSON.
  std::string heads;                   // As ParseRecommendation takes them.
  std::string heads_from;              // Recommendation::provenance.
  std::string corpus_sha256;           // Of the documents, in hexadecimal.
};

// The bytes of a file with the memories of these uses, which `suite` builds if
// it has not yet. Errors: what building reports. Layout: see
// docs/algorithms/memory.md.
[[nodiscard]] Result<std::string> WriteMemoryFile(
    const MemoryFileInfo& info, std::span<const Document> documents,
    const AttentionSuite& suite, std::span<const MemoryUse> uses);

class MemoryFile {
 public:
  // Maps the file and checks every byte of it. It must not be changed while it
  // is open; replacing it by renaming another one is fine. kNotFound, kIo;
  // kIncompatible for another version of the format; kInvalidArgument for
  // anything that WriteMemoryFile did not write just so.
  [[nodiscard]] static Result<std::unique_ptr<const MemoryFile>> Open(
      const std::string& path);
  // The same for bytes that are aligned to kImageAlignment and outlive it.
  [[nodiscard]] static Result<std::unique_ptr<const MemoryFile>> Read(
      std::span<const std::byte> bytes, const std::string& name);
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  [[nodiscard]] const MemoryFileInfo& info() const { return info_; }
  [[nodiscard]] const std::vector<Document>& documents() const {
    return documents_;
  }
  [[nodiscard]] bool Has(MemoryUse use) const {
    return !images_[static_cast<std::size_t>(use)].empty();
  }
  // Bytes of the memory of one use; 0 where there is none.
  [[nodiscard]] std::size_t SizeOf(MemoryUse use) const {
    return images_[static_cast<std::size_t>(use)].size();
  }
  // The memory of a use that it has, for the heads it was saved with. Uses this
  // file, which must outlive it. kInvalidArgument if they do not fit.
  [[nodiscard]] Result<std::unique_ptr<const Memory>> Load(
      const Domain& domain, MemoryUse use, const UseSettings& settings) const;

 private:
  MemoryFile() = default;
  [[nodiscard]] bool ReadInfo(std::span<const std::byte> section);
  [[nodiscard]] bool ReadDocuments(std::span<const std::byte> section);

  std::span<const std::byte> mapped_;  // To be unmapped.
  MemoryFileInfo info_;
  std::vector<Document> documents_;
  std::array<std::span<const std::byte>, kMemoryUses> images_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_MEMORY_MEMORY_FILE_H_
