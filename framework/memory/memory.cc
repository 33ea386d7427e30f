// Building the memory: describe, code, index.

#include "framework/memory/memory.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace pastiche {
namespace {

// Positions described per call: bounds the scratch to a few megabytes.
constexpr std::size_t kChunk = 1024;

std::vector<std::size_t> UsedSlots(const UseSettings& settings,
                                   std::size_t slot_count) {
  std::vector<std::size_t> used;
  for (std::size_t s = 0; s < slot_count; ++s) {
    const bool wanted = std::any_of(
        settings.heads.begin(), settings.heads.end(), [&](const auto& head) {
          return head.slot_weights[s] > 0.0 || head.gate == s;
        });
    if (wanted) used.push_back(s);
  }
  return used;
}

}  // namespace

void ForgetThemselves(const Geometry& geometry, std::size_t begin,
                      std::span<std::int64_t> rows) {
  const std::size_t width = geometry.slots.size();
  for (std::size_t i = 0; i * width < rows.size(); ++i) {
    for (std::size_t s = 0; s < width; ++s) {
      std::int64_t& seen = rows[i * width + s];
      if (seen == static_cast<std::int64_t>(begin + i) &&
          !geometry.slots[s].symbol) {
        seen = kSlotUnknown;
      }
    }
  }
}

Memory::Memory(const Domain& domain, SlotCodes codes,
               const UseSettings& settings, ContextMode mode)
    : domain_(domain),
      mode_(mode),
      settings_(settings),
      vocabulary_(domain.vocabulary().size()),
      codes_(std::move(codes)),
      distances_(domain),
      buckets_(domain.geometry().features.size()),
      base_(settings.base_features, vocabulary_) {}

Result<void> Memory::Describe(std::span<const Document* const> documents,
                              std::vector<std::uint16_t>& codes,
                              std::vector<std::uint32_t>& buckets,
                              Progress* progress) {
  const std::size_t slot_count = domain_.geometry().slots.size();
  const std::size_t feature_count = domain_.geometry().features.size();
  std::vector<std::int64_t> slots(kChunk * slot_count);
  std::vector<std::int32_t> features(kChunk * feature_count);
  for (const Document* document : documents) {
    const TokenSpan tokens = document->tokens;
    starts_.push_back(tokens_.size());
    for (std::size_t begin = 0; begin < tokens.size(); begin += kChunk) {
      if (progress != nullptr && progress->cancelled) {
        return Fail(ErrorCode::kCancelled, "stopped while reading the corpus");
      }
      const std::size_t end = std::min(begin + kChunk, tokens.size());
      const Result<void> described = domain_.Describe(
          mode_, tokens, begin, end,
          std::span(slots).first((end - begin) * slot_count),
          std::span(features).first((end - begin) * feature_count));
      if (!described) return described;
      ForgetThemselves(domain_.geometry(), begin,
                       std::span(slots).first((end - begin) * slot_count));
      for (std::size_t i = 0; i < end - begin; ++i) {
        codes.resize(codes.size() + codes_.size());
        codes_.Learn(std::span(slots).subspan(i * slot_count, slot_count),
                     tokens, std::span(codes).last(codes_.size()));
        const auto tuple =
            std::span(features).subspan(i * feature_count, feature_count);
        buckets.push_back(buckets_.IdOf(tuple));
        base_.Count(tuple, tokens[begin + i]);
      }
      if (progress != nullptr) progress->done += end - begin;
    }
    tokens_.insert(tokens_.end(), tokens.begin(), tokens.end());
  }
  starts_.push_back(tokens_.size());
  base_.Finish();
  return {};
}

Result<std::unique_ptr<const Memory>> Memory::Build(
    const Domain& domain, std::span<const Document* const> documents,
    const UseSettings& settings, ContextMode mode, Progress* progress) {
  std::size_t total = 0;
  for (const Document* document : documents) total += document->tokens.size();
  if (total == 0) {
    return Fail(ErrorCode::kInvalidArgument, "the corpus holds no token",
                "give at least one document that is not empty");
  }
  if (total >= std::numeric_limits<std::uint32_t>::max()) {
    return Fail(ErrorCode::kLimit,
                fmt::format("the corpus holds {} tokens; the limit is 2^32 - 2",
                            total));
  }
  Result<SlotCodes> codes = SlotCodes::Build(
      domain, UsedSlots(settings, domain.geometry().slots.size()));
  if (!codes) return Fail(codes);
  std::unique_ptr<Memory> memory(
      new Memory(domain, std::move(*codes), settings, mode));
  std::vector<std::uint16_t> table;
  std::vector<std::uint32_t> buckets;
  table.reserve(total * memory->codes_.size());
  buckets.reserve(total);
  memory->tokens_.reserve(total);
  const Result<void> described =
      memory->Describe(documents, table, buckets, progress);
  if (!described) return Fail(described);
  const PositionTable positions{.width = memory->codes_.size(),
                                .codes = table,
                                .buckets = buckets,
                                .tokens = memory->tokens_};
  for (const HeadSettings& head : settings.heads) {
    memory->heads_.emplace_back(head, memory->codes_, positions,
                                memory->vocabulary_);
  }
  return std::unique_ptr<const Memory>(std::move(memory));
}

}  // namespace pastiche
