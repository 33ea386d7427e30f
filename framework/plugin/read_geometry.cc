// The part of read_description.h that concerns the context extension.

#include <fmt/format.h>

#include <cstdint>
#include <unordered_set>
#include <utility>

#include "framework/plugin/read_description.h"

namespace pastiche {
namespace {

constexpr std::uint32_t kMaxAxes = 4;
constexpr std::uint32_t kMaxSlots = 4096;
constexpr std::uint32_t kMaxFeatures = 8;
constexpr int kPlainReach = 8;

SlotInfo ReadSlot(const pst_slot_info& raw, std::uint32_t axis_count,
                  BoundaryCheck& check) {
  SlotInfo slot;
  slot.id = check.Id(raw.id, "id");
  if (raw.family != nullptr) slot.family = check.Id(raw.family, "family");
  for (std::size_t axis = 0; axis < kMaxAxes; ++axis) {
    slot.delta[axis] = raw.delta[axis];
    check.Require(axis < axis_count || raw.delta[axis] == 0,
                  fmt::format("delta[{}] is not 0, but there are {} axes", axis,
                              axis_count));
  }
  slot.causal = (raw.flags & PST_SLOT_CAUSAL) != 0;
  slot.symbol = (raw.flags & PST_SLOT_SYMBOL) != 0;
  return slot;
}

FeatureInfo ReadFeature(const pst_feature_info& raw, BoundaryCheck& check) {
  FeatureInfo feature;
  feature.id = check.Id(raw.id, "id");
  feature.lo = raw.lo;
  feature.hi = raw.hi;
  feature.period = raw.period;
  feature.hard = (raw.flags & PST_FEATURE_HARD) != 0;
  const std::int64_t range = std::int64_t{raw.hi} - std::int64_t{raw.lo};
  check.Require(range >= 0 && range < 1024,
                fmt::format("its range {}..{} is empty or over 1024 wide",
                            raw.lo, raw.hi));
  check.Require(raw.period < 1024, fmt::format("period is {}", raw.period));
  return feature;
}

// Calls get(i, &out) for the i-th description and checks the answer.
template <typename Raw, typename Get>
bool Fetch(const char* what, std::uint32_t i, OutStruct<Raw>& out,
           BoundaryCheck& check, const Get& get) {
  check.SetPlace(fmt::format("{} {}: ", what, i));
  const pst_status status = get(i, &out.value);
  check.Require(status == PST_OK,
                fmt::format("describing it returned {}", status));
  check.StructSize(out.value.struct_size, kFirstSize<Raw>, "the description");
  return check.ok();
}

}  // namespace

void CheckTable(const pst_context& table, BoundaryCheck& check) {
  check.Require(
      table.axis_count <= kMaxAxes,
      fmt::format("axis_count is {}, at most {}", table.axis_count, kMaxAxes));
  check.Require(table.slot_count >= 1 && table.slot_count <= kMaxSlots,
                fmt::format("slot_count is {}, expected 1..{}",
                            table.slot_count, kMaxSlots));
  check.Require(table.feature_count <= kMaxFeatures,
                fmt::format("feature_count is {}, at most {}",
                            table.feature_count, kMaxFeatures));
  check.Require(table.slot != nullptr, "slot is NULL");
  check.Require(table.feature_count == 0 || table.feature != nullptr,
                "feature is NULL, but feature_count is not 0");
  check.Require(table.describe != nullptr, "describe is NULL");
  check.Require(table.unit_length != 0 || table.boundary != nullptr,
                "unit_length is 0, but boundary is NULL");
}

Geometry ReadGeometry(const pst_context& context, const pst_instance* self,
                      BoundaryCheck& check) {
  Geometry geometry;
  geometry.axis_count = context.axis_count;
  geometry.unit_length = context.unit_length;
  geometry.key_per_unit = (context.flags & PST_CTX_KEY_PER_UNIT) != 0;
  geometry.wraps_by_default = (context.flags & PST_CTX_WRAPS_BY_DEFAULT) != 0;
  geometry.has_mismatch = context.mismatch != nullptr;
  std::unordered_set<std::string> ids;
  for (std::uint32_t i = 0; check.ok() && i < context.slot_count; ++i) {
    OutStruct<pst_slot_info> out;
    const auto get = [&](std::uint32_t index, pst_slot_info* info) {
      return context.slot(self, index, info);
    };
    if (!Fetch("slot", i, out, check, get)) break;
    SlotInfo slot = ReadSlot(out.value, context.axis_count, check);
    check.Require(ids.insert(slot.id).second,
                  fmt::format("id \"{}\" is used twice", slot.id));
    geometry.slots.push_back(std::move(slot));
  }
  ids.clear();
  for (std::uint32_t i = 0; check.ok() && i < context.feature_count; ++i) {
    OutStruct<pst_feature_info> out;
    const auto get = [&](std::uint32_t index, pst_feature_info* info) {
      return context.feature(self, index, info);
    };
    if (!Fetch("feature", i, out, check, get)) break;
    FeatureInfo feature = ReadFeature(out.value, check);
    check.Require(ids.insert(feature.id).second,
                  fmt::format("id \"{}\" is used twice", feature.id));
    geometry.features.push_back(std::move(feature));
  }
  check.SetPlace("");
  return geometry;
}

Geometry PlainGeometry() {
  Geometry geometry;
  geometry.axis_count = 1;
  for (const int sign : {-1, 1}) {
    for (int distance = 1; distance <= kPlainReach; ++distance) {
      SlotInfo slot;
      slot.id = fmt::format("{}{}", sign < 0 ? 'p' : 'n', distance);
      slot.delta[0] = sign * distance;
      slot.causal = sign < 0;
      geometry.slots.push_back(std::move(slot));
    }
  }
  return geometry;
}

}  // namespace pastiche
