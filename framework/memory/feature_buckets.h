// Corpus positions with the same features form a bucket; a head charges a whole
// bucket at once for its distance to the query.

#ifndef PASTICHE_FRAMEWORK_MEMORY_FEATURE_BUCKETS_H_
#define PASTICHE_FRAMEWORK_MEMORY_FEATURE_BUCKETS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "framework/core/domain.h"
#include "framework/memory/head_settings.h"
#include "framework/memory/image_archive.h"

namespace pastiche {

// The most features a domain may have (plugin.h).
inline constexpr std::size_t kMaxFeatures = 8;
using FeatureTuple = std::array<std::int32_t, kMaxFeatures>;  // 0 beyond.

// The domain's feature distances, tabulated once.
class FeatureDistances {
 public:
  explicit FeatureDistances(const Domain& domain);
  [[nodiscard]] std::size_t size() const { return tables_.size(); }
  // Nats that `head` charges between two feature tuples; +infinity = never.
  [[nodiscard]] double Cost(const HeadSettings& head,
                            std::span<const std::int32_t> a,
                            std::span<const std::int32_t> b) const;

 private:
  struct Table {
    std::int32_t lo = 0;
    std::size_t count = 0;
    bool hard = false;
    std::vector<double> distance;  // (count, count)
  };
  std::vector<Table> tables_;
};

// Numbers feature tuples in the order they first appear.
class FeatureBuckets {
 public:
  explicit FeatureBuckets(std::size_t feature_count) : width_(feature_count) {}
  [[nodiscard]] std::size_t size() const { return ids_.size(); }
  [[nodiscard]] std::uint32_t IdOf(std::span<const std::int32_t> features);
  void Save(ImageWriter& image) const {
    image.Number(size());
    image.Array(tuples_);
  }
  // Into buckets just built. False unless it holds different tuples, in the
  // range of `features`.
  [[nodiscard]] bool Load(std::span<const FeatureInfo> features,
                          ImageReader& image);
  // costs[bucket] in the kernels' units for a query with these features; the
  // head's scores are multiplied by `scale`.
  void Costs(const FeatureDistances& distances, const HeadSettings& head,
             double scale, std::span<const std::int32_t> features,
             std::vector<std::uint16_t>& costs) const;

 private:
  std::size_t width_;
  std::vector<std::int32_t> tuples_;  // (size, width)
  std::map<FeatureTuple, std::uint32_t> ids_;
};

// Nats -> the kernels' cost units, rounded and saturated; infinity = never.
[[nodiscard]] std::uint16_t CostUnits(double nats);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_MEMORY_FEATURE_BUCKETS_H_
