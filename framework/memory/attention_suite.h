// The attention models of one corpus with one set of recommended heads, each
// memory built when it is first needed.

#ifndef PASTICHE_FRAMEWORK_MEMORY_ATTENTION_SUITE_H_
#define PASTICHE_FRAMEWORK_MEMORY_ATTENTION_SUITE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "framework/core/sequence_model.h"
#include "framework/memory/attention_model.h"
#include "framework/memory/head_settings.h"
#include "framework/memory/memory.h"

namespace pastiche {

// What a memory of the suite is for: each has its heads, or its mode.
enum class MemoryUse : std::uint8_t {
  kAr,
  kArCache,
  kSample,
  kFill,
  kFillWrap
};
inline constexpr std::size_t kMemoryUses = 5;
[[nodiscard]] ContextMode ModeOf(MemoryUse use);
// Every memory that work on the domain asks for first.
[[nodiscard]] std::array<MemoryUse, 4> FirstUsesOf(const Domain& domain);

// Picks the heads by use: "sample" for sampling, "ar-cache" with the cache,
// "ar" else; "fill" for filling. Threads: all functions but Adopt are safe.
class AttentionSuite : public SequenceModel, public FillModel {
 public:
  // `ngram` (or `orders` where settings ask for it) and `nested` are what a
  // mixture has as its bases; null: without them. Everything given must outlive
  // the suite.
  AttentionSuite(const Domain& domain, std::vector<const Document*> documents,
                 Recommendation recommendation, const SequenceModel* ngram,
                 const SequenceModel* nested = nullptr,
                 const SequenceModel* orders = nullptr);
  // `whole` without the documents of these indices: its memories are built
  // once, and what is left out is taken out of them (Memory::Without). The
  // n-grams are those of the remaining documents.
  AttentionSuite(const AttentionSuite& whole, std::vector<std::size_t> left_out,
                 const SequenceModel* ngram,
                 const SequenceModel* nested = nullptr,
                 const SequenceModel* orders = nullptr);

  [[nodiscard]] const Recommendation& recommendation() const {
    return recommendation_;
  }
  // How the recommendation wants samples drawn.
  [[nodiscard]] ModelUse SamplingUse() const;

  [[nodiscard]] Result<std::unique_ptr<Walk>> StartWalk(
      const ModelUse& use) const override;
  [[nodiscard]] Result<std::unique_ptr<Fill>> StartFill(
      TokenSpan tokens, ContextMode mode, const ModelUse& use) const override;

  // The heads of one use.
  [[nodiscard]] const UseSettings& SettingsOf(MemoryUse use) const;
  // The memory of one use, built when it is first asked for.
  [[nodiscard]] Result<const Memory*> MemoryFor(MemoryUse use) const;
  // Takes one that was built before, of the same documents and heads. Before
  // anything else is asked.
  void Adopt(MemoryUse use, std::unique_ptr<const Memory> memory);

  // Positions the memory holds.
  [[nodiscard]] std::size_t token_count() const;

 private:
  struct Part {
    std::mutex mutex;  // Guards the rest.
    std::unique_ptr<const Memory> memory;
    std::unique_ptr<const AttentionSequenceModel> sequence;
    std::unique_ptr<const AttentionFillModel> fill;
  };
  // Uses of the same heads share a part.
  [[nodiscard]] Part& PartOf(MemoryUse use) const;
  // Its memory, built if need be; with its mutex held.
  [[nodiscard]] Result<const Memory*> MemoryOf(Part& part, MemoryUse use) const;

  const Domain& domain_;
  std::vector<const Document*> documents_;
  Recommendation recommendation_;
  // Whether the heads are the same with and without a cache.
  bool cache_as_without_ = recommendation_.ar == recommendation_.ar_cache;
  const SequenceModel* ngram_;
  const SequenceModel* nested_;
  const SequenceModel* orders_;
  const AttentionSuite* whole_ = nullptr;  // Of which left_out_ is taken out.
  std::vector<std::size_t> left_out_;
  mutable std::array<Part, kMemoryUses> parts_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_MEMORY_ATTENTION_SUITE_H_
