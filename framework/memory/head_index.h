// One head's view of the corpus: its keys (the codes of the slots it weighs),
// equal ones merged, sorted and laid out in blocks for the match kernel.

#ifndef PASTICHE_FRAMEWORK_MEMORY_HEAD_INDEX_H_
#define PASTICHE_FRAMEWORK_MEMORY_HEAD_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "framework/core/document.h"
#include "framework/memory/head_settings.h"
#include "framework/memory/image_archive.h"
#include "framework/memory/image_array.h"
#include "framework/memory/slot_codes.h"
#include "kernels/match_attention.h"

namespace pastiche {

// Rows of symbols, or of their low bytes or half bytes where those tell all
// apart.
enum class StoredRows : std::uint8_t { kWide, kNarrow, kNibble };

// Corpus positions in order; all spans have one row per position.
struct PositionTable {
  std::size_t width = 0;                   // SlotCodes::size().
  std::span<const std::uint16_t> codes;    // (positions, width)
  std::span<const std::uint32_t> buckets;  // (positions)
  std::span<const Token> tokens;           // (positions)
};

class HeadIndex {
 public:
  HeadIndex(const HeadSettings& head, const SlotCodes& codes,
            const PositionTable& positions, std::size_t vocabulary);

  void Save(ImageWriter& image) const;
  // What was saved of the same head, slots and positions; stays in the image.
  // Nothing if the image is not one that Save wrote for those: it may hold
  // anything.
  [[nodiscard]] static std::optional<HeadIndex> Load(const HeadSettings& head,
                                                     const SlotCodes& codes,
                                                     TokenSpan tokens,
                                                     std::size_t bucket_count,
                                                     ImageReader& image);

  // Slots in key order: indices into SlotCodes.
  [[nodiscard]] std::span<const std::uint32_t> order() const { return order_; }
  [[nodiscard]] kernels::MatchKeys keys() const;
  // The runs a query must visit: all, or those that may hold its gate's code.
  // `scratch` holds them where a selection is needed.
  [[nodiscard]] std::span<const kernels::MatchRun> Runs(
      std::span<const std::uint16_t> query,
      std::vector<kernels::MatchRun>& scratch) const;
  // Which key holds corpus position `position`, and its weight: how many
  // positions share it.
  [[nodiscard]] std::uint32_t KeyOf(std::size_t position) const {
    return key_of_[position];
  }
  // Takes a position out: its key weighs one less, or nothing.
  void Remove(std::size_t position);
  // Adds the keys of further positions, numbered after those here. Keys that
  // are equal to ones here stay keys of their own.
  void Append(const HeadIndex& more, const SlotCodes& codes);
  [[nodiscard]] float Weight(std::uint32_t key) const { return weights_[key]; }
  [[nodiscard]] std::size_t key_count() const { return key_count_; }
  // Memory that the keys take.
  [[nodiscard]] std::size_t byte_count() const;

 private:
  HeadIndex(const HeadSettings& head, const SlotCodes& codes);
  [[nodiscard]] bool HasRows(const SlotCodes& codes) const;
  [[nodiscard]] bool HasUsableSymbols(const SlotCodes& codes,
                                      std::size_t row) const;
  [[nodiscard]] bool HasRuns(std::size_t bucket_count, Token most) const;
  [[nodiscard]] bool HasWeights(TokenSpan tokens) const;
  [[nodiscard]] bool IsConsistent(const SlotCodes& codes, TokenSpan tokens,
                                  std::size_t bucket_count) const;
  [[nodiscard]] std::uint16_t StoredSymbol(const SlotCodes& codes,
                                           std::size_t row,
                                           std::size_t lane) const;
  void Widen(const SlotCodes& codes, StoredRows to);
  void AddKey(std::span<const std::uint16_t> row, Token token);
  void FinishBlock();
  void AddRow(std::span<const std::uint16_t, kernels::kMatchBlock> row);

  std::vector<std::uint32_t> order_;
  bool gated_ = false;
  bool gate_table_ = false;    // The gate's codes are stored as table symbols.
  std::size_t key_count_ = 0;  // Distinct keys.
  std::vector<std::uint16_t> open_;  // Rows of the block being built.
  ImageArray<kernels::MatchBlock> blocks_;
  StoredRows stored_ = StoredRows::kWide;
  ImageArray<std::uint16_t> uniform_, present_, row_slots_, rows_;
  ImageArray<std::uint8_t> narrow_rows_;  // Low bytes, or half bytes.
  ImageArray<float> weights_, block_weights_;
  ImageArray<std::uint32_t> values_;
  ImageArray<kernels::MatchRun> runs_;
  ImageArray<std::uint16_t> gate_low_, gate_high_;  // By block.
  ImageArray<std::uint32_t> key_of_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_MEMORY_HEAD_INDEX_H_
