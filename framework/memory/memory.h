// The corpus as associative memory for one use (left to right, or filling):
// positions described by the domain, coded, and indexed once per head. Built
// once, then immutable and shared by all threads.

#ifndef PASTICHE_FRAMEWORK_MEMORY_MEMORY_H_
#define PASTICHE_FRAMEWORK_MEMORY_MEMORY_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "framework/core/domain.h"
#include "framework/core/progress.h"
#include "framework/core/result.h"
#include "framework/memory/base_distribution.h"
#include "framework/memory/feature_buckets.h"
#include "framework/memory/head_index.h"
#include "framework/memory/head_settings.h"
#include "framework/memory/slot_codes.h"

namespace pastiche {

// In a loop shorter than a slot's reach a position sees itself. It must not:
// sets those places of `rows` (positions from `begin`, slots) to kSlotUnknown.
void ForgetThemselves(const Geometry& geometry, std::size_t begin,
                      std::span<std::int64_t> rows);

class Memory {
 public:
  // Describes every position of `documents` in `mode` and builds one index per
  // head. `domain` must outlive the memory. kInvalidArgument if there is no
  // token, kLimit from 2^32 - 1 positions on, else what the domain reports.
  [[nodiscard]] static Result<std::unique_ptr<const Memory>> Build(
      const Domain& domain, std::span<const Document* const> documents,
      const UseSettings& settings, ContextMode mode,
      Progress* progress = nullptr);

  // This memory without the documents of these indices, which are unique, or
  // with some more after those it has. Neither builds anew: only the documents
  // that come or go are described, the keys of all others are copied. What it
  // predicts equals that of a memory built from the same documents up to the
  // rounding of sums; see docs/decisions/0008. Errors as Build.
  [[nodiscard]] Result<std::unique_ptr<const Memory>> Without(
      std::span<const std::size_t> documents) const;
  [[nodiscard]] Result<std::unique_ptr<const Memory>> With(
      std::span<const Document* const> documents,
      Progress* progress = nullptr) const;

  // The memory as bytes, without its documents; none may be left out
  // (asserted). Load needs the documents, settings and mode it was built from,
  // and keeps using the image, which must outlive it and all made from it.
  // kInvalidArgument if the image is not one of them.
  [[nodiscard]] std::string Save() const;
  [[nodiscard]] static Result<std::unique_ptr<const Memory>> Load(
      const Domain& domain, std::span<const Document* const> documents,
      const UseSettings& settings, ContextMode mode,
      std::span<const std::byte> image);

  [[nodiscard]] const Domain& domain() const { return domain_; }
  [[nodiscard]] ContextMode mode() const { return mode_; }
  [[nodiscard]] const UseSettings& settings() const { return settings_; }
  [[nodiscard]] const SlotCodes& codes() const { return codes_; }
  [[nodiscard]] const FeatureDistances& distances() const { return distances_; }
  [[nodiscard]] const FeatureBuckets& buckets() const { return buckets_; }
  [[nodiscard]] const BaseDistribution& base() const { return base_; }
  [[nodiscard]] const std::vector<HeadIndex>& heads() const { return heads_; }
  [[nodiscard]] std::size_t vocabulary() const { return vocabulary_; }

  // All documents' tokens one after the other, and where each begins (with the
  // total at the end).
  [[nodiscard]] std::span<const Token> tokens() const { return tokens_; }
  [[nodiscard]] std::span<const std::size_t> starts() const { return starts_; }
  // Taken out by Without: its positions keep their numbers and weigh nothing.
  [[nodiscard]] bool left_out(std::size_t document) const {
    return left_out_[document];
  }
  // Positions of the documents that are not left out.
  [[nodiscard]] std::size_t position_count() const { return position_count_; }

 private:
  // Told of each position of a document: its slots and features.
  using See = std::function<void(std::size_t, std::span<const std::int64_t>,
                                 std::span<const std::int32_t>)>;
  Memory(const Memory&) = default;
  Memory(const Domain& domain, SlotCodes codes, const UseSettings& settings,
         ContextMode mode);
  [[nodiscard]] Result<void> Describe(TokenSpan tokens, const See& see,
                                      Progress* progress) const;
  [[nodiscard]] Result<void> Add(std::span<const Document* const> documents,
                                 Progress* progress);
  // Unlearnt, for these heads.
  [[nodiscard]] static Result<std::unique_ptr<Memory>> Empty(
      const Domain& domain, const UseSettings& settings, ContextMode mode);
  [[nodiscard]] Result<void> TakeOut(std::size_t document);
  [[nodiscard]] static Result<std::unique_ptr<const Memory>> Finish(
      std::unique_ptr<Memory> memory);

  const Domain& domain_;
  ContextMode mode_;
  UseSettings settings_;
  std::size_t vocabulary_;
  SlotCodes codes_;
  FeatureDistances distances_;
  FeatureBuckets buckets_;
  BaseDistribution base_;
  std::vector<Token> tokens_;
  std::vector<std::size_t> starts_ = {0};
  std::vector<bool> left_out_;  // By document.
  std::size_t position_count_ = 0;
  std::vector<HeadIndex> heads_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_MEMORY_MEMORY_H_
