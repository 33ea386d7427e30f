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

namespace pastiche {

class BaseDistribution {
 public:
  BaseDistribution() = default;
  // Conditions on the features with these indices.
  BaseDistribution(std::vector<std::size_t> conditions, std::size_t vocabulary);

  void Count(std::span<const std::int32_t> features, Token token);
  // Call once after the last Count.
  void Finish();
  // out (vocabulary), sums to 1, every entry > 0.
  void Predict(std::span<const std::int32_t> features,
               std::span<double> out) const;

 private:
  [[nodiscard]] FeatureTuple Key(std::span<const std::int32_t> features) const;

  std::vector<std::size_t> conditions_;
  std::vector<double> unigram_;  // Counts, then probabilities.
  std::map<FeatureTuple, std::vector<double>> given_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_MEMORY_BASE_DISTRIBUTION_H_
