// Context: a token looks at those around it, at the interval that led here, and at
// the step of the bar. A unit is a bar.

#include <algorithm>

#include "plugin.h"

namespace melody {
namespace {

constexpr std::uint32_t kBefore = 8, kAfter = 4, kInterval = kBefore + kAfter, kSlots = kInterval + 1;
constexpr std::uint32_t kStep = 0, kKind = 1, kFeatures = 2;

pst_status Slot(const pst_instance*, std::uint32_t index, pst_slot_info* out) {
  static const char* const kIds[kSlots] = {"p1", "p2", "p3", "p4", "p5", "p6", "p7",
                                           "p8", "n1", "n2", "n3", "n4", "interval"};
  if (index >= kSlots) return PST_E_RANGE;
  out->id = kIds[index];
  out->family = index < kBefore ? "before" : index < kInterval ? "after" : nullptr;
  out->delta[0] = index < kBefore       ? -static_cast<std::int32_t>(index) - 1
                  : index < kInterval ? static_cast<std::int32_t>(index - kBefore) + 1
                                      : 0;
  out->flags = index < kBefore ? PST_SLOT_CAUSAL : index == kInterval ? PST_SLOT_CAUSAL | PST_SLOT_SYMBOL : 0u;
  return PST_OK;
}

pst_status Feature(const pst_instance*, std::uint32_t index, pst_feature_info* out) {
  if (index >= kFeatures) return PST_E_RANGE;
  out->id = index == kStep ? "step" : "kind";
  out->lo = 0;
  out->hi = index == kStep ? kBar - 1 : 1;
  out->flags = index == kKind ? PST_FEATURE_HARD : 0;  // Pitches are not compared with lengths.
  out->period = index == kStep ? kBar : 0;
  return PST_OK;
}

// What has been read of a melody.
struct State {
  std::uint32_t step = 0;      // Of the bar; only right while all lengths are known.
  std::uint32_t pitches[2] = {kRest, kRest};  // The last two, rests left out.
  bool known = true;           // Both of them.
  bool after_pitch = false;

  void Take(std::uint32_t token) {
    after_pitch = token == PST_TOKEN_UNKNOWN ? !after_pitch : IsPitch(token);
    if (token == PST_TOKEN_UNKNOWN) {
      known = false;
    } else if (IsLength(token)) {
      step = (step + Sixteenths(token)) % kBar;
    } else if (IsPitch(token) && token != kRest) {
      pitches[0] = pitches[1];
      pitches[1] = token;
    }
  }
  std::int64_t Interval() const {
    if (!known) return PST_SLOT_UNKNOWN;
    if (pitches[0] == kRest) return 0;
    return 1 + kPitches + pitches[1] - static_cast<std::int64_t>(pitches[0]);
  }
};

pst_status Describe(const pst_instance*, std::uint32_t mode, const pst_tokens* tokens, std::uint64_t begin,
                    std::uint64_t end, std::int64_t* slots, std::int32_t* features) {
  const bool causal = mode == PST_MODE_CAUSAL;
  if (mode == PST_MODE_FILL_WRAP) return PST_E_UNSUPPORTED;
  if (begin > end || end > tokens->count + (causal ? 1 : 0)) return PST_E_RANGE;
  State state;
  for (std::uint64_t i = 0; i < begin; ++i) state.Take(tokens->ids[i]);
  const auto count = static_cast<std::int64_t>(tokens->count);
  for (std::uint64_t i = begin; i < end; ++i, slots += kSlots, features += kFeatures) {
    const auto at = static_cast<std::int64_t>(i);
    for (std::int64_t s = 0; s < kBefore; ++s) slots[s] = at - s - 1 >= 0 ? at - s - 1 : PST_SLOT_OUTSIDE;
    for (std::int64_t s = 0; s < kAfter; ++s) {
      slots[kBefore + s] = causal ? PST_SLOT_UNKNOWN : at + s + 1 < count ? at + s + 1 : PST_SLOT_OUTSIDE;
    }
    slots[kInterval] = state.Interval();
    features[kStep] = static_cast<std::int32_t>(state.step);
    features[kKind] = state.after_pitch;
    if (i < tokens->count) state.Take(tokens->ids[i]);
  }
  return PST_OK;
}

// Pitches are as unlike as they are far apart, an octave half as much as a step.
double Mismatch(const pst_instance*, std::uint32_t, std::uint32_t a, std::uint32_t b) {
  if (a == b) return 0;
  if (a == PST_TOKEN_PAD || b == PST_TOKEN_PAD || !IsPitch(a) || !IsPitch(b) || a == kRest || b == kRest) return 1;
  const std::uint32_t distance = std::max(a, b) - std::min(a, b);
  return distance % 12 == 0 ? 0.5 : std::min(1.0, 0.4 + 0.1 * distance);
}

pst_status Boundary(const pst_instance*, const pst_tokens* tokens, std::uint64_t begin, std::uint64_t end,
                    std::uint8_t* out) {
  if (begin > end || end > tokens->count) return PST_E_RANGE;
  State state;
  bool starts = true;
  for (std::uint64_t i = 0; i < end; ++i) {
    if (i >= begin) out[i - begin] = starts;
    state.Take(tokens->ids[i]);
    starts = state.step == 0 && IsLength(tokens->ids[i]);
  }
  return PST_OK;
}

}  // namespace

const pst_context kContext = {sizeof(pst_context), 1, kSlots, kFeatures, 0, 0, 0, Slot, Feature, Describe, Mismatch,
                              nullptr, Boundary, nullptr};

}  // namespace melody
