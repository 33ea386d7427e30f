// Attention over keys that are tuples of categorical symbols: the score of a
// key is minus the cost of the slots in which it differs from the query. Costs
// are integers, so scores are the same bits on every target, and a block of
// keys is left as soon as all of them are out of reach.

#ifndef PASTICHE_KERNELS_MATCH_ATTENTION_H_
#define PASTICHE_KERNELS_MATCH_ATTENTION_H_

#include <cstddef>
#include <cstdint>
#include <span>

namespace pastiche::kernels {

// Keys are stored in blocks of this many; the last block of a run is padded.
inline constexpr std::size_t kMatchBlock = 64;

// Per-slot arrays are padded to a multiple of this many slots.
inline constexpr std::size_t kMatchSlotPad = 32;
[[nodiscard]] constexpr std::size_t PaddedSlots(std::size_t slots) {
  return (slots + kMatchSlotPad - 1) / kMatchSlotPad * kMatchSlotPad;
}

// Costs are in 1/1024 bit, saturating: 65535 (64 bits, 44 nats) = never.
inline constexpr double kMatchCostPerBit = 1024.0;
inline constexpr std::uint16_t kMatchNever = 65535;

// In MatchKeys::uniform: the block's keys differ in this slot.
inline constexpr std::uint16_t kMatchVaries = 0xFFFC;

// In a key: it does not know what stands in the slot.
inline constexpr std::uint16_t kMatchUnknown = 0xFFFF;

// Value of a run whose keys have values of their own.
inline constexpr std::uint32_t kMixedValues = 0xFFFFFFFFu;

// Slots whose costs come from tables of at most this many entries hold
// TableSymbol(code), which a byte shuffle looks up; larger ones hold the code.
inline constexpr std::size_t kSmallTable = 8;
[[nodiscard]] constexpr std::uint16_t TableSymbol(std::uint32_t code) {
  return static_cast<std::uint16_t>((2 * code) | ((2 * code + 1) << 8));
}

// The bit of MatchKeys::present that stands for a symbol.
[[nodiscard]] constexpr std::uint16_t SymbolBit(std::uint32_t symbol) {
  return static_cast<std::uint16_t>(1u << symbol % 16);
}

// How MatchKeys::nibble_rows hold a symbol: 15 equals no query's.
[[nodiscard]] constexpr std::uint8_t Nibble(std::uint16_t symbol) {
  return symbol < kMatchVaries ? static_cast<std::uint8_t>(symbol & 0xF) : 0xF;
}

// The half byte of key `lane` in a row of MatchKeys::nibble_rows.
[[nodiscard]] constexpr std::uint8_t NibbleAt(const std::uint8_t* row,
                                              std::size_t lane) {
  constexpr std::size_t kHalf = kMatchBlock / 2;
  return static_cast<std::uint8_t>(lane < kHalf ? row[lane] & 0xF
                                                : row[lane - kHalf] >> 4);
}

// Rows of MatchKeys::rows that belong to one block.
struct MatchBlock {
  std::uint32_t first_row = 0;
  std::uint32_t row_count = 0;
};

// What all keys of a block share is stored once; only slots in which they
// differ have a row of 64 symbols. Sorted keys share most of their slots.
struct MatchKeys {
  std::size_t slot_count = 0;  // <= 65535
  std::span<const MatchBlock> blocks;
  std::span<const std::uint16_t> uniform;  // (blocks, PaddedSlots): the shared
                                           // symbol, or kMatchVaries.
  std::span<const std::uint16_t> row_slots;  // (rows): ascending in a block.
  std::span<const std::uint16_t> rows;       // (rows, kMatchBlock)
  std::span<const float> weights;            // (blocks, kMatchBlock), >= 0
  std::span<const std::uint32_t> values;     // (blocks, kMatchBlock)

  // Each of the following may be empty.
  // (rows, kMatchBlock), in place of `rows`: the low bytes of their symbols,
  // which no two of a slot's symbols (a query's, too) share.
  std::span<const std::uint8_t> narrow_rows = {};
  // (rows, kMatchBlock / 2), in place of both, where `few_symbols`: Nibble() of
  // key i in the low half of byte i, of key i + 32 in its high half.
  std::span<const std::uint8_t> nibble_rows = {};
  // No two of a slot's symbols (a query's, too) below kMatchVaries have the
  // same bit (SymbolBit) or low half byte; 15 is nobody's. Tables are small.
  bool few_symbols = false;
  // (blocks, PaddedSlots): at least the bits of the symbols that the block's
  // keys hold, but of none that equals no query's.
  std::span<const std::uint16_t> present = {};
  // (blocks): at least the sum of its weights.
  std::span<const float> block_weights = {};
};

// Consecutive blocks whose keys share a feature bucket and perhaps a value.
struct MatchRun {
  std::uint32_t first_block = 0;
  std::uint32_t block_count = 0;
  std::uint32_t bucket = 0;
  std::uint32_t value = kMixedValues;
};

// A key whose weight differs for this query: hidden by the copy guard, say.
struct MatchOverride {
  std::uint32_t key = 0;  // block * kMatchBlock + place in the block.
  float weight = 0.0f;
};

// Slots with large costs should come first: blocks are then left early.
struct MatchQuery {
  // (PaddedSlots): a key whose symbol differs from symbols[s] costs costs[s].
  // Cost 0 where the query does not know, where a table decides, and in the
  // padding.
  std::span<const std::uint16_t> symbols = {};
  std::span<const std::uint16_t> costs = {};
  // (PaddedSlots), or empty: what a key that holds kMatchUnknown costs where
  // no table decides; 0 where costs are. Only with `rows`, without `present`.
  std::span<const std::uint16_t> unknown_costs = {};
  // (PaddedSlots), or empty: SymbolBit(symbols[s]) where costs[s] > 0 and no
  // table decides, 0 for a symbol that no key holds (kMatchVaries or more); 0
  // where cost and table are missing; all ones by a table.
  std::span<const std::uint16_t> bits = {};
  // (slot_count, table_width), or empty: tables[s][code] for slots with
  // tabulated[s] != 0. Codes are below table_width (asserted in tests).
  std::span<const std::uint16_t> tables = {};
  std::span<const std::uint8_t> tabulated = {};      // (slot_count), or empty.
  std::size_t table_width = 0;                       // kSmallTable, or more.
  std::span<const std::uint16_t> bucket_costs = {};  // By MatchRun::bucket.
  std::span<const MatchOverride> overrides = {};  // Ascending by key, unique.
  std::uint16_t cutoff = kMatchNever;  // Keys that cost this much count as 0.
  // Far keys may be left out as long as together they give no more than this.
  double allowance = 0.0;
};

// masses[value] += sum of weight * 2^(-cost / 1024) over the keys of `runs`,
// where cost = bucket cost + slot costs, saturating; keys with cost >= cutoff
// give nothing (so what is missed is at most 2^(-cutoff / 1024) per unit of
// weight). What the allowance lets be left out comes on top: with one, and with
// block_weights, blocks are bounded first, and a nearer cutoff for whole blocks
// follows from what they may weigh. This is softmax attention before
// normalisation, relative to a perfect match: log-sum-exp = ln(sum of masses),
// output = masses / sum.
// Runs ascend by first_block. Slots, buckets and values are in range
// (asserted). Deterministic: same bytes on AVX2 and AVX-512. Does not allocate.
// Cost: about one vector operation per 8 slots for each block, and one per 8
// keys and varying slot for the blocks still in reach. With `present` and
// `bits`, slots in which a block holds the query's symbol nowhere are charged
// once for the block.
void AttendMatch(const MatchKeys& keys, std::span<const MatchRun> runs,
                 const MatchQuery& query, std::span<double> masses);

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_MATCH_ATTENTION_H_
