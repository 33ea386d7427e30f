#include "framework/plugin/slot_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <vector>

namespace pastiche {
namespace {

constexpr std::int64_t kAnySymbol = std::numeric_limits<std::int64_t>::max();

// Per slot, the least value that is too large, where `ahead` is the first
// position the slot may not refer to.
std::int64_t Ceiling(const SlotInfo& slot, ContextMode mode, std::size_t count,
                     std::size_t position) {
  if (slot.symbol) return kAnySymbol;
  const bool causal = mode == ContextMode::kCausal ||
                      (mode == ContextMode::kFill && slot.causal);
  return static_cast<std::int64_t>(causal ? position : count);
}

}  // namespace

std::string FindBadSlot(const Geometry& geometry, ContextMode mode,
                        std::size_t count, std::size_t begin,
                        std::span<const std::int64_t> slots) {
  const std::size_t width = geometry.slots.size();
  const std::size_t positions = width == 0 ? 0 : slots.size() / width;
  // A ceiling is the position plus a constant per slot that does not overflow;
  // `step` says whether it moves with the position. So the inner loop has no
  // branch and vectorises.
  std::vector<std::int64_t> ceiling(width);
  std::vector<std::int64_t> step(width);
  for (std::size_t s = 0; s < width; ++s) {
    ceiling[s] = Ceiling(geometry.slots[s], mode, count, begin);
    step[s] = Ceiling(geometry.slots[s], mode, count, begin + 1) - ceiling[s];
  }
  for (std::size_t row = 0; row < positions; ++row) {
    const std::int64_t* values = slots.data() + row * width;
    std::uint64_t bad = 0;
    for (std::size_t s = 0; s < width; ++s) {
      const bool low = values[s] < kSlotUnknown;
      const bool high =
          values[s] >= ceiling[s] + static_cast<std::int64_t>(row) * step[s];
      bad |= static_cast<std::uint64_t>(low | high);
    }
    if (bad == 0) continue;
    const std::size_t position = begin + row;
    for (std::size_t s = 0; s < width; ++s) {
      const std::int64_t limit =
          Ceiling(geometry.slots[s], mode, count, position);
      if (values[s] >= kSlotUnknown && values[s] < limit) continue;
      const bool ahead =
          values[s] >= 0 && values[s] < static_cast<std::int64_t>(count);
      return fmt::format("gave slot {} of position {} the value {}, {}",
                         geometry.slots[s].id, position, values[s],
                         ahead
                             ? "which is not an earlier position"
                             : fmt::format("outside the {} positions", count));
    }
  }
  return {};
}

std::string FindBadFeature(const Geometry& geometry, std::size_t begin,
                           std::span<const std::int32_t> features) {
  const std::size_t width = geometry.features.size();
  for (std::size_t i = 0; i < features.size(); ++i) {
    const FeatureInfo& feature = geometry.features[i % width];
    if (features[i] >= feature.lo && features[i] <= feature.hi) continue;
    return fmt::format(
        "gave feature {} of position {} the value {}, outside "
        "{}..{}",
        feature.id, begin + i / width, features[i], feature.lo, feature.hi);
  }
  return {};
}

void FillPlainSlots(const Geometry& geometry, ContextMode mode,
                    std::size_t count, std::size_t begin, std::size_t end,
                    std::span<std::int64_t> slots) {
  const std::size_t width = geometry.slots.size();
  const auto size = static_cast<std::int64_t>(count);
  for (std::size_t i = begin; i < end; ++i) {
    for (std::size_t s = 0; s < width; ++s) {
      std::int64_t at =
          static_cast<std::int64_t>(i) + geometry.slots[s].delta[0];
      if (mode == ContextMode::kFillWrap) {
        at = (at % size + size) % size;
      } else if (mode == ContextMode::kCausal && !geometry.slots[s].causal) {
        at = kSlotUnknown;
      } else if (at < 0 || at >= size) {
        at = kSlotOutside;
      }
      slots[(i - begin) * width + s] = at;
    }
  }
}

}  // namespace pastiche
