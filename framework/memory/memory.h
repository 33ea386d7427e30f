// The corpus as associative memory for one use (left to right, or filling):
// positions described by the domain, coded, and indexed once per head. Built
// once, then immutable and shared by all threads.

#ifndef PASTICHE_FRAMEWORK_MEMORY_MEMORY_H_
#define PASTICHE_FRAMEWORK_MEMORY_MEMORY_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
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

 private:
  Memory(const Domain& domain, SlotCodes codes, const UseSettings& settings,
         ContextMode mode);
  [[nodiscard]] Result<void> Describe(
      std::span<const Document* const> documents,
      std::vector<std::uint16_t>& codes, std::vector<std::uint32_t>& buckets,
      Progress* progress);

  const Domain& domain_;
  ContextMode mode_;
  UseSettings settings_;
  std::size_t vocabulary_;
  SlotCodes codes_;
  FeatureDistances distances_;
  FeatureBuckets buckets_;
  BaseDistribution base_;
  std::vector<Token> tokens_;
  std::vector<std::size_t> starts_;
  std::vector<HeadIndex> heads_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_MEMORY_MEMORY_H_
