// One head's view of the corpus: its keys (the codes of the slots it weighs),
// equal ones merged, sorted and laid out in blocks for the match kernel.

#ifndef PASTICHE_FRAMEWORK_MEMORY_HEAD_INDEX_H_
#define PASTICHE_FRAMEWORK_MEMORY_HEAD_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "framework/core/document.h"
#include "framework/memory/head_settings.h"
#include "framework/memory/slot_codes.h"
#include "kernels/match_attention.h"

namespace pastiche {

// The slots of a head in key order (indices into SlotCodes): the gate first,
// then by falling weight, so that blocks go out of reach early.
[[nodiscard]] std::vector<std::uint32_t> KeyOrder(const HeadSettings& head,
                                                  const SlotCodes& codes);

// How a code is stored in a key of slot `i` of `codes`.
[[nodiscard]] std::uint16_t KeySymbol(const SlotCodes& codes, std::size_t i,
                                      std::uint16_t code);

// What a head charges per slot, in the kernels' units; scores times `scale`.
class HeadCosts {
 public:
  HeadCosts(const HeadSettings& head, const SlotCodes& codes,
            std::span<const std::uint32_t> order, double scale);
  // The terms of a query with these codes; unknown slots are left out.
  void Terms(std::span<const std::uint16_t> query,
             std::vector<kernels::MatchTerm>& terms) const;

 private:
  struct Slot {
    std::uint32_t code = 0;  // Index into the query's codes.
    SlotCodes::Kind kind = SlotCodes::Kind::kEqual;
    std::uint16_t cost = 0;            // kEqual: where they differ.
    std::vector<std::uint16_t> costs;  // Else (codes, codes).
  };
  void CostedTerms(std::uint32_t place, const Slot& slot, std::uint16_t code,
                   std::vector<kernels::MatchTerm>& terms) const;
  std::vector<Slot> slots_;
  std::size_t code_count_ = 0;
};

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

  [[nodiscard]] std::span<const std::uint32_t> order() const { return order_; }
  [[nodiscard]] kernels::MatchKeys keys() const;
  // The runs a query must visit: all, or those of its gate code. `scratch`
  // holds them where a selection is needed.
  [[nodiscard]] std::span<const kernels::MatchRun> Runs(
      std::span<const std::uint16_t> query,
      std::vector<kernels::MatchRun>& scratch) const;
  // Which key holds corpus position `position`, and its weight: how many
  // positions share it.
  [[nodiscard]] std::uint32_t KeyOf(std::size_t position) const {
    return key_of_[position];
  }
  [[nodiscard]] float Weight(std::uint32_t key) const { return weights_[key]; }
  [[nodiscard]] std::size_t key_count() const { return key_count_; }

 private:
  void AddRun(std::uint32_t bucket, std::uint32_t value);
  void AddKey(std::span<const std::uint16_t> row, Token token);

  std::vector<std::uint32_t> order_;
  bool gated_ = false;
  bool gate_table_ = false;     // The gate's codes are stored as table symbols.
  std::size_t key_count_ = 0;   // Distinct keys.
  std::size_t next_place_ = 0;  // Where the next key goes, while building.
  std::vector<std::uint16_t> symbols_;
  std::vector<float> weights_;
  std::vector<std::uint32_t> values_;
  std::vector<kernels::MatchRun> runs_;
  std::vector<std::uint32_t> key_of_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_MEMORY_HEAD_INDEX_H_
