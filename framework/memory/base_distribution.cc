// Counting and smoothing of the base distribution.

#include "framework/memory/base_distribution.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace pastiche {
namespace {

// Krichevsky-Trofimov: half a count for every token.
constexpr double kUniformCounts = 0.5;
// How many counts the unigram is worth where features are given.
constexpr double kUnigramCounts = 2.0;

}  // namespace

BaseDistribution::BaseDistribution(std::vector<std::size_t> conditions,
                                   std::size_t vocabulary)
    : conditions_(std::move(conditions)), unigram_(vocabulary, 0.0) {}

FeatureTuple BaseDistribution::Key(
    std::span<const std::int32_t> features) const {
  FeatureTuple key{};
  for (std::size_t i = 0; i < conditions_.size(); ++i) {
    key[i] = features[conditions_[i]];
  }
  return key;
}

void BaseDistribution::Count(std::span<const std::int32_t> features,
                             Token token) {
  unigram_[token] += 1.0;
  if (conditions_.empty()) return;
  auto& counts = given_[Key(features)];
  counts.resize(unigram_.size(), 0.0);
  counts[token] += 1.0;
}

void BaseDistribution::Finish() {
  double total = 0.0;
  for (double& count : unigram_) total += (count += kUniformCounts);
  for (double& count : unigram_) count /= total;
  for (auto& [key, counts] : given_) {
    double sum = kUnigramCounts;
    for (const double count : counts) sum += count;
    for (std::size_t v = 0; v < counts.size(); ++v) {
      counts[v] = (counts[v] + kUnigramCounts * unigram_[v]) / sum;
    }
  }
}

void BaseDistribution::Predict(std::span<const std::int32_t> features,
                               std::span<double> out) const {
  assert(out.size() == unigram_.size());
  const auto found = given_.find(Key(features));
  const std::vector<double>& from =
      found == given_.end() ? unigram_ : found->second;
  std::copy(from.begin(), from.end(), out.begin());
}

}  // namespace pastiche
