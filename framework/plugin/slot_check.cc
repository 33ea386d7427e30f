#include "framework/plugin/slot_check.h"

#include <fmt/format.h>

#include <vector>

namespace pastiche {
namespace {

constexpr std::uint64_t kAllOnes = ~std::uint64_t{0};

}  // namespace

SlotCheck::SlotCheck(const Geometry& geometry, ContextMode mode)
    : geometry_(&geometry) {
  for (const SlotInfo& slot : geometry.slots) {
    const bool back = mode == ContextMode::kCausal ||
                      (mode == ContextMode::kFill && slot.causal);
    by_position_.push_back(!slot.symbol && back ? kAllOnes : 0);
    by_count_.push_back(!slot.symbol && !back ? kAllOnes : 0);
    limited_.push_back(slot.symbol ? 0 : kAllOnes);
  }
}

// Without a branch or a 64-bit comparison, which SSE2 does not have: the top
// bit of value & (value + 2) shows what is below -2, that of (limit - 1 -
// value) what is too large; the latter wraps only where the former shows.
bool SlotCheck::RowHasBad(std::uint64_t count, std::uint64_t position,
                          const std::int64_t* values) const {
  std::uint64_t bad = 0;
  for (std::size_t s = 0; s < limited_.size(); ++s) {
    const auto value = static_cast<std::uint64_t>(values[s]);
    const std::uint64_t limit =
        (position & by_position_[s]) + (count & by_count_[s]);
    bad |= (value & (value + 2)) | ((limit - 1 - value) & limited_[s]);
  }
  return bad >> 63 != 0;
}

std::string SlotCheck::FindBad(std::size_t count, std::size_t begin,
                               std::span<const std::int64_t> slots) const {
  const std::size_t width = limited_.size();
  const std::size_t positions = width == 0 ? 0 : slots.size() / width;
  for (std::size_t row = 0; row < positions; ++row) {
    const std::int64_t* values = slots.data() + row * width;
    const std::size_t position = begin + row;
    if (!RowHasBad(count, position, values)) continue;
    for (std::size_t s = 0; s < width; ++s) {
      const std::size_t limit = by_position_[s] != 0 ? position : count;
      const std::int64_t value = values[s];
      if (value >= kSlotUnknown &&
          (limited_[s] == 0 || value < static_cast<std::int64_t>(limit))) {
        continue;
      }
      const bool ahead = value >= 0 && value < static_cast<std::int64_t>(count);
      return fmt::format("gave slot {} of position {} the value {}, {}",
                         geometry_->slots[s].id, position, value,
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
  for (std::size_t f = 0; f < width; ++f) {
    const FeatureInfo& feature = geometry.features[f];
    for (std::size_t i = f; i < features.size(); i += width) {
      if (features[i] >= feature.lo && features[i] <= feature.hi) continue;
      return fmt::format(
          "gave feature {} of position {} the value {}, outside {}..{}",
          feature.id, begin + i / width, features[i], feature.lo, feature.hi);
    }
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
