// ABI tables: context and regions.

#include <algorithm>
#include <array>
#include <cstdint>

#include "plugins/mario/geometry.h"
#include "plugins/mario/plugin_tables.h"
#include "plugins/mario/scenery.h"

namespace pastiche::mario {
namespace {

constexpr std::size_t kAllSlots = kSlotCount + kScenerySlots.size();

pst_status PST_CALL DescribeSlot(const pst_instance*, std::uint32_t index,
                                 pst_slot_info* out) {
  if (index >= kAllSlots) return PST_E_RANGE;
  if (index >= kSlotCount) {
    *out = {
        sizeof(pst_slot_info),
        kScenerySlots[index - kSlotCount].id,
        /*family=*/nullptr,
        {},
        PST_SLOT_SYMBOL |
            (kScenerySlots[index - kSlotCount].causal ? PST_SLOT_CAUSAL : 0u),
        0};
    return PST_OK;
  }
  const Slot& slot = Slots()[index];
  *out = {sizeof(pst_slot_info),
          slot.id,
          /*family=*/nullptr,
          {slot.dcol, slot.drow, 0, 0},
          slot.IsCausal() ? PST_SLOT_CAUSAL : 0u,
          0};
  return PST_OK;
}

pst_status PST_CALL DescribeFeature(const pst_instance*, std::uint32_t index,
                                    pst_feature_info* out) {
  if (index != 0) return PST_E_RANGE;
  *out = {sizeof(pst_feature_info), "row", 0, kRows - 1, 0, 0};
  return PST_OK;
}

pst_status PST_CALL Describe(const pst_instance*, std::uint32_t mode,
                             const pst_tokens* tokens, std::uint64_t begin,
                             std::uint64_t end, std::int64_t* slots,
                             std::int32_t* features) {
  // A level is no loop.
  if (mode != PST_MODE_CAUSAL && mode != PST_MODE_FILL) {
    return PST_E_UNSUPPORTED;
  }
  const bool causal = mode == PST_MODE_CAUSAL;
  const std::uint64_t limit = tokens->count + (causal ? 1 : 0);
  if (begin > end || end > limit) return PST_E_RANGE;
  const ContextMode how = causal ? ContextMode::kCausal : ContextMode::kFill;
  std::array<std::int64_t, kScenerySlots.size()> scenery = {};
  std::size_t described = SIZE_MAX;  // The column it is of.
  for (std::uint64_t i = begin; i < end; ++i) {
    std::int64_t* row = slots + (i - begin) * kAllSlots;
    DescribeContext(tokens->count, i, i + 1, how, {row, kSlotCount},
                    {features + (i - begin), 1});
    const auto col = static_cast<std::size_t>(i / kRows);
    if (col != described) scenery = Scenery(View(*tokens), col, how);
    described = col;
    std::copy(scenery.begin(), scenery.end(), row + kSlotCount);
  }
  return PST_OK;
}

pst_status PST_CALL MakeCanvas(const pst_instance*, const pst_bytes* options,
                               pst_sink* sink) {
  return pst::Guard(sink, [&] {
    const std::size_t columns = OptionsFrom(*options).columns;
    pst::Sink(sink).Tokens(std::vector<Token>(columns * kRows, kUnknownToken));
  });
}

constexpr std::uint32_t kColumnKind = 0;
constexpr std::uint32_t kRowKind = 1;

const char* PST_CALL RegionKind(const pst_instance*, std::uint32_t index) {
  if (index == kColumnKind) return "column";
  return index == kRowKind ? "row" : nullptr;
}

void ListColumns(std::uint64_t token_count, const pst::Sink& sink) {
  for (std::uint64_t begin = 0; begin < token_count; begin += kRows) {
    const std::uint64_t end = std::min(begin + kRows, token_count);
    sink.Region("column " + std::to_string(begin / kRows + 1), {{begin, end}});
  }
}

// From the top, as rows are counted in text.
void ListRows(std::uint64_t token_count, const pst::Sink& sink) {
  for (std::uint64_t row = kRows; row-- > 0;) {
    std::vector<pst_span> runs;
    for (std::uint64_t at = row; at < token_count; at += kRows) {
      runs.push_back({at, at + 1});
    }
    sink.Region("row " + std::to_string(kRows - row), runs);
  }
}

pst_status PST_CALL ListRegions(const pst_instance*, std::uint32_t kind,
                                const pst_tokens* tokens, pst_sink* sink) {
  if (kind > kRowKind) return PST_E_RANGE;
  return pst::Guard(sink, [&] {
    if (kind == kColumnKind) {
      ListColumns(tokens->count, pst::Sink(sink));
    } else {
      ListRows(tokens->count, pst::Sink(sink));
    }
  });
}

}  // namespace

const pst_context& ContextTable() {
  static constexpr pst_context kTable = {sizeof(pst_context),
                                         /*axis_count=*/2,
                                         kAllSlots,
                                         /*feature_count=*/1,
                                         /*unit_length=*/kRows,
                                         /*flags=*/0,
                                         0,
                                         DescribeSlot,
                                         DescribeFeature,
                                         Describe,
                                         /*mismatch=*/nullptr,
                                         /*feature_distance=*/nullptr,
                                         /*boundary=*/nullptr,
                                         MakeCanvas};
  return kTable;
}

const pst_regions& RegionsTable() {
  static constexpr pst_regions kTable = {sizeof(pst_regions), 2, 0, RegionKind,
                                         ListRegions};
  return kTable;
}

}  // namespace pastiche::mario
