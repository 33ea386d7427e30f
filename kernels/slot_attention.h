// Exact attention over keys of up to 32 categorical slots, several heads in one
// pass, over all keys or those on a posting list (a hard gate).
//
// match_attention.h is the faster choice for keys that can be sorted, merged
// and cut into runs beforehand; this one takes rows as they are.

#ifndef PASTICHE_KERNELS_SLOT_ATTENTION_H_
#define PASTICHE_KERNELS_SLOT_ATTENTION_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/status.h"

namespace pastiche::kernels {

// Symbols per key: 64 bytes. Slots that are not needed cost nothing (0).
inline constexpr std::size_t kKeySlots = 32;
inline constexpr std::size_t kMaxSlotHeads = 8;

// Columns of the output: heads rounded up to a multiple of 4.
[[nodiscard]] constexpr std::size_t SlotStride(std::size_t heads) {
  return (heads + 3) / 4 * 4;
}

// Not owned. Values are one-hot: key i contributes to cell values[i].
struct SlotKeys {
  std::size_t count = 0;
  std::span<const std::uint16_t> symbols;  // (count, kKeySlots)
  std::span<const std::uint32_t> values;   // (count), < value_count
  // (count), finite and >= 0: how many equal keys each stands for; empty: 1.
  std::span<const float> weights = {};
};

struct SlotQuery {
  std::span<const std::uint16_t> symbols;  // (kKeySlots)
  // (heads, kKeySlots), 1/1024 bit (kMatchCostPerBit), saturating at 65535:
  // what head h loses on a key whose symbol differs from the query's.
  std::span<const std::uint16_t> costs;
  // The keys attended, by number; of use where it ascends. Ignored unless
  // gated.
  std::span<const std::uint32_t> gate = {};
  bool gated = false;
  // Keys that cost a head this much or more count as nothing there: what is
  // missed is at most 2^(-cutoff / 1024) per unit of weight.
  std::uint16_t cutoff = 65535;
};

// For every head h over keys e, with s_he = -ln(2)/1024 * (sum of costs of the
// slots that differ) + ln weight_e:
//   out[v][h] = sum over e of softmax(s_h)_e * [values_e = v],
//   lse[h] = ln sum_e exp(s_he), 0 for one perfect match.
// A head that sees no key gets zeros and -infinity.
//
// out (value_count, SlotStride(heads)) with zeros in columns beyond heads, lse
// (heads); heads = lse.size() <= 8. Errors, with nothing written: sizes that do
// not match, a gate entry >= count. Errors, with zeros written: a value >=
// value_count. Deterministic: the same bytes on AVX2 and AVX-512. Does not
// allocate; runs on the calling thread. Cost per key: 64 bytes, and about 4 +
// heads vector operations.
Status AttendSlots(const SlotKeys& keys, const SlotQuery& query,
                   std::size_t value_count, std::span<double> out,
                   std::span<double> lse);

// The errors found before anything is computed; shared with the scalar twin.
Status CheckSlots(const SlotKeys& keys, const SlotQuery& query,
                  std::size_t value_count, std::span<const double> out,
                  std::span<const double> lse);

namespace reference {

// Defines AttendSlots: double precision, one key and slot after the other.
Status AttendSlots(const SlotKeys& keys, const SlotQuery& query,
                   std::size_t value_count, std::span<double> out,
                   std::span<double> lse);

}  // namespace reference
}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_SLOT_ATTENTION_H_
