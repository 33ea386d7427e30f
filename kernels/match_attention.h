// Exact attention over keys that are tuples of categorical symbols: the score
// of a key is minus the cost of the slots in which it differs from the query.
// Costs are integers, so scores are the same bits on every target, and a block
// of keys is left as soon as all of them are out of reach.

#ifndef PASTICHE_KERNELS_MATCH_ATTENTION_H_
#define PASTICHE_KERNELS_MATCH_ATTENTION_H_

#include <cstddef>
#include <cstdint>
#include <span>

namespace pastiche::kernels {

// Keys are stored in blocks of this many; the last block of a run is padded.
inline constexpr std::size_t kMatchBlock = 64;

// Costs are in 1/1024 bit, saturating: 65535 (64 bits, 44 nats) = never.
inline constexpr double kMatchCostPerBit = 1024.0;
inline constexpr std::uint16_t kMatchNever = 65535;

// Value of a run whose keys have values of their own.
inline constexpr std::uint32_t kMixedValues = 0xFFFFFFFFu;

// How a slot's symbol is stored so that table terms can look it up with a byte
// shuffle: both bytes of the 16-bit entry it picks. Requires symbol < 8.
[[nodiscard]] constexpr std::uint16_t TableSymbol(std::uint32_t symbol) {
  return static_cast<std::uint16_t>((2 * symbol) | ((2 * symbol + 1) << 8));
}

struct MatchKeys {
  std::size_t slot_count = 0;
  std::span<const std::uint16_t> symbols;  // (blocks, slot_count, kMatchBlock)
  std::span<const float> weights;          // (blocks, kMatchBlock), >= 0
  std::span<const std::uint32_t> values;  // (blocks, kMatchBlock); may be empty
                                          // if every run has one value.
};

// Consecutive blocks whose keys share a feature bucket and perhaps a value.
struct MatchRun {
  std::uint32_t first_block = 0;
  std::uint32_t block_count = 0;
  std::uint32_t bucket = 0;
  std::uint32_t value = kMixedValues;
};

// What one slot costs for one query. Terms with large costs should come first.
struct MatchTerm {
  enum Kind : std::uint32_t {
    kUnlessEqual,  // costs[1] where the key's symbol is not costs[0].
    kIfEqual,      // costs[1] where it is.
    kTable,        // costs[symbol]; the slot holds TableSymbol(symbol).
  };
  std::uint32_t slot = 0;
  Kind kind = kUnlessEqual;
  std::uint16_t costs[8] = {};
};

// A key whose weight differs for this query: hidden by the copy guard, say.
struct MatchOverride {
  std::uint32_t key = 0;  // block * kMatchBlock + place in the block.
  float weight = 0.0f;
};

struct MatchQuery {
  std::span<const MatchTerm> terms = {};
  std::span<const std::uint16_t> bucket_costs = {};  // By MatchRun::bucket.
  std::span<const MatchOverride> overrides = {};  // Ascending by key, unique.
  std::uint16_t cutoff = kMatchNever;  // Keys that cost this much count as 0.
};

// masses[value] += sum of weight * 2^(-cost / 1024) over the keys of `runs`,
// where cost = bucket cost + terms, saturating; keys with cost >= cutoff give
// nothing (so what is missed is at most 2^(-cutoff / 1024) per unit of weight).
// This is softmax attention before normalisation, relative to a perfect match:
// log-sum-exp = ln(sum of masses), output = masses / sum.
// Runs ascend by first_block. Slots, buckets and values are in range
// (asserted). Deterministic: same bytes on AVX2 and AVX-512. Does not allocate.
// Cost: about one load, compare and add per 32 keys and term, for the blocks
// still in reach.
void AttendMatch(const MatchKeys& keys, std::span<const MatchRun> runs,
                 const MatchQuery& query, std::span<double> masses);

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_MATCH_ATTENTION_H_
