// Tables of context and cursor: geometry.h over the ABI, and a growing
// document.

#include <array>
#include <vector>

#include "plugins/drums/checks.h"
#include "plugins/drums/geometry.h"
#include "plugins/drums/plugin_tables.h"

// A document that grows at its end.
struct pst_cursor {
  pastiche::drums::Levels levels;
  pastiche::drums::Grid grid;
  std::vector<pastiche::drums::Token> tokens;
};

namespace pastiche::drums {
namespace {

static_assert(kOutside == PST_SLOT_OUTSIDE && kNothing == PST_SLOT_UNKNOWN);
static_assert(kPad == PST_TOKEN_PAD);

pst_status SlotAt(const pst_instance* self, uint32_t index,
                  pst_slot_info* out) {
  if (index >= Slots(self->grid).size()) return PST_E_RANGE;
  const Slot& slot = Slots(self->grid)[index];
  *out = {sizeof(pst_slot_info),
          slot.id.c_str(),
          slot.family.c_str(),
          {slot.step_delta, static_cast<int32_t>(slot.instrument), 0, 0},
          slot.causal ? PST_SLOT_CAUSAL : 0,
          0};
  return PST_OK;
}

pst_status FeatureAt(const pst_instance* self, uint32_t index,
                     pst_feature_info* out) {
  static constexpr std::array<pst_feature_info, kFeatureCount> kFeatures = {{
      {sizeof(pst_feature_info), "instrument", 0, kInstrumentCount - 1,
       PST_FEATURE_HARD, 0},
      {sizeof(pst_feature_info), "step", 0, kStepsPerBar - 1, 0, kStepsPerBar},
  }};
  if (index >= kFeatures.size()) return PST_E_RANGE;
  *out = kFeatures[index];
  if (index == kFeatureStep) {
    out->hi = static_cast<int32_t>(StepsPerBar(self->grid)) - 1;
    out->period = static_cast<uint32_t>(StepsPerBar(self->grid));
  }
  return PST_OK;
}

pst_status DescribeCells(const pst_instance* self, uint32_t mode,
                         const pst_tokens* tokens, uint64_t begin, uint64_t end,
                         int64_t* slots, int32_t* features) {
  return pst::Guard(nullptr, [&]() -> pst_status {
    if (mode > PST_MODE_FILL_WRAP) return PST_E_RANGE;
    const uint64_t limit = tokens->count + (mode == PST_MODE_CAUSAL ? 1 : 0);
    if (begin > end || end > limit) return PST_E_RANGE;
    const std::size_t count = end - begin;
    Describe(tokens->count, static_cast<Mode>(mode), begin, end,
             {slots, count * Slots(self->grid).size()},
             {features, count * kFeatureCount}, self->grid);
    return PST_OK;
  });
}

double SlotMismatch(const pst_instance*, uint32_t, uint32_t a, uint32_t b) {
  return Mismatch(a, b);
}

double DistanceOfFeatures(const pst_instance* self, uint32_t feature, int32_t a,
                          int32_t b) {
  return FeatureDistance(feature, a, b, self->grid);
}

pst_status Canvas(const pst_instance* self, const pst_bytes* options,
                  pst_sink* out) {
  return pst::Guard(out, [&] {
    const std::size_t bars = OptionsOf(options).bars;
    const std::vector<Token> bar(TokensPerBar(self->grid), kUnknown);
    for (std::size_t b = 0; b < bars; ++b) pst::Sink(out).Tokens(bar);
  });
}

pst_status OpenCursor(const pst_instance* self, pst_cursor** out) {
  return pst::Guard(nullptr, [&] {
    *out = new pst_cursor{self->levels, self->grid, {}};
  });
}

pst_status Advance(pst_cursor* cursor, uint32_t token) {
  return pst::Guard(nullptr, [&]() -> pst_status {
    if (token >= VocabSize(cursor->levels)) return PST_E_RANGE;
    cursor->tokens.push_back(token);
    return PST_OK;
  });
}

pst_status Rewind(pst_cursor* cursor, uint64_t count) {
  if (count > cursor->tokens.size()) return PST_E_RANGE;
  cursor->tokens.resize(cursor->tokens.size() - count);
  return PST_OK;
}

pst_status DescribeNext(const pst_cursor* cursor, int64_t* slots,
                        int32_t* features) {
  return pst::Guard(nullptr, [&] {
    const std::size_t count = cursor->tokens.size();
    Describe(count, Mode::kCausal, count, count + 1,
             {slots, Slots(cursor->grid).size()}, {features, kFeatureCount},
             cursor->grid);
  });
}

pst_status AllowedNext(const pst_cursor* cursor, uint64_t* bits,
                       uint64_t word_count) {
  if (word_count == 0) return PST_E_RANGE;
  bits[0] = AllowedTokens(cursor->tokens, cursor->tokens.size(), cursor->levels,
                          cursor->grid);
  return PST_OK;
}

void CloseCursor(pst_cursor* cursor) { delete cursor; }

pst_context MakeContextTable(Grid grid) {
  return {sizeof(pst_context),
          /*axis_count=*/2,
          static_cast<uint32_t>(Slots(grid).size()),
          kFeatureCount,
          /*unit_length=*/kInstrumentCount,
          PST_CTX_KEY_PER_UNIT | PST_CTX_WRAPS_BY_DEFAULT,
          /*reserved=*/0,
          SlotAt,
          FeatureAt,
          DescribeCells,
          SlotMismatch,
          DistanceOfFeatures,
          /*boundary=*/nullptr,
          Canvas};
}

}  // namespace

const pst_context* ContextTable(Grid grid) {
  static const pst_context sixteenths = MakeContextTable(Grid::kSixteenths);
  static const pst_context triplets = MakeContextTable(Grid::kTriplets);
  return grid == Grid::kSixteenths ? &sixteenths : &triplets;
}

const pst_cursor_table* CursorTable() {
  static constexpr pst_cursor_table kTable = {sizeof(pst_cursor_table),
                                              OpenCursor,
                                              Advance,
                                              Rewind,
                                              DescribeNext,
                                              AllowedNext,
                                              CloseCursor};
  return &kTable;
}

}  // namespace pastiche::drums
