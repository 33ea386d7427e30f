// Merging and laying out a head's keys.

#include "framework/memory/head_index.h"

#include <algorithm>
#include <cassert>
#include <numeric>

#include "framework/memory/feature_buckets.h"

namespace pastiche {
namespace {

using kernels::kMatchBlock;

// Up to this many tokens, a run's keys share their value and sums stay
// vertical.
constexpr std::size_t kSortByValue = 64;
// The table entry for a slot that is unknown in a key.
constexpr std::uint32_t kTableUnknown = 7;

}  // namespace

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

std::uint16_t KeySymbol(const SlotCodes& codes, std::size_t i,
                        std::uint16_t code) {
  if (codes.kind(i) != SlotCodes::Kind::kTable) return code;
  return kernels::TableSymbol(code == SlotCodes::kUnknown ? kTableUnknown
                                                          : code);
}

HeadCosts::HeadCosts(const HeadSettings& head, const SlotCodes& codes,
                     std::span<const std::uint32_t> order, double scale)
    : code_count_(codes.code_count()) {
  for (const std::uint32_t i : order) {
    Slot slot;
    slot.code = i;
    slot.kind = codes.kind(i);
    const bool gate = head.gate == codes.slot(i);
    const double weight = scale * head.slot_weights[codes.slot(i)];
    slot.cost = gate ? kernels::kMatchNever : CostUnits(weight);
    if (slot.kind != SlotCodes::Kind::kEqual) {
      for (std::size_t a = 0; a < code_count_; ++a) {
        for (std::size_t b = 0; b < code_count_; ++b) {
          const double mismatch = codes.Mismatch(i, a, b);
          slot.costs.push_back(gate && mismatch > 0.0
                                   ? kernels::kMatchNever
                                   : CostUnits(weight * mismatch));
        }
      }
    }
    slots_.push_back(std::move(slot));
  }
}

void HeadCosts::CostedTerms(std::uint32_t place, const Slot& slot,
                            std::uint16_t code,
                            std::vector<kernels::MatchTerm>& terms) const {
  const auto row =
      std::span(slot.costs).subspan(code * code_count_, code_count_);
  if (slot.kind == SlotCodes::Kind::kTable) {
    kernels::MatchTerm term{.slot = place, .kind = kernels::MatchTerm::kTable};
    std::copy(row.begin(), row.end(), term.costs);
    // A key that does not know costs half of the worst it could be.
    term.costs[kTableUnknown] = *std::max_element(row.begin(), row.end()) / 2;
    terms.push_back(term);
    return;
  }
  for (std::size_t other = 0; other < row.size(); ++other) {
    if (row[other] == 0) continue;
    terms.push_back({.slot = place,
                     .kind = kernels::MatchTerm::kIfEqual,
                     .costs = {static_cast<std::uint16_t>(other), row[other]}});
  }
}

void HeadCosts::Terms(std::span<const std::uint16_t> query,
                      std::vector<kernels::MatchTerm>& terms) const {
  terms.clear();
  for (std::size_t place = 0; place < slots_.size(); ++place) {
    const Slot& slot = slots_[place];
    const std::uint16_t code = query[slot.code];
    if (code == SlotCodes::kUnknown) continue;
    if (slot.kind != SlotCodes::Kind::kEqual) {
      CostedTerms(static_cast<std::uint32_t>(place), slot, code, terms);
      continue;
    }
    const std::uint16_t symbol =
        code == SlotCodes::kAbsent ? SlotCodes::kNoKey : code;
    terms.push_back({.slot = static_cast<std::uint32_t>(place),
                     .kind = kernels::MatchTerm::kUnlessEqual,
                     .costs = {symbol, slot.cost}});
  }
}

HeadIndex::HeadIndex(const HeadSettings& head, const SlotCodes& codes,
                     const PositionTable& positions, std::size_t vocabulary)
    : order_(KeyOrder(head, codes)),
      gated_(head.gate.has_value()),
      gate_table_(gated_ &&
                  codes.kind(order_.front()) == SlotCodes::Kind::kTable) {
  const std::size_t count = positions.tokens.size();
  const std::size_t width = order_.size();
  std::vector<std::uint16_t> rows(count * width);
  for (std::size_t p = 0; p < count; ++p) {
    for (std::size_t k = 0; k < width; ++k) {
      rows[p * width + k] = KeySymbol(
          codes, order_[k], positions.codes[p * positions.width + order_[k]]);
    }
  }
  const auto row = [&](std::size_t p) {
    return std::span<const std::uint16_t>(rows).subspan(p * width, width);
  };
  const bool by_value = vocabulary <= kSortByValue && !gated_;
  const auto compare = [&](std::uint32_t a, std::uint32_t b) {
    if (positions.buckets[a] != positions.buckets[b]) {
      return positions.buckets[a] < positions.buckets[b] ? -1 : 1;
    }
    const auto values = positions.tokens[a] == positions.tokens[b]  ? 0
                        : positions.tokens[a] < positions.tokens[b] ? -1
                                                                    : 1;
    if (by_value && values != 0) return values;
    const auto ra = row(a), rb = row(b);
    const auto [ia, ib] = std::mismatch(ra.begin(), ra.end(), rb.begin());
    if (ia != ra.end()) return *ia < *ib ? -1 : 1;
    return values;
  };
  std::vector<std::uint32_t> sorted(count);
  std::iota(sorted.begin(), sorted.end(), 0u);
  std::sort(sorted.begin(), sorted.end(),
            [&](std::uint32_t a, std::uint32_t b) {
              const int order = compare(a, b);
              return order != 0 ? order < 0 : a < b;
            });

  key_of_.resize(count);
  for (std::size_t k = 0; k < count; ++k) {
    const std::uint32_t p = sorted[k];
    const std::uint32_t value =
        by_value ? positions.tokens[p] : kernels::kMixedValues;
    if (runs_.empty() || runs_.back().bucket != positions.buckets[p] ||
        runs_.back().value != value) {
      AddRun(positions.buckets[p], value);
      AddKey(row(p), positions.tokens[p]);
    } else if (compare(sorted[k - 1], p) != 0) {
      AddKey(row(p), positions.tokens[p]);
    }
    const auto key = static_cast<std::uint32_t>(next_place_ - 1);
    key_of_[p] = key;
    weights_[key] += 1.0f;
  }
}

void HeadIndex::AddRun(std::uint32_t bucket, std::uint32_t value) {
  const std::size_t blocks = weights_.size() / kMatchBlock;
  runs_.push_back({.first_block = static_cast<std::uint32_t>(blocks),
                   .block_count = 0,
                   .bucket = bucket,
                   .value = value});
  next_place_ = weights_.size();
}

void HeadIndex::AddKey(std::span<const std::uint16_t> row, Token token) {
  if (next_place_ == weights_.size()) {
    // Padding never matches and weighs nothing.
    symbols_.resize(symbols_.size() + row.size() * kMatchBlock,
                    SlotCodes::kUnknown);
    weights_.resize(weights_.size() + kMatchBlock, 0.0f);
    values_.resize(weights_.size(), 0);
    ++runs_.back().block_count;
  }
  const std::size_t block = next_place_ / kMatchBlock;
  const std::size_t lane = next_place_ % kMatchBlock;
  for (std::size_t k = 0; k < row.size(); ++k) {
    symbols_[(block * row.size() + k) * kMatchBlock + lane] = row[k];
  }
  values_[next_place_] = token;
  ++next_place_;
  ++key_count_;
}

kernels::MatchKeys HeadIndex::keys() const {
  return {.slot_count = order_.size(),
          .symbols = symbols_,
          .weights = weights_,
          .values = values_};
}

std::span<const kernels::MatchRun> HeadIndex::Runs(
    std::span<const std::uint16_t> query,
    std::vector<kernels::MatchRun>& scratch) const {
  if (!gated_ || query[order_.front()] == SlotCodes::kUnknown) return runs_;
  // Within a run keys ascend by the gate's code; the term of the gate itself
  // excludes the neighbours that share its first and last block.
  const std::uint16_t code = gate_table_
                                 ? kernels::TableSymbol(query[order_.front()])
                                 : query[order_.front()];
  const auto symbol = [&](std::size_t block, std::size_t lane) {
    return symbols_[block * order_.size() * kMatchBlock + lane];
  };
  scratch.clear();
  for (const kernels::MatchRun& run : runs_) {
    std::size_t first = run.first_block;
    const std::size_t end = first + run.block_count;
    std::size_t low = first, high = end;
    while (low < high) {  // First block whose last key is >= code (padding is).
      const std::size_t middle = (low + high) / 2;
      if (symbol(middle, kMatchBlock - 1) < code) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    first = low;
    high = end;
    while (low < high) {  // First block whose first key is > code.
      const std::size_t middle = (low + high) / 2;
      if (symbol(middle, 0) <= code) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == first) continue;
    scratch.push_back(run);
    scratch.back().first_block = static_cast<std::uint32_t>(first);
    scratch.back().block_count = static_cast<std::uint32_t>(low - first);
  }
  return scratch;
}

}  // namespace pastiche
