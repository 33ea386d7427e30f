// All cells of a step share their slots outside the step: one row is made per
// step and copied.

#include "plugins/drums/geometry.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdlib>
#include <string_view>

namespace pastiche::drums {
namespace {

constexpr std::size_t kNearby = 3;  // Steps around a whole number of bars.

// Where the slots of a grid lie in a row.
struct Layout {
  explicit constexpr Layout(Grid grid)
      : bar(StepsPerBar(grid)),
        long_past(2 * bar + kNearby),  // Longer than any head reaches.
        past_count(long_past + 2 * kNearby + 1),
        future(bar + kNearby),
        before_begin(past_count * kInstrumentCount),
        after_begin(before_begin + kInstrumentCount - 1),
        future_begin(after_begin + kInstrumentCount - 1),
        slot_count(future_begin + future * kInstrumentCount) {}

  // The k-th distance back.
  [[nodiscard]] constexpr std::size_t PastDistance(std::size_t k) const {
    return k < long_past ? k + 1 : 3 * bar - kNearby + k - long_past;
  }

  std::size_t bar, long_past, past_count, future;
  std::size_t before_begin, after_begin, future_begin, slot_count;
};
constexpr std::size_t kMaxSlotCount = Layout(Grid::kTriplets).slot_count;
using Row = std::array<std::int64_t, kMaxSlotCount>;

std::string_view InstrumentId(std::size_t instrument) {
  return kInstruments[instrument].id;
}

void AddStepSlots(int step_delta, std::vector<Slot>& slots) {
  const std::string family =
      (step_delta < 0 ? "d-" : "d+") + std::to_string(std::abs(step_delta));
  for (std::size_t i = 0; i < kInstrumentCount; ++i) {
    slots.push_back({family + "." + std::string(InstrumentId(i)), family,
                     step_delta, i, step_delta < 0});
  }
}

std::vector<Slot> MakeSlots(Grid grid) {
  const Layout layout(grid);
  std::vector<Slot> slots;
  slots.reserve(layout.slot_count);
  for (std::size_t k = 0; k < layout.past_count; ++k) {
    AddStepSlots(-static_cast<int>(layout.PastDistance(k)), slots);
  }
  for (std::size_t i = 0; i + 1 < kInstrumentCount; ++i) {
    slots.push_back(
        {"before." + std::string(InstrumentId(i)), "before", 0, i, true});
  }
  for (std::size_t i = 1; i < kInstrumentCount; ++i) {
    slots.push_back(
        {"after." + std::string(InstrumentId(i)), "after", 0, i, false});
  }
  for (std::size_t d = 1; d <= layout.future; ++d) {
    AddStepSlots(static_cast<int>(d), slots);
  }
  assert(slots.size() == layout.slot_count);
  return slots;
}

// The document as Describe sees it.
struct Extent {
  std::size_t count = 0;       // Cells.
  std::size_t step_count = 0;  // Steps, the last perhaps begun only.
  Mode mode = Mode::kCausal;
};

// Fills nine slots with the cells of `step`.
void PutStep(std::size_t step, const Extent& extent, std::int64_t* out) {
  for (std::size_t i = 0; i < kInstrumentCount; ++i) {
    const std::size_t index = step * kInstrumentCount + i;
    out[i] = index < extent.count ? static_cast<std::int64_t>(index) : kOutside;
  }
}

// Fills nine slots with the cells `distance` steps before or after `step`.
void PutNeighbour(std::size_t step, std::size_t distance, bool future,
                  const Extent& extent, std::int64_t* out) {
  if (extent.mode == Mode::kFillWrap) {
    const std::size_t n = extent.step_count;
    const std::size_t turn = distance % n;
    if (turn == 0) {
      std::fill_n(out, kInstrumentCount, kNothing);
    } else {
      PutStep((step + (future ? turn : n - turn)) % n, extent, out);
    }
  } else if (future) {
    if (extent.mode == Mode::kCausal) {
      std::fill_n(out, kInstrumentCount, kNothing);
    } else {
      PutStep(step + distance, extent, out);
    }
  } else if (distance > step) {
    std::fill_n(out, kInstrumentCount, kOutside);
  } else {
    PutStep(step - distance, extent, out);
  }
}

// The slots outside the step, which all its cells share.
void MakeRow(std::size_t step, const Extent& extent, const Layout& layout,
             Row& row) {
  for (std::size_t k = 0; k < layout.past_count; ++k) {
    PutNeighbour(step, layout.PastDistance(k), /*future=*/false, extent,
                 row.data() + k * kInstrumentCount);
  }
  for (std::size_t d = 1; d <= layout.future; ++d) {
    PutNeighbour(step, d, /*future=*/true, extent,
                 row.data() + layout.future_begin + (d - 1) * kInstrumentCount);
  }
}

// The slots within the step, for the cell of `instrument`.
void PutOwnStep(std::size_t step, std::size_t instrument, const Extent& extent,
                const Layout& layout, Row& row) {
  std::array<std::int64_t, kInstrumentCount> cells;
  PutStep(step, extent, cells.data());
  const bool causal = extent.mode == Mode::kCausal;
  for (std::size_t i = 0; i + 1 < kInstrumentCount; ++i) {
    row[layout.before_begin + i] = i < instrument ? cells[i] : kNothing;
    row[layout.after_begin + i] =
        !causal && i + 1 > instrument ? cells[i + 1] : kNothing;
  }
}

bool IsHit(Token token) { return token != kRest; }

}  // namespace

const std::vector<Slot>& Slots(Grid grid) {
  static const std::vector<Slot> sixteenths = MakeSlots(Grid::kSixteenths);
  static const std::vector<Slot> triplets = MakeSlots(Grid::kTriplets);
  return grid == Grid::kSixteenths ? sixteenths : triplets;
}

void Describe(std::size_t count, Mode mode, std::size_t begin, std::size_t end,
              std::span<std::int64_t> slots, std::span<std::int32_t> features,
              Grid grid) {
  const Layout layout(grid);
  assert(begin <= end);
  assert(end <= count + (mode == Mode::kCausal ? 1 : 0));
  assert(slots.size() == (end - begin) * layout.slot_count);
  assert(features.size() == (end - begin) * kFeatureCount);
  const Extent extent = {
      count, (count + kInstrumentCount - 1) / kInstrumentCount, mode};
  Row row;
  for (std::size_t at = begin; at < end; ++at) {
    const std::size_t step = at / kInstrumentCount;
    const std::size_t instrument = at % kInstrumentCount;
    if (at == begin || instrument == 0) MakeRow(step, extent, layout, row);
    PutOwnStep(step, instrument, extent, layout, row);
    std::copy_n(row.begin(), layout.slot_count,
                slots.begin() + static_cast<std::ptrdiff_t>((at - begin) *
                                                            layout.slot_count));
    std::int32_t* feature = features.data() + (at - begin) * kFeatureCount;
    feature[kFeatureInstrument] = static_cast<std::int32_t>(instrument);
    feature[kFeatureStep] = static_cast<std::int32_t>(step % layout.bar);
  }
}

double Mismatch(Token a, Token b) {
  if (a == b) return 0.0;
  if (a == kPad || b == kPad) return 0.5;
  if (IsHit(a) != IsHit(b)) return 1.0;
  return (a > b ? a - b : b - a) == 1 ? 0.35 : 2.05;
}

double FeatureDistance(std::size_t feature, std::int32_t a, std::int32_t b,
                       Grid grid) {
  if (a == b) return 0.0;
  if (feature != kFeatureStep) return 1.0;
  const auto beat = static_cast<std::int32_t>(StepsPerBeat(grid));
  const auto equal_modulo = [&](std::int32_t steps) {
    return a % steps == b % steps;
  };
  if (equal_modulo(2 * beat)) return 1.0;
  if (equal_modulo(beat)) return 2.0;
  return equal_modulo(2) ? 3.0 : 4.0;
}

}  // namespace pastiche::drums
