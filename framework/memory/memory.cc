// Building the memory: describe, code, index.

#include "framework/memory/memory.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
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

Result<void> Memory::Describe(TokenSpan tokens, const See& see,
                              Progress* progress) const {
  const std::size_t slot_count = domain_.geometry().slots.size();
  const std::size_t feature_count = domain_.geometry().features.size();
  std::vector<std::int64_t> slots(kChunk * slot_count);
  std::vector<std::int32_t> features(kChunk * feature_count);
  for (std::size_t begin = 0; begin < tokens.size(); begin += kChunk) {
    if (progress != nullptr && progress->cancelled) {
      return Fail(ErrorCode::kCancelled, "stopped while reading the corpus");
    }
    const std::size_t count = std::min(kChunk, tokens.size() - begin);
    const auto rows = std::span(slots).first(count * slot_count);
    const auto tuples = std::span(features).first(count * feature_count);
    const Result<void> described =
        domain_.Describe(mode_, tokens, begin, begin + count, rows, tuples);
    if (!described) return described;
    ForgetThemselves(domain_.geometry(), begin, rows);
    for (std::size_t i = 0; i < count; ++i) {
      see(begin + i, rows.subspan(i * slot_count, slot_count),
          tuples.subspan(i * feature_count, feature_count));
    }
    if (progress != nullptr) progress->done += count;
  }
  return {};
}

Result<void> Memory::Add(std::span<const Document* const> documents,
                         Progress* progress) {
  std::size_t total = tokens_.size();
  for (const Document* document : documents) total += document->tokens.size();
  if (total >= std::numeric_limits<std::uint32_t>::max()) {
    return Fail(ErrorCode::kLimit,
                fmt::format("the corpus holds {} tokens; the limit is 2^32 - 2",
                            total));
  }
  const std::size_t first = tokens_.size();
  std::vector<std::uint16_t> codes;
  std::vector<std::uint32_t> buckets;
  codes.reserve((total - first) * codes_.size());
  buckets.reserve(total - first);
  tokens_.reserve(total);
  for (const Document* document : documents) {
    const TokenSpan tokens = document->tokens;
    const See learn = [&](std::size_t i, std::span<const std::int64_t> row,
                          std::span<const std::int32_t> features) {
      codes.resize(codes.size() + codes_.size());
      codes_.Learn(row, tokens, std::span(codes).last(codes_.size()));
      buckets.push_back(buckets_.IdOf(features));
      base_.Count(features, tokens[i]);
    };
    const auto described = Describe(tokens, learn, progress);
    if (!described) return described;
    tokens_.insert(tokens_.end(), tokens.begin(), tokens.end());
    starts_.push_back(tokens_.size());
    left_out_.push_back(false);
  }
  position_count_ += total - first;
  const PositionTable positions{.width = codes_.size(),
                                .codes = codes,
                                .buckets = buckets,
                                .tokens = TokenSpan(tokens_).subspan(first)};
  for (std::size_t h = 0; h < settings_.heads.size(); ++h) {
    HeadIndex index(settings_.heads[h], codes_, positions, vocabulary_);
    if (h < heads_.size()) {
      heads_[h].Append(index, codes_);
    } else {
      heads_.push_back(std::move(index));
    }
  }
  return {};
}

Result<void> Memory::TakeOut(std::size_t document) {
  assert(document < left_out_.size() && !left_out_[document]);
  const std::size_t begin = starts_[document];
  const std::size_t size = starts_[document + 1] - begin;
  const TokenSpan tokens = TokenSpan(tokens_).subspan(begin, size);
  const See forget = [&](std::size_t i, std::span<const std::int64_t> row,
                         std::span<const std::int32_t> features) {
    codes_.Forget(row, tokens);
    base_.Uncount(features, tokens[i]);
    for (HeadIndex& head : heads_) head.Remove(begin + i);
  };
  left_out_[document] = true;
  position_count_ -= size;
  return Describe(tokens, forget, nullptr);
}

Result<std::unique_ptr<const Memory>> Memory::Finish(
    std::unique_ptr<Memory> memory) {
  if (memory->position_count_ == 0) {
    return Fail(ErrorCode::kInvalidArgument, "the corpus holds no token",
                "give at least one document that is not empty");
  }
  memory->base_.Finish();
  return std::unique_ptr<const Memory>(std::move(memory));
}

Result<std::unique_ptr<const Memory>> Memory::Without(
    std::span<const std::size_t> documents) const {
  std::unique_ptr<Memory> memory(new Memory(*this));
  for (const std::size_t document : documents) {
    if (const auto done = memory->TakeOut(document); !done) return Fail(done);
  }
  return Finish(std::move(memory));
}

Result<std::unique_ptr<const Memory>> Memory::With(
    std::span<const Document* const> documents, Progress* progress) const {
  std::unique_ptr<Memory> memory(new Memory(*this));
  if (const auto done = memory->Add(documents, progress); !done) {
    return Fail(done);
  }
  return Finish(std::move(memory));
}

Result<std::unique_ptr<Memory>> Memory::Empty(const Domain& domain,
                                              const UseSettings& settings,
                                              ContextMode mode) {
  Result<SlotCodes> codes = SlotCodes::Build(
      domain, UsedSlots(settings, domain.geometry().slots.size()));
  if (!codes) return Fail(codes);
  return std::unique_ptr<Memory>(
      new Memory(domain, std::move(*codes), settings, mode));
}

Result<std::unique_ptr<const Memory>> Memory::Build(
    const Domain& domain, std::span<const Document* const> documents,
    const UseSettings& settings, ContextMode mode, Progress* progress) {
  auto memory = Empty(domain, settings, mode);
  if (!memory) return Fail(memory);
  if (const auto done = (*memory)->Add(documents, progress); !done) {
    return Fail(done);
  }
  return Finish(std::move(*memory));
}

}  // namespace pastiche
