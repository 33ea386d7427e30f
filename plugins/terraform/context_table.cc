// ABI tables: context, cursor and regions.

#include <memory>

#include "plugins/terraform/plugin_tables.h"
#include "plugins/terraform/regions.h"
#include "plugins/terraform/structure.h"
#include "plugins/terraform/vocabulary.h"

struct pst_cursor {
  pastiche::terraform::StructureCursor structure;
};

namespace pastiche::terraform {
namespace {

static_assert(kUnknownToken == PST_TOKEN_UNKNOWN);
static_assert(kOutside == PST_SLOT_OUTSIDE);
static_assert(kUnknown == PST_SLOT_UNKNOWN);

pst_status PST_CALL DescribeSlot(const pst_instance*, std::uint32_t index,
                                 pst_slot_info* out) {
  if (index >= kSlotCount) return PST_E_RANGE;
  const SlotInfo& slot = InfoOf(index);
  *out = {sizeof(pst_slot_info),
          slot.id,
          slot.family,
          {slot.delta, 0, 0, 0},
          (slot.causal ? PST_SLOT_CAUSAL : 0u) |
              (slot.symbol ? PST_SLOT_SYMBOL : 0u),
          0};
  return PST_OK;
}

pst_status PST_CALL DescribeFeature(const pst_instance*, std::uint32_t index,
                                    pst_feature_info* out) {
  if (index != 0) return PST_E_RANGE;
  *out = {sizeof(pst_feature_info), "place", 0, kPlaceCount - 1, 0, 0};
  return PST_OK;
}

double PST_CALL PlaceDistance(const pst_instance*, std::uint32_t,
                              std::int32_t a, std::int32_t b) {
  return a == b ? 0 : 1;
}

pst_status PST_CALL Describe(const pst_instance*, std::uint32_t mode,
                             const pst_tokens* tokens, std::uint64_t begin,
                             std::uint64_t end, std::int64_t* slots,
                             std::int32_t* features) {
  if (mode != PST_MODE_CAUSAL && mode != PST_MODE_FILL) {
    return PST_E_UNSUPPORTED;  // A module is no loop.
  }
  const bool fill = mode == PST_MODE_FILL;
  if (begin > end || end > tokens->count + (fill ? 0 : 1)) return PST_E_RANGE;
  return pst::Guard(nullptr, [&] {
    const auto rows = static_cast<std::size_t>(end - begin);
    DescribeRange(View(*tokens), fill, static_cast<std::size_t>(begin),
                  static_cast<std::size_t>(end), {slots, rows * kSlotCount},
                  {features, rows});
  });
}

pst_status PST_CALL Boundary(const pst_instance*, const pst_tokens* tokens,
                             std::uint64_t begin, std::uint64_t end,
                             std::uint8_t* out) {
  if (begin > end || end > tokens->count + 1) return PST_E_RANGE;
  for (std::uint64_t i = begin; i < end; ++i) {
    out[i - begin] =
        StartsUnit(View(*tokens), static_cast<std::size_t>(i)) ? 1 : 0;
  }
  return PST_OK;
}

pst_status PST_CALL MakeCanvas(const pst_instance*, const pst_bytes* options,
                               pst_sink* sink) {
  return pst::Guard(sink, [&]() -> pst_status {
    const std::size_t count = OptionsFrom(*options).tokens;
    if (count == 0) return PST_E_UNSUPPORTED;
    pst::Sink(sink).Tokens(std::vector<std::uint32_t>(count, kUnknownToken));
    return PST_OK;
  });
}

pst_status PST_CALL OpenCursor(const pst_instance*, pst_cursor** out) {
  return pst::Guard(nullptr, [&] { *out = new pst_cursor; });
}

pst_status PST_CALL Advance(pst_cursor* cursor, std::uint32_t token) {
  return pst::Guard(nullptr, [&] { cursor->structure.Advance(token); });
}

pst_status PST_CALL Rewind(pst_cursor* cursor, std::uint64_t count) {
  if (count > cursor->structure.count()) return PST_E_RANGE;
  return pst::Guard(nullptr, [&] {
    cursor->structure.Rewind(static_cast<std::size_t>(count));
  });
}

pst_status PST_CALL DescribeNext(const pst_cursor* cursor, std::int64_t* slots,
                                 std::int32_t* features) {
  cursor->structure.Describe({slots, kSlotCount}, *features);
  return PST_OK;
}

pst_status PST_CALL AllowedNext(const pst_cursor* cursor, std::uint64_t* bits,
                                std::uint64_t word_count) {
  if (word_count * 64 < kMaxVocabulary) return PST_E_RANGE;
  cursor->structure.Allowed({bits, static_cast<std::size_t>(word_count)});
  return PST_OK;
}

void PST_CALL CloseCursor(pst_cursor* cursor) { delete cursor; }

const char* PST_CALL RegionKindName(const pst_instance*, std::uint32_t index) {
  return index < kRegionKinds ? NameOf(static_cast<RegionKind>(index))
                              : nullptr;
}

pst_status PST_CALL List(const pst_instance*, std::uint32_t kind,
                         const pst_tokens* tokens, pst_sink* raw_sink) {
  if (kind >= kRegionKinds) return PST_E_RANGE;
  return pst::Guard(raw_sink, [&] {
    const pst::Sink sink(raw_sink);
    for (const Region& region :
         ListRegions(static_cast<RegionKind>(kind), View(*tokens))) {
      sink.Region(region.label, {{region.begin, region.end}});
    }
  });
}

}  // namespace

const pst_context kContextTable = {sizeof(pst_context),
                                   /*axis_count=*/1,
                                   kSlotCount,
                                   /*feature_count=*/1,
                                   /*unit_length=*/0,
                                   /*flags=*/0,
                                   0,
                                   DescribeSlot,
                                   DescribeFeature,
                                   Describe,
                                   /*mismatch=*/nullptr,
                                   PlaceDistance,
                                   Boundary,
                                   MakeCanvas};

const pst_cursor_table kCursorTable = {sizeof(pst_cursor_table),
                                       OpenCursor,
                                       Advance,
                                       Rewind,
                                       DescribeNext,
                                       AllowedNext,
                                       CloseCursor};

const pst_regions kRegionsTable = {sizeof(pst_regions), kRegionKinds, 0,
                                   RegionKindName, List};

}  // namespace pastiche::terraform
