// The growing document's own positions as keys of one head, appended and taken
// back as it is generated: the cache.

#ifndef PASTICHE_FRAMEWORK_MEMORY_OWN_KEYS_H_
#define PASTICHE_FRAMEWORK_MEMORY_OWN_KEYS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "framework/core/document.h"
#include "framework/memory/feature_buckets.h"
#include "framework/memory/head_settings.h"
#include "framework/memory/slot_codes.h"
#include "kernels/match_attention.h"

namespace pastiche {

class OwnKeys {
 public:
  static constexpr std::size_t kNoneHidden = SIZE_MAX;

  // `order` (the head's key order) and `codes` must outlive this. Each position
  // counts exp(own_nats) perfect matches.
  OwnKeys(const SlotCodes& codes, std::span<const std::uint32_t> order,
          std::size_t feature_count, double own_nats);

  // Position number size() has these features and codes, and holds `token`.
  void Append(std::span<const std::int32_t> features,
              std::span<const std::uint16_t> codes, Token token);
  void Pop();  // Takes the last one back.
  [[nodiscard]] std::size_t size() const { return places_.size(); }
  // How many perfect matches they count for in all.
  [[nodiscard]] double weight() const {
    return double{weight_} * static_cast<double>(size());
  }

  // masses[token] += what the own positions but number `hidden` give to this
  // query; see AttendMatch. `costs` is scratch.
  void Attend(const FeatureDistances& distances, const HeadSettings& head,
              double scale, std::span<const std::int32_t> features,
              kernels::MatchQuery query, std::vector<std::uint16_t>& costs,
              std::span<double> masses, std::size_t hidden = kNoneHidden) const;

 private:
  const SlotCodes& codes_;
  std::span<const std::uint32_t> order_;
  float weight_;
  FeatureBuckets buckets_;
  std::vector<std::uint32_t> open_key_;  // By bucket: next free key, or kNone.
  std::vector<kernels::MatchBlock> blocks_;  // Every slot has a row.
  std::vector<std::uint16_t> uniform_, row_slots_, rows_;
  std::vector<float> weights_;
  std::vector<std::uint32_t> values_;
  std::vector<kernels::MatchRun> runs_;  // One block each.
  struct Place {
    std::uint32_t bucket;
    std::uint32_t key;
    std::uint32_t open_before;
  };
  std::vector<Place> places_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_MEMORY_OWN_KEYS_H_
