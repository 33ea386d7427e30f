// Merging, sorting and laying out a head's keys.

#include "framework/memory/head_index.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "framework/memory/head_costs.h"

namespace pastiche {
namespace {

using kernels::kMatchBlock;

// Up to this many tokens, a run's keys share their value and sums stay
// vertical.
constexpr std::size_t kSortByValue = 64;

// Codes of a slot below this have low bytes of their own, apart from those of
// SlotCodes::kNoKey and up.
constexpr std::size_t kNarrowCodes = 0xFC;
// The same of their low half bytes; a key that does not know has 15.
constexpr std::size_t kNibbleCodes = 0xF;

// Three-way comparison of positions: bucket, value where `by_value`, key,
// value.
class KeyLess {
 public:
  KeyLess(const PositionTable& positions, std::span<const std::uint16_t> rows,
          std::size_t width, bool by_value)
      : positions_(positions),
        rows_(rows),
        width_(width),
        by_value_(by_value) {}

  [[nodiscard]] int Compare(std::uint32_t a, std::uint32_t b) const {
    const auto three = [](std::uint32_t x, std::uint32_t y) {
      return x == y ? 0 : x < y ? -1 : 1;
    };
    if (const int order = three(positions_.buckets[a], positions_.buckets[b]);
        order != 0) {
      return order;
    }
    const int values = three(positions_.tokens[a], positions_.tokens[b]);
    if (by_value_ && values != 0) return values;
    const auto ra = rows_.subspan(a * width_, width_);
    const auto rb = rows_.subspan(b * width_, width_);
    const auto [ia, ib] = std::mismatch(ra.begin(), ra.end(), rb.begin());
    return ia != ra.end() ? three(*ia, *ib) : values;
  }
  [[nodiscard]] bool operator()(std::uint32_t a, std::uint32_t b) const {
    const int order = Compare(a, b);
    return order != 0 ? order < 0 : a < b;
  }

 private:
  const PositionTable& positions_;
  std::span<const std::uint16_t> rows_;
  std::size_t width_;
  bool by_value_;
};

bool IsSmallTable(const SlotCodes& codes, std::uint32_t slot) {
  return codes.kind(slot) == SlotCodes::Kind::kTable &&
         codes.table_width() <= kernels::kSmallTable;
}

// The narrowest rows that tell all symbols of the slots apart.
StoredRows RowsFor(std::span<const std::uint32_t> slots,
                   const SlotCodes& codes) {
  const auto all = [&](const auto& fits) {
    return std::all_of(slots.begin(), slots.end(), fits);
  };
  if (all([&](std::uint32_t i) {
        return codes.kind(i) == SlotCodes::Kind::kTable
                   ? IsSmallTable(codes, i)
                   : codes.used_codes(i) <= kNibbleCodes;
      })) {
    return StoredRows::kNibble;
  }
  return all([&](std::uint32_t i) {
    return codes.used_codes(i) <= kNarrowCodes;
  })
             ? StoredRows::kNarrow
             : StoredRows::kWide;
}

}  // namespace

HeadIndex::HeadIndex(const HeadSettings& head, const SlotCodes& codes)
    : order_(KeyOrder(head, codes)),
      gated_(head.gate.has_value()),
      gate_table_(gated_ && IsSmallTable(codes, order_.front())),
      stored_(RowsFor(order_, codes)) {}

HeadIndex::HeadIndex(const HeadSettings& head, const SlotCodes& codes,
                     const PositionTable& positions, std::size_t vocabulary)
    : HeadIndex(head, codes) {
  const std::size_t count = positions.tokens.size();
  const std::size_t width = order_.size();
  std::vector<std::uint16_t> rows(count * width);
  for (std::size_t p = 0; p < count; ++p) {
    const auto seen = positions.codes.subspan(p * positions.width);
    for (std::size_t k = 0; k < width; ++k) {
      rows[p * width + k] = KeySymbol(codes, order_[k], seen[order_[k]]);
    }
  }
  const bool by_value = vocabulary <= kSortByValue && !gated_;
  const KeyLess less(positions, rows, width, by_value);
  std::vector<std::uint32_t> sorted(count);
  std::iota(sorted.begin(), sorted.end(), 0u);
  std::sort(sorted.begin(), sorted.end(), less);

  key_of_.resize(count);
  for (std::size_t k = 0; k < count; ++k) {
    const std::uint32_t p = sorted[k];
    const std::uint32_t bucket = positions.buckets[p];
    const std::uint32_t value =
        by_value ? positions.tokens[p] : kernels::kMixedValues;
    const bool new_run = runs_.empty() || runs_.back().bucket != bucket ||
                         runs_.back().value != value;
    if (new_run) {
      FinishBlock();
      runs_.push_back(
          {.first_block = static_cast<std::uint32_t>(blocks_.size()),
           .block_count = 0,
           .bucket = bucket,
           .value = value});
    }
    if (new_run || less.Compare(sorted[k - 1], p) != 0) {
      AddKey(std::span<const std::uint16_t>(rows).subspan(p * width, width),
             positions.tokens[p]);
    }
    const std::size_t open = width == 0 ? 1 : open_.size() / width;
    key_of_[p] =
        static_cast<std::uint32_t>(blocks_.size() * kMatchBlock + open - 1);
    weights_[key_of_[p]] += 1.0f;
  }
  FinishBlock();
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    const auto block = weights_.view().subspan(b * kMatchBlock, kMatchBlock);
    block_weights_.push_back(std::accumulate(block.begin(), block.end(), 0.0f));
  }
}

void HeadIndex::AddKey(std::span<const std::uint16_t> row, Token token) {
  if (open_.size() == kMatchBlock * row.size()) FinishBlock();
  const std::size_t lane = row.empty() ? 0 : open_.size() / row.size();
  if (lane == 0) {
    ++runs_.back().block_count;
    weights_.resize(weights_.size() + kMatchBlock, 0.0f);
    values_.resize(weights_.size(), 0);
  }
  values_[blocks_.size() * kMatchBlock + lane] = token;
  open_.insert(open_.end(), row.begin(), row.end());
  ++key_count_;
}

void HeadIndex::FinishBlock() {
  const std::size_t width = order_.size();
  const bool anything = weights_.size() > blocks_.size() * kMatchBlock;
  if (!anything) return;
  const std::size_t lanes = width == 0 ? 0 : open_.size() / width;
  kernels::MatchBlock block{
      .first_row = static_cast<std::uint32_t>(row_slots_.size()),
      .row_count = 0};
  for (std::size_t k = 0; k < kernels::PaddedSlots(width); ++k) {
    const std::uint16_t first = k < width ? open_[k] : 0;
    bool shared = true;
    std::uint16_t present = 0;
    for (std::size_t lane = 0; k < width && lane < lanes; ++lane) {
      const std::uint16_t symbol = open_[lane * width + k];
      shared = shared && symbol == first;
      if (symbol < kernels::kMatchVaries) {
        present =
            static_cast<std::uint16_t>(present | kernels::SymbolBit(symbol));
      }
    }
    uniform_.push_back(shared ? first : kernels::kMatchVaries);
    present_.push_back(present);
    if (shared) continue;
    row_slots_.push_back(static_cast<std::uint16_t>(k));
    ++block.row_count;
    std::array<std::uint16_t, kMatchBlock> row;
    for (std::size_t lane = 0; lane < kMatchBlock; ++lane) {
      // Padding weighs nothing; it repeats the first key.
      row[lane] = open_[(lane < lanes ? lane : 0) * width + k];
    }
    AddRow(row);
  }
  blocks_.push_back(block);
  if (gated_) {
    gate_low_.push_back(open_[0]);
    gate_high_.push_back(open_[(lanes - 1) * width]);
  }
  open_.clear();
}

void HeadIndex::AddRow(std::span<const std::uint16_t, kMatchBlock> row) {
  constexpr std::size_t kHalf = kMatchBlock / 2;
  switch (stored_) {
    case StoredRows::kWide:
      for (const std::uint16_t symbol : row) rows_.push_back(symbol);
      return;
    case StoredRows::kNarrow:
      for (const std::uint16_t symbol : row) {
        narrow_rows_.push_back(static_cast<std::uint8_t>(symbol));
      }
      return;
    case StoredRows::kNibble:
      for (std::size_t i = 0; i < kHalf; ++i) {
        narrow_rows_.push_back(static_cast<std::uint8_t>(
            kernels::Nibble(row[i]) | kernels::Nibble(row[i + kHalf]) << 4));
      }
      return;
  }
}

void HeadIndex::Remove(std::size_t position) {
  const std::uint32_t key = key_of_.view()[position];
  weights_[key] -= 1.0f;
  block_weights_[key / kMatchBlock] -= 1.0f;
}

// The symbol that stored row r holds for a key.
std::uint16_t HeadIndex::StoredSymbol(const SlotCodes& codes, std::size_t r,
                                      std::size_t lane) const {
  constexpr std::size_t kHalf = kMatchBlock / 2;
  if (stored_ == StoredRows::kWide) {
    return rows_.view()[r * kMatchBlock + lane];
  }
  std::uint16_t low = 0;
  bool unknown = false;
  if (stored_ == StoredRows::kNarrow) {
    low = narrow_rows_.view()[r * kMatchBlock + lane];
    unknown = low >= kNarrowCodes;
  } else {
    low = kernels::NibbleAt(narrow_rows_.view().data() + r * kHalf, lane);
    unknown = low == kNibbleCodes;
  }
  if (IsSmallTable(codes, order_[row_slots_.view()[r]])) {
    return kernels::TableSymbol(low / 2u);
  }
  return unknown ? SlotCodes::kUnknown : low;
}

// Stores rows so that they tell more symbols apart.
void HeadIndex::Widen(const SlotCodes& codes, StoredRows to) {
  std::vector<std::array<std::uint16_t, kMatchBlock>> all(row_slots_.size());
  for (std::size_t r = 0; r < all.size(); ++r) {
    for (std::size_t lane = 0; lane < kMatchBlock; ++lane) {
      all[r][lane] = StoredSymbol(codes, r, lane);
    }
  }
  rows_ = {};
  narrow_rows_ = {};
  stored_ = to;
  for (const auto& row : all) AddRow(row);
}

void HeadIndex::Append(const HeadIndex& more, const SlotCodes& codes) {
  // New symbols may need more room.
  if (stored_ != more.stored_) Widen(codes, more.stored_);
  const auto blocks = static_cast<std::uint32_t>(blocks_.size());
  const auto rows = static_cast<std::uint32_t>(row_slots_.size());
  const auto add = [](auto& to, const auto& from) {
    to.own().insert(to.own().end(), from.begin(), from.end());
  };
  for (kernels::MatchRun run : more.runs_) {
    run.first_block += blocks;
    runs_.push_back(run);
  }
  for (kernels::MatchBlock block : more.blocks_) {
    block.first_row += rows;
    blocks_.push_back(block);
  }
  add(uniform_, more.uniform_);
  add(present_, more.present_);
  add(row_slots_, more.row_slots_);
  add(rows_, more.rows_);
  add(narrow_rows_, more.narrow_rows_);
  add(weights_, more.weights_);
  add(block_weights_, more.block_weights_);
  add(values_, more.values_);
  add(gate_low_, more.gate_low_);
  add(gate_high_, more.gate_high_);
  for (const std::uint32_t key : more.key_of_) {
    key_of_.push_back(key + blocks * static_cast<std::uint32_t>(kMatchBlock));
  }
  key_count_ += more.key_count_;
}

kernels::MatchKeys HeadIndex::keys() const {
  return {.slot_count = order_.size(),
          .blocks = blocks_,
          .uniform = uniform_,
          .row_slots = row_slots_,
          .rows = rows_,
          .weights = weights_,
          .values = values_,
          .narrow_rows = stored_ == StoredRows::kNarrow
                             ? narrow_rows_.view()
                             : std::span<const std::uint8_t>(),
          .nibble_rows = stored_ == StoredRows::kNibble
                             ? narrow_rows_.view()
                             : std::span<const std::uint8_t>(),
          .few_symbols = stored_ == StoredRows::kNibble,
          .present = present_,
          .block_weights = block_weights_};
}

std::size_t HeadIndex::byte_count() const {
  return blocks_.size() * sizeof(kernels::MatchBlock) +
         (uniform_.size() + present_.size() + row_slots_.size() +
          rows_.size()) *
             2 +
         narrow_rows_.size() +
         (weights_.size() + block_weights_.size() + values_.size() +
          key_of_.size()) *
             4;
}

std::span<const kernels::MatchRun> HeadIndex::Runs(
    std::span<const std::uint16_t> query,
    std::vector<kernels::MatchRun>& scratch) const {
  if (!gated_ || query[order_.front()] == SlotCodes::kUnknown) return runs_;
  // Within a run keys ascend by the gate's symbol; the cost of the gate itself
  // excludes the neighbours that share its first and last block.
  const std::uint16_t code = query[order_.front()];
  const std::uint16_t symbol = gate_table_ ? kernels::TableSymbol(code) : code;
  scratch.clear();
  for (const kernels::MatchRun& run : runs_) {
    const auto low = gate_high_.begin() + run.first_block;
    const auto first = std::lower_bound(low, low + run.block_count, symbol);
    const auto begin = gate_low_.begin() + (first - gate_high_.begin());
    const auto end = gate_low_.begin() + run.first_block + run.block_count;
    const auto last = std::upper_bound(begin, end, symbol);
    if (last == begin) continue;
    scratch.push_back(run);
    scratch.back().first_block =
        static_cast<std::uint32_t>(begin - gate_low_.begin());
    scratch.back().block_count = static_cast<std::uint32_t>(last - begin);
  }
  return scratch;
}

}  // namespace pastiche
