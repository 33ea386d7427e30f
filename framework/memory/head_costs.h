// What a head charges per slot at one sharpness, and the query that the match
// kernel takes for one position.

#ifndef PASTICHE_FRAMEWORK_MEMORY_HEAD_COSTS_H_
#define PASTICHE_FRAMEWORK_MEMORY_HEAD_COSTS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "framework/memory/head_settings.h"
#include "framework/memory/slot_codes.h"
#include "kernels/match_attention.h"

namespace pastiche {

// The slots of a head in key order (indices into SlotCodes): the gate first,
// then by falling weight, so that blocks go out of reach early.
[[nodiscard]] std::vector<std::uint32_t> KeyOrder(const HeadSettings& head,
                                                  const SlotCodes& codes);

// Who may not know what stands in a slot.
enum class Ignorance : std::uint8_t {
  kRare,    // Keys of the corpus: unknown differs from everything, or costs
            // half of the worst that its table has.
  kCommon,  // Keys of a document that is being filled: unknown costs what it
            // would on average, -ln sum_b share(b) exp(-w mismatch(a, b)).
};

// How a code is stored in a key of slot `i` of `codes`.
[[nodiscard]] std::uint16_t KeySymbol(const SlotCodes& codes, std::size_t i,
                                      std::uint16_t code);

// The arrays behind a MatchQuery; reused from query to query.
struct HeadQuery {
  std::vector<std::uint16_t> symbols;        // (PaddedSlots)
  std::vector<std::uint16_t> costs;          // (PaddedSlots)
  std::vector<std::uint16_t> unknown_costs;  // (PaddedSlots), or empty.
  std::vector<std::uint16_t> bits;           // (PaddedSlots)
  std::vector<std::uint16_t> tables;         // (slots, table_width), or empty.
  std::vector<std::uint8_t> tabulated;       // (slots), or empty.
  std::size_t table_width = 0;

  [[nodiscard]] kernels::MatchQuery View() const;
};

// Immutable; shared by all threads.
class HeadCosts {
 public:
  // Scores are multiplied by `scale`.
  HeadCosts(const HeadSettings& head, const SlotCodes& codes,
            std::span<const std::uint32_t> order, double scale,
            Ignorance ignorance = Ignorance::kRare);

  // The query of a position that sees these codes; unknown slots cost nothing.
  void MakeQuery(std::span<const std::uint16_t> codes, HeadQuery& query) const;

 private:
  struct Slot {
    std::uint32_t code = 0;  // Index into the query's codes.
    std::uint16_t cost = 0;  // Where symbols differ; tabulated: unused.
    std::vector<std::uint16_t> table;  // (codes, table_width), or empty.
    // (codes), or empty: what a key that does not know costs a query for one;
    // empty: as one that differs.
    std::vector<std::uint16_t> unknown;
  };
  std::vector<Slot> slots_;
  std::size_t table_width_ = 0;  // 0 = no slot is tabulated.
  bool unknowns_ = false;        // Some slots have `unknown`.
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_MEMORY_HEAD_COSTS_H_
