// A head's keys in a saved memory. Loading trusts nothing that it reads: all
// the kernel's preconditions are checked once.

#include <algorithm>
#include <vector>

#include "framework/memory/head_index.h"
#include "kernels/match_attention.h"

namespace pastiche {
namespace {

using kernels::kMatchBlock;

// Whether a stored symbol can be looked up in the slot's table, if it has one.
bool IsSymbol(const SlotCodes& codes, std::uint32_t slot,
              std::uint16_t symbol) {
  if (codes.kind(slot) != SlotCodes::Kind::kTable) {
    return symbol != kernels::kMatchVaries;
  }
  if (codes.table_width() > kernels::kSmallTable) {
    return symbol < codes.table_width();
  }
  const std::uint32_t code = (symbol & 0xFF) / 2;
  return code < codes.table_width() && symbol == kernels::TableSymbol(code);
}

// The same for its low byte; for a low half byte the same numbers serve.
bool IsNarrowSymbol(const SlotCodes& codes, std::uint32_t slot,
                    std::uint8_t symbol) {
  if (codes.kind(slot) != SlotCodes::Kind::kTable) return true;
  if (codes.table_width() > kernels::kSmallTable) {
    return symbol < codes.table_width();
  }
  return symbol % 2 == 0 && symbol / 2u < codes.table_width();
}

}  // namespace

void HeadIndex::Save(ImageWriter& image) const {
  image.Number(key_count_);
  image.Array(blocks_.view());
  image.Array(uniform_.view());
  image.Array(present_.view());
  image.Array(row_slots_.view());
  image.Array(rows_.view());
  image.Array(narrow_rows_.view());
  image.Array(weights_.view());
  image.Array(block_weights_.view());
  image.Array(values_.view());
  image.Array(runs_.view());
  image.Array(gate_low_.view());
  image.Array(gate_high_.view());
  image.Array(key_of_.view());
}

std::optional<HeadIndex> HeadIndex::Load(const HeadSettings& head,
                                         const SlotCodes& codes,
                                         TokenSpan tokens,
                                         std::size_t bucket_count,
                                         ImageReader& image) {
  HeadIndex index(head, codes);
  index.key_count_ = image.Number();
  index.blocks_ = ImageArray(image.Array<kernels::MatchBlock>());
  index.uniform_ = ImageArray(image.Array<std::uint16_t>());
  index.present_ = ImageArray(image.Array<std::uint16_t>());
  index.row_slots_ = ImageArray(image.Array<std::uint16_t>());
  index.rows_ = ImageArray(image.Array<std::uint16_t>());
  index.narrow_rows_ = ImageArray(image.Array<std::uint8_t>());
  index.weights_ = ImageArray(image.Array<float>());
  index.block_weights_ = ImageArray(image.Array<float>());
  index.values_ = ImageArray(image.Array<std::uint32_t>());
  index.runs_ = ImageArray(image.Array<kernels::MatchRun>());
  index.gate_low_ = ImageArray(image.Array<std::uint16_t>());
  index.gate_high_ = ImageArray(image.Array<std::uint16_t>());
  index.key_of_ = ImageArray(image.Array<std::uint32_t>());
  if (!image.ok() || !index.IsConsistent(codes, tokens, bucket_count)) {
    return std::nullopt;
  }
  return index;
}

bool HeadIndex::HasRows(const SlotCodes& codes) const {
  const auto blocks = blocks_.view();
  const auto uniform = uniform_.view(), rows = rows_.view();
  const auto narrow = narrow_rows_.view();
  const auto row_slots = row_slots_.view();
  const std::size_t padded = kernels::PaddedSlots(order_.size());
  const std::size_t symbols = row_slots.size() * kMatchBlock;
  if (uniform.size() != blocks.size() * padded ||
      present_.size() != uniform.size() ||
      rows.size() != (stored_ == StoredRows::kWide ? symbols : 0) ||
      narrow.size() != (stored_ == StoredRows::kWide     ? 0
                        : stored_ == StoredRows::kNarrow ? symbols
                                                         : symbols / 2)) {
    return false;
  }
  std::size_t next_row = 0;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    if (blocks[b].first_row != next_row ||
        blocks[b].row_count > row_slots.size() - next_row) {
      return false;
    }
    const std::size_t end = next_row + blocks[b].row_count;
    for (std::size_t s = 0; s < padded; ++s) {
      const std::uint16_t symbol = uniform[b * padded + s];
      if (symbol != kernels::kMatchVaries) {
        if (s < order_.size() && !IsSymbol(codes, order_[s], symbol)) {
          return false;
        }
        continue;
      }
      if (s >= order_.size() || next_row == end || row_slots[next_row] != s) {
        return false;
      }
      if (!HasUsableSymbols(codes, next_row)) return false;
      ++next_row;
    }
    if (next_row != end) return false;
  }
  return next_row == row_slots.size();
}

bool HeadIndex::HasUsableSymbols(const SlotCodes& codes,
                                 std::size_t row) const {
  constexpr std::size_t kHalf = kMatchBlock / 2;
  const std::uint32_t slot = order_[row_slots_.view()[row]];
  const auto narrow = narrow_rows_.view();
  for (std::size_t i = 0; i < kMatchBlock; ++i) {
    bool usable = true;
    switch (stored_) {
      case StoredRows::kWide:
        usable = IsSymbol(codes, slot, rows_.view()[row * kMatchBlock + i]);
        break;
      case StoredRows::kNarrow:
        usable = IsNarrowSymbol(codes, slot, narrow[row * kMatchBlock + i]);
        break;
      case StoredRows::kNibble:
        usable = IsNarrowSymbol(
            codes, slot, kernels::NibbleAt(narrow.data() + row * kHalf, i));
        break;
    }
    if (!usable) return false;
  }
  return true;
}

bool HeadIndex::HasRuns(std::size_t bucket_count, Token most) const {
  const std::size_t blocks = blocks_.size();
  const auto weights = weights_.view();
  const auto values = values_.view();
  std::size_t next = 0;
  for (const kernels::MatchRun& run : runs_) {
    const bool mixed = run.value == kernels::kMixedValues;
    if (run.first_block != next || run.block_count > blocks - next ||
        run.bucket >= bucket_count || (!mixed && run.value > most)) {
      return false;
    }
    next += run.block_count;
    for (std::size_t k = run.first_block * kMatchBlock;
         !mixed && k < next * kMatchBlock; ++k) {
      // Padding weighs nothing and may hold any value.
      if (weights[k] != 0.0f && values[k] != run.value) return false;
    }
  }
  return next == blocks &&
         std::all_of(values.begin(), values.end(),
                     [&](std::uint32_t value) { return value <= most; });
}

// Weights are what the positions add up to.
bool HeadIndex::HasWeights(TokenSpan tokens) const {
  const auto key_of = key_of_.view();
  const auto values = values_.view();
  std::vector<float> keys(values.size(), 0.0f), sums(blocks_.size(), 0.0f);
  for (std::size_t i = 0; i < key_of.size(); ++i) {
    if (key_of[i] >= keys.size() || values[key_of[i]] != tokens[i]) {
      return false;
    }
    keys[key_of[i]] += 1.0f;
    sums[key_of[i] / kMatchBlock] += 1.0f;
  }
  return std::equal(keys.begin(), keys.end(), weights_.begin()) &&
         std::equal(sums.begin(), sums.end(), block_weights_.begin());
}

bool HeadIndex::IsConsistent(const SlotCodes& codes, TokenSpan tokens,
                             std::size_t bucket_count) const {
  const std::size_t blocks = blocks_.size();
  const std::size_t gates = gated_ ? blocks : 0;
  const Token most =
      tokens.empty() ? 0 : *std::max_element(tokens.begin(), tokens.end());
  return weights_.size() == blocks * kMatchBlock &&
         values_.size() == weights_.size() && block_weights_.size() == blocks &&
         key_of_.size() == tokens.size() && key_count_ <= weights_.size() &&
         gate_low_.size() == gates && gate_high_.size() == gates &&
         HasRows(codes) && HasRuns(bucket_count, most) && HasWeights(tokens);
}

}  // namespace pastiche
