// Costs of one block of categorical keys: what all of them have at least, then
// key by key. Included once per SIMD target.

// NOLINTNEXTLINE(llvm-header-guard): Highway's per-target toggle.
#if defined(PASTICHE_KERNELS_MATCH_BLOCK_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PASTICHE_KERNELS_MATCH_BLOCK_INL_H_
#undef PASTICHE_KERNELS_MATCH_BLOCK_INL_H_
#else
#define PASTICHE_KERNELS_MATCH_BLOCK_INL_H_
#endif

#include <stddef.h>
#include <stdint.h>

#include "hwy/highway.h"
#include "kernels/match_attention.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using DU16 = hn::ScalableTag<std::uint16_t>;
using VU16 = hn::Vec<DU16>;

// Rows between two tests of whether a block is still in reach.
constexpr std::size_t kRowsPerTest = 4;
// Rows that are picked at a time.
constexpr std::size_t kRowsPerPick = 128;

// The sum of all lanes, without wrapping.
HWY_INLINE std::uint32_t SumOfAll(DU16 d, VU16 v) {
  const hn::Repartition<std::uint32_t, DU16> d32;
#if HWY_TARGET == HWY_SCALAR
  (void)d;
  (void)d32;
  return hn::GetLane(v);
#else
  (void)d;
  const auto pairs = hn::BitCast(d32, v);
  return hn::GetLane(
      hn::SumOfLanes(d32, hn::Add(hn::And(pairs, hn::Set(d32, 0xFFFFu)),
                                  hn::ShiftRight<16>(pairs))));
#endif
}

// At least what every key of `block` costs: the bucket, the slots they share,
// and those in which none of them holds the query's symbol. Exact but for the
// slots that PickRows gives.
HWY_INLINE std::uint32_t LeastCost(const MatchKeys& keys,
                                   const MatchQuery& query, std::size_t block,
                                   std::uint32_t bucket_cost) {
  const DU16 d;
  const std::size_t lanes = hn::Lanes(d);
  const VU16 varies = hn::Set(d, kMatchVaries);
  const std::size_t padded = PaddedSlots(keys.slot_count);
  const std::uint16_t* HWY_RESTRICT uniform =
      keys.uniform.data() + block * padded;
  const bool bits = !keys.present.empty() && !query.bits.empty();
  const std::uint16_t* HWY_RESTRICT present =
      bits ? keys.present.data() + block * padded : nullptr;
  VU16 sum = hn::Zero(d);
  // Where bits tell all symbols apart, what keys share shows in them too.
  const bool bits_suffice = bits && keys.few_symbols;
  for (std::size_t s = 0; bits_suffice && s < padded; s += lanes) {
    const VU16 held =
        hn::And(hn::LoadU(d, present + s), hn::LoadU(d, query.bits.data() + s));
    sum = hn::SaturatedAdd(
        sum, hn::IfThenElseZero(hn::Eq(held, hn::Zero(d)),
                                hn::LoadU(d, query.costs.data() + s)));
  }
  for (std::size_t s = 0; !bits_suffice && s < padded; s += lanes) {
    const VU16 costs = hn::LoadU(d, query.costs.data() + s);
    const VU16 symbols = hn::LoadU(d, uniform + s);
    VU16 charged = hn::IfThenZeroElse(
        hn::Eq(symbols, varies),
        hn::IfThenZeroElse(
            hn::Eq(symbols, hn::LoadU(d, query.symbols.data() + s)), costs));
    if (!query.unknown_costs.empty()) {
      charged =
          hn::IfThenElse(hn::Eq(symbols, hn::Set(d, kMatchUnknown)),
                         hn::LoadU(d, query.unknown_costs.data() + s), charged);
    }
    if (bits) {
      const VU16 held = hn::And(hn::LoadU(d, present + s),
                                hn::LoadU(d, query.bits.data() + s));
      charged = hn::Max(charged,
                        hn::IfThenElseZero(hn::Eq(held, hn::Zero(d)), costs));
    }
    sum = hn::SaturatedAdd(sum, charged);
  }
  std::uint32_t cost = bucket_cost + SumOfAll(d, sum);
  if (query.tabulated.empty()) return cost;
  const bool small = query.table_width <= kSmallTable;
  for (std::size_t s = 0; s < keys.slot_count && cost < query.cutoff; ++s) {
    if (query.tabulated[s] == 0 || uniform[s] == kMatchVaries) continue;
    const std::size_t code = small ? (uniform[s] & 0xFF) / 2 : uniform[s];
    cost += query.tables[s * query.table_width + code];
  }
  return cost;
}

// Some of a block's rows: their numbers within it and their slots.
struct PickedRows {
  std::size_t count = 0;
  std::uint32_t rows[kRowsPerPick];
  std::uint16_t slots[kRowsPerPick];
};

// Of rows [begin, end) those that LeastCost has not charged.
HWY_INLINE void PickRows(const MatchKeys& keys, const MatchQuery& query,
                         std::size_t block, std::size_t begin, std::size_t end,
                         PickedRows& picked) {
  const std::uint16_t* slots =
      keys.row_slots.data() + keys.blocks[block].first_row;
  std::size_t count = 0;
  if (keys.present.empty() || query.bits.empty()) {
    for (std::size_t r = begin; r < end; ++r, ++count) {
      picked.rows[count] = static_cast<std::uint32_t>(r);
      picked.slots[count] = slots[r];
    }
  } else {
    const std::uint16_t* present =
        keys.present.data() + block * PaddedSlots(keys.slot_count);
    for (std::size_t r = begin; r < end; ++r) {
      const std::uint16_t slot = slots[r];
      picked.rows[count] = static_cast<std::uint32_t>(r);
      picked.slots[count] = slot;
      count += (present[slot] & query.bits[slot]) != 0 ? 1 : 0;
    }
  }
  picked.count = count;
}

// How rows are stored: 16-bit symbols, their low bytes, or half bytes. `at`
// counts keys.
struct WideRows {
  using Symbol = std::uint16_t;
  static constexpr std::size_t kRowSize = kMatchBlock;  // In Symbols.
  static constexpr bool kUnknowns = false;  // The query has unknown_costs.
  static const Symbol* Of(const MatchKeys& keys) { return keys.rows.data(); }
  static std::uint16_t Stored(std::uint16_t symbol) { return symbol; }
  static std::size_t Code(const Symbol* row, std::size_t at, bool small) {
    return small ? (row[at] & 0xFFu) / 2 : row[at];
  }
  static HWY_INLINE VU16 Load(DU16 d, const Symbol* HWY_RESTRICT row,
                              std::size_t at) {
    return hn::LoadU(d, row + at);
  }
  // As indices of the two bytes of a small table's entry.
  static HWY_INLINE VU16 LoadIndices(DU16 d, const Symbol* HWY_RESTRICT row,
                                     std::size_t at) {
    return hn::LoadU(d, row + at);
  }
};
struct WideRowsWithUnknowns : WideRows {
  static constexpr bool kUnknowns = true;
};
struct NarrowRows {
  using Symbol = std::uint8_t;
  static constexpr std::size_t kRowSize = kMatchBlock;
  static constexpr bool kUnknowns = false;
  static const Symbol* Of(const MatchKeys& keys) {
    return keys.narrow_rows.data();
  }
  static std::uint16_t Stored(std::uint16_t symbol) { return symbol & 0xFF; }
  static std::size_t Code(const Symbol* row, std::size_t at, bool small) {
    return small ? row[at] / 2u : row[at];
  }
  static HWY_INLINE VU16 Load(DU16 d, const Symbol* HWY_RESTRICT row,
                              std::size_t at) {
    const hn::Rebind<std::uint8_t, DU16> d8;
    return hn::PromoteTo(d, hn::LoadU(d8, row + at));
  }
  static HWY_INLINE VU16 LoadIndices(DU16 d, const Symbol* HWY_RESTRICT row,
                                     std::size_t at) {
    const VU16 low = Load(d, row, at);
    return hn::Add(hn::Or(low, hn::ShiftLeft<8>(low)), hn::Set(d, 0x0100));
  }
};
struct NibbleRows {
  using Symbol = std::uint8_t;
  static constexpr std::size_t kRowSize = kMatchBlock / 2;
  static constexpr bool kUnknowns = false;
  static const Symbol* Of(const MatchKeys& keys) {
    return keys.nibble_rows.data();
  }
  // A symbol that no key holds is no half byte.
  static std::uint16_t Stored(std::uint16_t symbol) {
    return symbol < kMatchVaries ? symbol & 0xF : std::uint16_t{0x10};
  }
  static std::size_t Code(const Symbol* row, std::size_t at, bool) {
    return NibbleAt(row, at) / 2u;
  }
  static HWY_INLINE VU16 Load(DU16 d, const Symbol* HWY_RESTRICT row,
                              std::size_t at) {
    const hn::Rebind<std::uint8_t, DU16> d8;
    const VU16 both = hn::PromoteTo(d, hn::LoadU(d8, row + at % kRowSize));
    return at < kRowSize ? hn::And(both, hn::Set(d, 0xF))
                         : hn::ShiftRight<4>(both);
  }
  static HWY_INLINE VU16 LoadIndices(DU16 d, const Symbol* HWY_RESTRICT row,
                                     std::size_t at) {
    const VU16 low = Load(d, row, at);
    return hn::Add(hn::Or(low, hn::ShiftLeft<8>(low)), hn::Set(d, 0x0100));
  }
};

// Looks 16-bit costs up by stored symbol: a byte shuffle for small tables.
template <class Rows>
HWY_INLINE VU16 TableCosts(DU16 d, const std::uint16_t* HWY_RESTRICT table,
                           bool small,
                           const typename Rows::Symbol* HWY_RESTRICT row,
                           std::size_t at) {
#if HWY_TARGET != HWY_SCALAR
  if (small) {
    return hn::TableLookupBytes(hn::LoadDup128(d, table),
                                Rows::LoadIndices(d, row, at));
  }
#endif
  HWY_ALIGN std::uint16_t costs[HWY_MAX_BYTES / 2];
  for (std::size_t i = 0; i < hn::Lanes(d); ++i) {
    costs[i] = table[Rows::Code(row, at + i, small)];
  }
  return hn::Load(d, costs);
}

// A row by which costs grow where it differs from a symbol.
template <class Rows>
struct Charge {
  const typename Rows::Symbol* row;
  VU16 symbol, cost, unknown_cost;

  HWY_INLINE VU16 Add(DU16 d, std::size_t at, VU16 sum) const {
    const VU16 held = Rows::Load(d, row, at);
    VU16 charged = hn::IfThenZeroElse(hn::Eq(held, symbol), cost);
    if constexpr (Rows::kUnknowns) {
      charged = hn::IfThenElse(hn::Eq(held, hn::Set(d, kMatchUnknown)),
                               unknown_cost, charged);
    }
    return hn::SaturatedAdd(sum, charged);
  }
};

// The charge of picked row i; beyond the last one, one that costs nothing.
template <class Rows>
HWY_INLINE Charge<Rows> ChargeOf(DU16 d, const MatchQuery& query,
                                 const typename Rows::Symbol* rows,
                                 const PickedRows& picked, std::size_t i) {
  const std::size_t k = HWY_MIN(i, picked.count - 1);
  const std::uint16_t slot = picked.slots[k];
  const auto unless_beyond = [&](std::uint16_t cost) {
    return hn::Set(d, i == k ? cost : std::uint16_t{0});
  };
  VU16 unknown_cost = hn::Zero(d);
  if constexpr (Rows::kUnknowns) {
    unknown_cost = unless_beyond(query.unknown_costs[slot]);
  }
  return {rows + std::size_t{picked.rows[k]} * Rows::kRowSize,
          hn::Set(d, Rows::Stored(query.symbols[slot])),
          unless_beyond(query.costs[slot]), unknown_cost};
}

// Adds picked rows [i, i + kRowsPerTest) to the costs of a block's keys, in
// which some slots may be tabulated.
template <class Rows>
HWY_INLINE void AddMixedRows(DU16 d, const MatchQuery& query,
                             const typename Rows::Symbol* rows,
                             const PickedRows& picked, std::size_t begin,
                             std::uint16_t* HWY_RESTRICT costs) {
  const bool small = query.table_width <= kSmallTable;
  const std::size_t end = HWY_MIN(begin + kRowsPerTest, picked.count);
  for (std::size_t i = begin; i < end; ++i) {
    const std::uint16_t slot = picked.slots[i];
    const Charge<Rows> charge = ChargeOf<Rows>(d, query, rows, picked, i);
    const std::uint16_t* table =
        query.tabulated[slot] == 0
            ? nullptr
            : query.tables.data() + slot * query.table_width;
    for (std::size_t at = 0; at < kMatchBlock; at += hn::Lanes(d)) {
      const VU16 sum = hn::LoadU(d, costs + at);
      hn::StoreU(table == nullptr
                     ? charge.Add(d, at, sum)
                     : hn::SaturatedAdd(sum, TableCosts<Rows>(d, table, small,
                                                              charge.row, at)),
                 d, costs + at);
    }
  }
}

// Adds the picked rows to the costs of a block's keys. False, and left
// unfinished, once all of them are `leave` or more.
template <class Rows>
HWY_INLINE bool AddRows(const MatchQuery& query,
                        const typename Rows::Symbol* rows,
                        const PickedRows& picked, std::uint16_t leave,
                        std::uint16_t* HWY_RESTRICT costs) {
  const DU16 d;
  const std::size_t lanes = hn::Lanes(d);
  const VU16 limit = hn::Set(d, leave);
  for (std::size_t i = 0; i < picked.count; i += kRowsPerTest) {
    VU16 room = hn::Zero(d);
    if (query.tabulated.empty()) {
      const auto c0 = ChargeOf<Rows>(d, query, rows, picked, i);
      const auto c1 = ChargeOf<Rows>(d, query, rows, picked, i + 1);
      const auto c2 = ChargeOf<Rows>(d, query, rows, picked, i + 2);
      const auto c3 = ChargeOf<Rows>(d, query, rows, picked, i + 3);
      for (std::size_t at = 0; at < kMatchBlock; at += lanes) {
        VU16 sum = hn::LoadU(d, costs + at);
        sum = c0.Add(d, at, sum);
        sum = c1.Add(d, at, sum);
        sum = c2.Add(d, at, sum);
        sum = c3.Add(d, at, sum);
        hn::StoreU(sum, d, costs + at);
        room = hn::Or(room, hn::SaturatedSub(limit, sum));
      }
    } else {
      AddMixedRows<Rows>(d, query, rows, picked, i, costs);
      for (std::size_t at = 0; at < kMatchBlock; at += lanes) {
        room = hn::Or(room, hn::SaturatedSub(limit, hn::LoadU(d, costs + at)));
      }
    }
    if (hn::AllTrue(d, hn::Eq(room, hn::Zero(d)))) return false;
  }
  return true;
}

// Writes the costs of one block's keys, which all cost `least` and more. False
// once all of them are `leave` or more; costs are unfinished then.
template <class Rows>
HWY_INLINE bool BlockCosts(const MatchKeys& keys, const MatchQuery& query,
                           std::size_t block, std::uint16_t least,
                           std::uint16_t leave,
                           std::uint16_t* HWY_RESTRICT costs) {
  const DU16 d;
  for (std::size_t at = 0; at < kMatchBlock; at += hn::Lanes(d)) {
    hn::StoreU(hn::Set(d, least), d, costs + at);
  }
  const MatchBlock rows = keys.blocks[block];
  const auto* first =
      Rows::Of(keys) + std::size_t{rows.first_row} * Rows::kRowSize;
  PickedRows picked;
  for (std::size_t begin = 0; begin < rows.row_count; begin += kRowsPerPick) {
    const std::size_t end =
        HWY_MIN(begin + kRowsPerPick, std::size_t{rows.row_count});
    PickRows(keys, query, block, begin, end, picked);
    if (picked.count == 0) continue;
    if (!AddRows<Rows>(query, first, picked, leave, costs)) return false;
  }
  return true;
}

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#endif  // Per-target include guard.
