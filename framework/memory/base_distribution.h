// p_0, what lies under the coarsest head: the unigram given some features,
// smoothed by the unigram, smoothed by uniform. Never 0.

#ifndef PASTICHE_FRAMEWORK_MEMORY_BASE_DISTRIBUTION_H_
#define PASTICHE_FRAMEWORK_MEMORY_BASE_DISTRIBUTION_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "framework/core/document.h"
#include "framework/memory/feature_buckets.h"
#include "framework/memory/image_archive.h"

namespace pastiche {

class BaseDistribution {
 public:
  BaseDistribution() = default;
  // Conditions on the features with these indices.
  BaseDistribution(std::vector<std::size_t> conditions, std::size_t vocabulary);

  void Count(std::span<const std::int32_t> features, Token token);
  // Takes back what was counted.
  void Uncount(std::span<const std::int32_t> features, Token token);
  // Call after the last of those, before Predict.
  void Finish();
  void Save(ImageWriter& image) const;
  // Into a distribution that counted nothing, of the same vocabulary; finished.
  // False if the image is not one.
  [[nodiscard]] bool Load(ImageReader& image);
  // out (vocabulary), sums to 1, every entry > 0.
  void Predict(std::span<const std::int32_t> features,
               std::span<double> out) const;

 private:
  [[nodiscard]] FeatureTuple Key(std::span<const std::int32_t> features) const;

  std::vector<std::size_t> conditions_;
  struct Table {
    double total = 0.0;
    std::vector<double> counts;  // (vocabulary)
    std::vector<double> p;       // (vocabulary), by Finish.
  };
  Table unigram_;
  std::map<FeatureTuple, Table> given_;  // Tuples that were counted.
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_MEMORY_BASE_DISTRIBUTION_H_
