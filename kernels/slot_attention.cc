#include "kernels/slot_attention.h"

#include <stddef.h>
#include <stdint.h>

#include <algorithm>
#include <cmath>

// Compiles the code below once per SIMD target; see docs/kernels.md.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/slot_attention.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
// Must come after foreach_target.h.
#include "hwy/cache_control.h"
#include "hwy/highway.h"
#include "kernels/slot_group-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {
namespace {

// How far ahead the rows of a posting list are prefetched, in keys.
constexpr size_t kAhead = 4 * kGroup;

template <size_t kHeads>
struct Heads {
  static constexpr size_t value = kHeads;
};

// What a group's keys are and stand for.
struct Group {
  size_t count;
  uint32_t keys[kGroup];
};

// Adds a group's masses to four columns of `out`, key by key; false if a value
// is out of range.
HWY_INLINE bool Scatter(const SlotKeys& keys, const Group& group,
                        const float* HWY_RESTRICT masses, size_t value_count,
                        size_t stride, double* HWY_RESTRICT out) {
  const hn::CappedTag<double, kStep> d;
  const hn::Rebind<float, decltype(d)> df;
  for (size_t i = 0; i < group.count; ++i) {
    const float* const mass = masses + MassesAt(i);
    if (mass[0] + mass[1] + mass[2] + mass[3] == 0.0f) continue;
    const uint32_t key = group.keys[i];
    const size_t value = keys.values[key];
    if (HWY_UNLIKELY(value >= value_count)) return false;
    const double weight =
        keys.weights.empty() ? 1.0 : double{keys.weights[key]};
    for (size_t h = 0; h < kStep; h += hn::Lanes(d)) {
      double* const to = out + value * stride + h;
      const auto m = hn::PromoteTo(d, hn::LoadU(df, mass + h));
      hn::StoreU(hn::MulAdd(m, hn::Set(d, weight), hn::LoadU(d, to)), d, to);
    }
  }
  return true;
}

// Attends the heads from `first_head` on, at most four; false if a value is out
// of range.
template <size_t kHeads>
HWY_INLINE bool AttendGroup(const SlotKeys& keys, const PackedQuery& packed,
                            uint16_t cutoff, size_t first_head,
                            const Group& group, const uint32_t* pairs,
                            size_t value_count, size_t stride, double* out) {
  HWY_ALIGN int32_t costs[kStep * kGroup];
  HWY_ALIGN float masses[kStep * kGroup];
  for (size_t i = kHeads * kGroup; i < kStep * kGroup; ++i) costs[i] = 65535;
  GroupCosts<kHeads>(packed, first_head, pairs, costs);
  return !GroupMasses(costs, cutoff, masses) ||
         Scatter(keys, group, masses, value_count, stride, out + first_head);
}

// The next group of attended keys; asks for the rows of later ones.
HWY_INLINE void NextGroup(const SlotKeys& keys, const SlotQuery& query,
                          size_t first, size_t attended, Group& group,
                          const uint16_t** rows) {
  group.count = HWY_MIN(kGroup, attended - first);
  for (size_t i = 0; i < kGroup; ++i) {  // Past the end: the last one again.
    const size_t at = first + HWY_MIN(i, group.count - 1);
    group.keys[i] = query.gated ? query.gate[at] : static_cast<uint32_t>(at);
    rows[i] = keys.symbols.data() + size_t{group.keys[i]} * kKeySlots;
  }
  if (!query.gated || first + kAhead + kGroup > attended) return;
  for (size_t i = 0; i < kGroup; ++i) {
    const size_t key = query.gate[first + kAhead + i];
    const uint16_t* const row = keys.symbols.data() + key * kKeySlots;
    hwy::Prefetch(row);
    hwy::Prefetch(row + kKeySlots - 1);  // Of another line if not aligned.
    hwy::Prefetch(keys.values.data() + key);
    if (!keys.weights.empty()) hwy::Prefetch(keys.weights.data() + key);
  }
}

// Sums of masses into `out`, not normalised; false if a value is out of range.
bool SumSlots(const SlotKeys& keys, const SlotQuery& query, size_t heads,
              size_t value_count, double* out) {
  const PackedQuery packed = Pack(query, heads);
  const size_t attended = query.gated ? query.gate.size() : keys.count;
  const size_t stride = SlotStride(heads);
  HWY_ALIGN uint32_t pairs[kPairs * kGroup];
  const uint16_t* rows[kGroup];
  Group group;
  const auto attend = [&](auto count, size_t first_head) HWY_ATTR {
    return AttendGroup<decltype(count)::value>(keys, packed, query.cutoff,
                                               first_head, group, pairs,
                                               value_count, stride, out);
  };
  bool ok = true;
  for (size_t first = 0; first < attended && ok; first += kGroup) {
    NextGroup(keys, query, first, attended, group, rows);
    TransposeGroup(rows, pairs);
    size_t h = 0;
    for (; h + kStep <= heads; h += kStep) ok &= attend(Heads<kStep>(), h);
    if (heads - h == 3) ok &= attend(Heads<3>(), h);
    if (heads - h == 2) ok &= attend(Heads<2>(), h);
    if (heads - h == 1) ok &= attend(Heads<1>(), h);
  }
  return ok;
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pastiche::kernels {
HWY_EXPORT(SumSlots);

Status AttendSlots(const SlotKeys& keys, const SlotQuery& query,
                   std::size_t value_count, std::span<double> out,
                   std::span<double> lse) {
  Status status = CheckSlots(keys, query, value_count, out, lse);
  if (!status.ok()) return status;
  std::fill(out.begin(), out.end(), 0.0);
  std::fill(lse.begin(), lse.end(), 0.0);
  if (!HWY_DYNAMIC_DISPATCH(SumSlots)(keys, query, lse.size(), value_count,
                                      out.data())) {
    std::fill(out.begin(), out.end(), 0.0);
    return Status::Error("a key has a value beyond the last, ", value_count);
  }
  const std::size_t stride = SlotStride(lse.size());
  for (std::size_t h = 0; h < lse.size(); ++h) {
    double sum = 0.0;
    for (std::size_t v = 0; v < value_count; ++v) sum += out[v * stride + h];
    lse[h] = std::log(sum);
    if (sum == 0.0) continue;
    for (std::size_t v = 0; v < value_count; ++v) out[v * stride + h] /= sum;
  }
  return status;
}

}  // namespace pastiche::kernels
#endif  // HWY_ONCE
