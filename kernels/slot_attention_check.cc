// What AttendSlots refuses, and the scalar twin that defines it.

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/match_attention.h"
#include "kernels/slot_attention.h"

namespace pastiche::kernels {

Status CheckSlots(const SlotKeys& keys, const SlotQuery& query,
                  std::size_t value_count, std::span<const double> out,
                  std::span<const double> lse) {
  constexpr std::size_t kMaxKeys = std::size_t{1} << 32;
  if (keys.count > kMaxKeys || keys.symbols.size() < keys.count * kKeySlots) {
    return Status::Error("symbols of ", keys.count, " keys need more than ",
                         keys.symbols.size(), " symbols");
  }
  if (keys.values.size() != keys.count) {
    return Status::Error("values have ", keys.values.size(), " entries for ",
                         keys.count, " keys");
  }
  if (!keys.weights.empty() && keys.weights.size() != keys.count) {
    return Status::Error("weights have ", keys.weights.size(), " entries for ",
                         keys.count, " keys");
  }
  if (lse.size() > kMaxSlotHeads) {
    return Status::Error("lse has ", lse.size(), " heads; the most is ",
                         kMaxSlotHeads);
  }
  if (query.symbols.size() != kKeySlots) {
    return Status::Error("the query has ", query.symbols.size(),
                         " symbols; keys have 32");
  }
  if (query.costs.size() != lse.size() * kKeySlots) {
    return Status::Error("costs have ", query.costs.size(), " entries for ",
                         lse.size(), " heads of 32 slots");
  }
  if (value_count > kMaxKeys ||
      out.size() != SlotStride(lse.size()) * value_count) {
    return Status::Error("out has ", out.size(), " entries for ", lse.size(),
                         " heads of ", value_count, " values");
  }
  if (!query.gated) return {};
  std::size_t largest = 0;
  for (const std::uint32_t key : query.gate) {
    largest = std::max(largest, std::size_t{key});
  }
  if (!query.gate.empty() && largest >= keys.count) {
    return Status::Error("the gate holds key ", largest, " but there are ",
                         keys.count);
  }
  return {};
}

namespace reference {

Status AttendSlots(const SlotKeys& keys, const SlotQuery& query,
                   std::size_t value_count, std::span<double> out,
                   std::span<double> lse) {
  Status status = CheckSlots(keys, query, value_count, out, lse);
  if (!status.ok()) return status;
  std::fill(out.begin(), out.end(), 0.0);
  std::fill(lse.begin(), lse.end(), 0.0);
  const std::size_t stride = SlotStride(lse.size());
  const std::size_t attended = query.gated ? query.gate.size() : keys.count;
  for (std::size_t h = 0; h < lse.size(); ++h) {
    for (std::size_t i = 0; i < attended; ++i) {
      const std::size_t key = query.gated ? query.gate[i] : i;
      std::uint32_t cost = 0;
      for (std::size_t s = 0; s < kKeySlots; ++s) {
        if (keys.symbols[key * kKeySlots + s] != query.symbols[s]) {
          cost += query.costs[h * kKeySlots + s];
        }
      }
      if (std::min<std::uint32_t>(cost, kMatchNever) >= query.cutoff) continue;
      const double weight = keys.weights.empty() ? 1.0 : keys.weights[key];
      const double mass = weight * std::exp2(-double(cost) / kMatchCostPerBit);
      if (keys.values[key] >= value_count) {
        std::fill(out.begin(), out.end(), 0.0);
        std::fill(lse.begin(), lse.end(), 0.0);
        return Status::Error("key ", key, " has a value beyond the last, ",
                             value_count);
      }
      out[keys.values[key] * stride + h] += mass;
      lse[h] += mass;
    }
    for (std::size_t v = 0; v < value_count && lse[h] > 0.0; ++v) {
      out[v * stride + h] /= lse[h];
    }
    lse[h] = std::log(lse[h]);
  }
  return {};
}

}  // namespace reference
}  // namespace pastiche::kernels
