#include "plugins/mario/geometry.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace pastiche::mario {
namespace {

constexpr int Magnitude(int value) { return value < 0 ? -value : value; }

constexpr bool InReach(int dcol, int drow) {
  return Magnitude(dcol) <= kCoreSlotColumns || Magnitude(drow) <= kSlotRows;
}

// Before other slots: causal, then near, then left, then low.
constexpr bool ComesFirst(const Slot& a, const Slot& b) {
  if (a.IsCausal() != b.IsCausal()) return a.IsCausal();
  const int distance_a = a.dcol * a.dcol + a.drow * a.drow;
  const int distance_b = b.dcol * b.dcol + b.drow * b.drow;
  if (distance_a != distance_b) return distance_a < distance_b;
  return a.dcol != b.dcol ? a.dcol < b.dcol : a.drow < b.drow;
}

constexpr std::size_t AppendNumber(char* out, std::size_t at, char axis,
                                   int value) {
  out[at++] = axis;
  out[at++] = value < 0 ? '-' : '+';
  const int size = Magnitude(value);
  if (size >= 10) out[at++] = static_cast<char>('0' + size / 10);
  out[at++] = static_cast<char>('0' + size % 10);
  return at;
}

constexpr std::array<Slot, kSlotCount> MakeSlots() {
  std::array<Slot, kSlotCount> slots{};
  std::size_t count = 0;
  for (int dcol = -kSlotColumns; dcol <= kSlotColumns; ++dcol) {
    for (int drow = -kCoreSlotRows; drow <= kCoreSlotRows; ++drow) {
      if (!InReach(dcol, drow) || (dcol == 0 && drow == 0)) continue;
      slots[count].dcol = dcol;
      slots[count].drow = drow;
      const std::size_t at = AppendNumber(slots[count].id, 0, 'c', dcol);
      AppendNumber(slots[count].id, at, 'r', drow);
      ++count;
    }
  }
  std::sort(slots.begin(), slots.end(), ComesFirst);
  return slots;
}

constexpr std::array<Slot, kSlotCount> kSlots = MakeSlots();

// For one row, in one mode, far from the left and right edges: the entry of
// slot s at position i is (i & keep[s]) + add[s]. One and the same expression
// gives i + delta and the constants, without a branch.
struct RowTable {
  std::array<std::int64_t, kSlotCount> keep;
  std::array<std::int64_t, kSlotCount> add;
};

std::array<RowTable, kRows> MakeRowTables(ContextMode mode) {
  std::array<RowTable, kRows> tables;
  for (int row = 0; row < static_cast<int>(kRows); ++row) {
    RowTable& table = tables[static_cast<std::size_t>(row)];
    for (std::size_t s = 0; s < kSlotCount; ++s) {
      const Slot& slot = kSlots[s];
      const int other = row + slot.drow;
      const bool inside = other >= 0 && other < static_cast<int>(kRows);
      const bool hidden = mode == ContextMode::kCausal && !slot.IsCausal();
      table.keep[s] = inside && !hidden ? -1 : 0;
      table.add[s] = hidden    ? kSlotUnknown
                     : !inside ? kSlotOutside
                               : slot.dcol * std::int64_t{kRows} + slot.drow;
    }
  }
  return tables;
}

const std::array<RowTable, kRows>& RowTables(ContextMode mode) {
  static const std::array<RowTable, kRows> causal =
      MakeRowTables(ContextMode::kCausal);
  static const std::array<RowTable, kRows> fill =
      MakeRowTables(ContextMode::kFill);
  return mode == ContextMode::kCausal ? causal : fill;
}

// The rule itself, for positions near an edge.
std::int64_t EntryAt(const Slot& slot, std::int64_t position, ContextMode mode,
                     std::int64_t token_count) {
  if (mode == ContextMode::kCausal && !slot.IsCausal()) return kSlotUnknown;
  constexpr auto kHeight = std::int64_t{kRows};
  const std::int64_t columns = (token_count + kHeight - 1) / kHeight;
  const std::int64_t col = position / kHeight + slot.dcol;
  const std::int64_t row = position % kHeight + slot.drow;
  if (row < 0 || row >= kHeight || col < 0) return kSlotOutside;
  if (!slot.IsCausal() && col >= columns) return kSlotOutside;
  const std::int64_t other = col * kHeight + row;
  return other < token_count ? other : kSlotUnknown;
}

}  // namespace

std::span<const Slot> Slots() { return kSlots; }

void DescribeContext(std::uint64_t token_count, std::uint64_t begin,
                     std::uint64_t end, ContextMode mode,
                     std::span<std::int64_t> slots,
                     std::span<std::int32_t> features) {
  assert(begin <= end && end <= token_count + 1);
  assert(slots.size() == (end - begin) * kSlotCount);
  assert(features.size() == end - begin);
  const std::array<RowTable, kRows>& tables = RowTables(mode);
  const std::uint64_t whole_columns = token_count / kRows;
  std::uint64_t col = begin / kRows;
  std::uint64_t row = begin % kRows;
  for (std::uint64_t i = begin; i < end; ++i) {
    const auto position = static_cast<std::int64_t>(i);
    std::int64_t* out = slots.data() + (i - begin) * kSlotCount;
    const bool near_edge =
        col < kSlotColumns ||
        (mode == ContextMode::kFill && col + kSlotColumns >= whole_columns);
    if (near_edge) {
      for (std::size_t s = 0; s < kSlotCount; ++s) {
        out[s] = EntryAt(kSlots[s], position, mode,
                         static_cast<std::int64_t>(token_count));
      }
    } else {
      const RowTable& table = tables[row];
      for (std::size_t s = 0; s < kSlotCount; ++s) {
        out[s] = (position & table.keep[s]) + table.add[s];
      }
    }
    features[i - begin] = static_cast<std::int32_t>(row);
    if (++row == kRows) {
      row = 0;
      ++col;
    }
  }
}

}  // namespace pastiche::mario
