// JSON that users and plugins write: options, and settings of the heads. What
// is taken is within its range; what is not is refused in words.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "framework/memory/head_settings.h"
#include "framework/plugin/read_options.h"
#include "tests/fuzz/require.h"

namespace pastiche {
namespace {

using fuzz::Require;

const Geometry& Grid() {
  static const Geometry geometry = [] {
    Geometry grid;
    grid.axis_count = 1;
    for (const char* id : {"p1", "p2", "n1"}) {
      SlotInfo slot;
      slot.id = id;
      slot.delta[0] = id[0] == 'p' ? '0' - id[1] : id[1] - '0';
      grid.slots.push_back(slot);
    }
    FeatureInfo row;
    row.id = "row";
    row.hi = 13;
    grid.features.push_back(row);
    return grid;
  }();
  return geometry;
}

const std::vector<OptionInfo>& Declared() {
  static const std::vector<OptionInfo> options = [] {
    std::vector<OptionInfo> declared(3);
    declared[0].id = "columns";
    declared[0].type = OptionInfo::Type::kInteger;
    declared[0].lo = 1;
    declared[0].hi = 400;
    declared[1].id = "swing";
    declared[1].type = OptionInfo::Type::kNumber;
    declared[2].id = "title";
    declared[2].type = OptionInfo::Type::kString;
    for (OptionInfo& option : declared) option.canvas = true;
    return declared;
  }();
  return options;
}

void Verify(const UseSettings& use) {
  Require(!use.heads.empty() && use.heads.size() <= 8, "there are 1..8 heads");
  for (const HeadSettings& head : use.heads) {
    Require(head.c >= 1e-6 && head.c <= 1e6, "c is clamped");
    Require(head.e >= 0 && head.e <= 1e3, "e is clamped");
    Require(head.slot_weights.size() == Grid().slots.size(), "a weight each");
    for (const double weight : head.slot_weights) {
      Require(std::isfinite(weight) && weight >= 0, "weights are numbers");
    }
    Require(!head.gate || *head.gate < Grid().slots.size(), "a slot's gate");
  }
}

}  // namespace
}  // namespace pastiche

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace pastiche;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto options = CheckOptions(text, Declared(), &OptionInfo::canvas);
  Require(options || !options.error().message.empty(), "it says why");
  const auto heads = ParseRecommendation(text, Grid());
  if (!heads) {
    Require(!heads.error().message.empty(), "it says why");
    return 0;
  }
  for (const UseSettings* use :
       {&heads->ar, &heads->ar_cache, &heads->fill, &heads->sample}) {
    Verify(*use);
  }
  return 0;
}
