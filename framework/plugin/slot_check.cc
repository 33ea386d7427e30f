// The rules as runs of slots that have the same; which slot it was, if one is
// bad.

#include "framework/plugin/slot_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "framework/plugin/array_check.h"

namespace pastiche {
SlotCheck::SlotCheck(const Geometry& geometry, ContextMode mode)
    : geometry_(&geometry) {
  for (std::size_t s = 0; s < geometry.slots.size(); ++s) {
    const SlotInfo& slot = geometry.slots[s];
    const bool back = mode == ContextMode::kCausal ||
                      (mode == ContextMode::kFill && slot.causal);
    const Limit limit = slot.symbol ? Limit::kNone
                        : back      ? Limit::kPosition
                                    : Limit::kCount;
    if (runs_.empty() || runs_.back().limit != limit) {
      runs_.push_back({limit, s, s});
    }
    runs_.back().end = s + 1;
  }
}

bool SlotCheck::RowHasBad(std::uint64_t count, std::uint64_t position,
                          const std::int64_t* values) const {
  return !std::all_of(runs_.begin(), runs_.end(), [&](const Run& run) {
    return AllSlotsWithin({values + run.begin, run.end - run.begin},
                          run.limit == Limit::kPosition ? position : count,
                          run.limit != Limit::kNone);
  });
}

std::string SlotCheck::FindBad(std::size_t count, std::size_t begin,
                               std::span<const std::int64_t> slots) const {
  const std::size_t width = geometry_->slots.size();
  const std::size_t positions = slots.size() / width;  // At least one slot.
  for (std::size_t row = 0; row < positions; ++row) {
    const std::int64_t* values = slots.data() + row * width;
    const std::size_t position = begin + row;
    if (!RowHasBad(count, position, values)) continue;
    std::size_t run = 0;
    for (std::size_t s = 0; s < width; ++s) {
      while (runs_[run].end == s) ++run;
      const Limit kind = runs_[run].limit;
      const std::size_t limit = kind == Limit::kPosition ? position : count;
      const std::int64_t value = values[s];
      if (value >= kSlotUnknown &&
          (kind == Limit::kNone || value < static_cast<std::int64_t>(limit))) {
        continue;
      }
      const std::string gave =
          fmt::format("gave slot {} of position {} the value {}, ",
                      geometry_->slots[s].id, position, value);
      const bool ahead = value >= 0 && value < static_cast<std::int64_t>(count);
      if (ahead) return gave + "which is not an earlier position";
      return gave + fmt::format("outside the {} positions", count);
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
