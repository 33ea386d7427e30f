// A small memory to save, for the tests and the fuzz target of saved ones.

#ifndef PASTICHE_TESTS_FRAMEWORK_MEMORY_SAVED_CASE_H_
#define PASTICHE_TESTS_FRAMEWORK_MEMORY_SAVED_CASE_H_

#include <cstring>
#include <string>
#include <vector>

#include "framework/memory/image_archive.h"
#include "framework/memory/memory_file.h"
#include "tests/support/memory_domain.h"

namespace pastiche::test {

// One head over two slots, two documents.
struct SavedCase {
  SavedCase() : domain({.vocabulary = 3}) {
    documents = {domain.Read("abcab"), domain.Read("cab")};
    documents[0].name = "first";
    documents[0].license = "CC0-1.0";
    documents[1].name = "second";
    HeadSettings head;
    head.slot_weights.assign(domain.geometry().slots.size(), 0.0);
    head.slot_weights[0] = 3.0;
    head.slot_weights[8] = 2.0;
    head.features.resize(domain.geometry().features.size());
    recommendation.fill.heads = {head};
    head.slot_weights[8] = 0.0;
    head.slot_weights[1] = 2.0;
    recommendation.ar.heads = {head};
    recommendation.ar_cache = recommendation.sample = recommendation.ar;
    for (const Document& document : documents) pointers.push_back(&document);
  }
  SavedCase(const SavedCase&) = delete;
  SavedCase& operator=(const SavedCase&) = delete;

  [[nodiscard]] AttentionSuite Suite() const {
    return {domain, pointers, recommendation, nullptr};
  }
  [[nodiscard]] std::string Save(std::vector<MemoryUse> uses) const {
    const AttentionSuite suite = Suite();
    return WriteMemoryFile({.program = "0",
                            .plugin = "memory",
                            .plugin_version = "1",
                            .content_hash = 7,
                            .options = "{}",
                            .heads = "{}",
                            .heads_from = "test",
                            .corpus_sha256 = "-"},
                           documents, suite, uses)
        .value();
  }

  MemoryDomain domain;
  std::vector<Document> documents;
  std::vector<const Document*> pointers;
  Recommendation recommendation;
};

// Bytes where a mapped file's would be: aligned.
class AlignedBytes {
 public:
  explicit AlignedBytes(const std::string& bytes)
      : blocks_(bytes.size() / sizeof(Block) + 1), size_(bytes.size()) {
    std::memcpy(blocks_.data(), bytes.data(), bytes.size());
  }
  [[nodiscard]] std::span<const std::byte> view() const {
    return std::as_bytes(std::span(blocks_)).first(size_);
  }

 private:
  struct alignas(kImageAlignment) Block {
    std::byte bytes[kImageAlignment];
  };
  std::vector<Block> blocks_;
  std::size_t size_;
};

// Makes the digests right again after something else was changed, so that what
// lies behind them is reached; as far as the directory makes sense.
void MendDigests(std::string& bytes);

}  // namespace pastiche::test

#endif  // PASTICHE_TESTS_FRAMEWORK_MEMORY_SAVED_CASE_H_
