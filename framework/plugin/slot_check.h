// What describe() may answer, checked in one pass over the arrays; and the
// answer for plugins without a context extension.

#ifndef PASTICHE_FRAMEWORK_PLUGIN_SLOT_CHECK_H_
#define PASTICHE_FRAMEWORK_PLUGIN_SLOT_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "framework/core/domain.h"
#include "framework/core/domain_description.h"

namespace pastiche {

// The rules for one mode, laid out for speed: about 0.15 ns per slot.
class SlotCheck {
 public:
  // Keeps a reference to `geometry`.
  SlotCheck(const Geometry& geometry, ContextMode mode);

  // What is wrong with slots, (positions, geometry.slots.size()) from position
  // `begin` of a document of `count` tokens; empty if nothing is. Indices lie
  // in [0, count), and before their position in kCausal mode, or, for slots
  // that are always causal, in kFill; symbols are >= 0; or kSlotOutside,
  // kSlotUnknown.
  [[nodiscard]] std::string FindBad(std::size_t count, std::size_t begin,
                                    std::span<const std::int64_t> slots) const;

 private:
  [[nodiscard]] bool RowHasBad(std::uint64_t count, std::uint64_t position,
                               const std::int64_t* values) const;

  // What values must stay below; symbols have no limit.
  enum class Limit : std::uint8_t { kNone, kPosition, kCount };
  // Slots [begin, end), which have the same.
  struct Run {
    Limit limit;
    std::size_t begin, end;
  };

  const Geometry* geometry_;
  std::vector<Run> runs_;  // Of all slots, in their order.
};

// What is wrong with features, (positions, geometry.features.size()),
// which lie in [lo, hi]; empty if nothing is.
[[nodiscard]] std::string FindBadFeature(
    const Geometry& geometry, std::size_t begin,
    std::span<const std::int32_t> features);

// Slots p1..p8, n1..n8 (PlainGeometry()) of positions [begin, end): the
// neighbours along the sequence, round its ends in kFillWrap mode, else
// kSlotOutside beyond them; in kCausal mode what lies ahead is kSlotUnknown.
void FillPlainSlots(const Geometry& geometry, ContextMode mode,
                    std::size_t count, std::size_t begin, std::size_t end,
                    std::span<std::int64_t> slots);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_PLUGIN_SLOT_CHECK_H_
