// Costs of slots, from nats to the kernel's units.

#include "framework/memory/head_costs.h"

#include <algorithm>
#include <cmath>

#include "framework/memory/feature_buckets.h"

namespace pastiche {

std::vector<std::uint32_t> KeyOrder(const HeadSettings& head,
                                    const SlotCodes& codes) {
  std::vector<std::uint32_t> order;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const std::size_t slot = codes.slot(i);
    if (head.slot_weights[slot] > 0.0 || head.gate == slot) {
      order.push_back(static_cast<std::uint32_t>(i));
    }
  }
  const auto gate = [&](std::uint32_t i) { return head.gate == codes.slot(i); };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) {
                     if (gate(a) != gate(b)) return gate(a);
                     return head.slot_weights[codes.slot(a)] >
                            head.slot_weights[codes.slot(b)];
                   });
  return order;
}

namespace {

bool ByTable(const SlotCodes& codes, std::size_t i) {
  return codes.kind(i) == SlotCodes::Kind::kTable;
}

double MismatchOf(const SlotCodes& codes, std::size_t i, std::size_t a,
                  std::size_t b) {
  if (codes.kind(i) == SlotCodes::Kind::kTable) return codes.Mismatch(i, a, b);
  return a == b ? 0.0 : 1.0;
}

// What a key that does not know costs a query for code `a` on average.
double ExpectedCost(const SlotCodes& codes, std::size_t i, std::size_t a,
                    double weight) {
  double match = 0.0;
  for (std::size_t b = 0; b < codes.code_count(); ++b) {
    match += codes.Share(i, b) * std::exp(-weight * MismatchOf(codes, i, a, b));
  }
  return -std::log(match);
}

}  // namespace

std::uint16_t KeySymbol(const SlotCodes& codes, std::size_t i,
                        std::uint16_t code) {
  static_assert(SlotCodes::kUnknown == kernels::kMatchUnknown);
  if (!ByTable(codes, i)) return code;
  const std::size_t width = codes.table_width();
  const std::size_t entry = code == SlotCodes::kUnknown ? width - 1 : code;
  return width <= kernels::kSmallTable
             ? kernels::TableSymbol(static_cast<std::uint32_t>(entry))
             : static_cast<std::uint16_t>(entry);
}

kernels::MatchQuery HeadQuery::View() const {
  return {.symbols = symbols,
          .costs = costs,
          .unknown_costs = unknown_costs,
          .bits = bits,
          .tables = tables,
          .tabulated = tabulated,
          .table_width = table_width};
}

HeadCosts::HeadCosts(const HeadSettings& head, const SlotCodes& codes,
                     std::span<const std::uint32_t> order, double scale,
                     Ignorance ignorance) {
  for (const std::uint32_t i : order) {
    Slot slot;
    slot.code = i;
    const bool gate = head.gate == codes.slot(i);
    const double weight = scale * head.slot_weights[codes.slot(i)];
    slot.cost = gate ? kernels::kMatchNever : CostUnits(weight);
    const bool expects = ignorance == Ignorance::kCommon && codes.small(i);
    if (ByTable(codes, i)) {
      table_width_ = codes.table_width();
      slot.table.assign(codes.code_count() * table_width_, 0);
      for (std::size_t a = 0; a < codes.code_count(); ++a) {
        std::uint16_t worst = 0;
        for (std::size_t b = 0; b < codes.code_count(); ++b) {
          const std::uint16_t cost =
              gate ? (a == b ? std::uint16_t{0} : kernels::kMatchNever)
                   : CostUnits(weight * MismatchOf(codes, i, a, b));
          slot.table[a * table_width_ + b] = cost;
          worst = std::max(worst, cost);
        }
        // A key that does not know never passes a gate.
        const auto half = static_cast<std::uint16_t>(worst / 2);
        slot.table[(a + 1) * table_width_ - 1] =
            gate      ? kernels::kMatchNever
            : expects ? CostUnits(ExpectedCost(codes, i, a, weight))
                      : half;
      }
    } else if (expects) {
      unknowns_ = true;
      for (std::size_t a = 0; a < codes.code_count(); ++a) {
        slot.unknown.push_back(
            gate ? kernels::kMatchNever
                 : CostUnits(ExpectedCost(codes, i, a, weight)));
      }
    }
    slots_.push_back(std::move(slot));
  }
}

void HeadCosts::MakeQuery(std::span<const std::uint16_t> codes,
                          HeadQuery& query) const {
  query.symbols.assign(kernels::PaddedSlots(slots_.size()), 0);
  query.costs.assign(query.symbols.size(), 0);
  query.bits.assign(query.symbols.size(), 0);
  query.unknown_costs.assign(unknowns_ ? query.symbols.size() : 0, 0);
  query.table_width = table_width_;
  if (table_width_ != 0) {
    query.tables.resize(slots_.size() * table_width_);
    query.tabulated.assign(slots_.size(), 0);
  }
  for (std::size_t s = 0; s < slots_.size(); ++s) {
    const Slot& slot = slots_[s];
    const std::uint16_t code = codes[slot.code];
    if (code == SlotCodes::kUnknown) continue;
    if (slot.table.empty()) {
      query.symbols[s] = code == SlotCodes::kAbsent ? SlotCodes::kNoKey : code;
      query.costs[s] = slot.cost;
      if (unknowns_) {
        query.unknown_costs[s] =
            slot.unknown.empty() || code == SlotCodes::kAbsent
                ? slot.cost
                : slot.unknown[code];
      }
      query.bits[s] = slot.cost == 0 || code == SlotCodes::kAbsent
                          ? std::uint16_t{0}
                          : kernels::SymbolBit(query.symbols[s]);
      continue;
    }
    std::copy_n(
        slot.table.begin() + static_cast<std::ptrdiff_t>(code * table_width_),
        table_width_,
        query.tables.begin() + static_cast<std::ptrdiff_t>(s * table_width_));
    query.tabulated[s] = 1;
    query.bits[s] = 0xFFFF;
  }
}

}  // namespace pastiche
