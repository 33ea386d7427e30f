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
    : conditions_(std::move(conditions)) {
  unigram_.counts.resize(vocabulary, 0.0);
}

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
  const auto add = [&](Table& table) {
    table.counts.resize(unigram_.counts.size(), 0.0);
    table.counts[token] += 1.0;
    table.total += 1.0;
  };
  add(unigram_);
  if (!conditions_.empty()) add(given_[Key(features)]);
}

void BaseDistribution::Uncount(std::span<const std::int32_t> features,
                               Token token) {
  // A saved memory may say that there is less to take; never below 0.
  const auto take = [&](Table& table) {
    const double taken = std::min(table.counts[token], 1.0);
    table.counts[token] -= taken;
    table.total = std::max(table.total - taken, 0.0);
  };
  take(unigram_);
  if (conditions_.empty()) return;
  const auto found = given_.find(Key(features));
  if (found == given_.end()) return;
  take(found->second);
  if (found->second.total == 0.0) given_.erase(found);
}

void BaseDistribution::Finish() {
  const auto smooth = [](Table& table, double mass, const auto& below) {
    table.p.resize(table.counts.size());
    for (std::size_t v = 0; v < table.p.size(); ++v) {
      table.p[v] = (table.counts[v] + below(v)) / (table.total + mass);
    }
  };
  smooth(unigram_, kUniformCounts * static_cast<double>(unigram_.counts.size()),
         [](std::size_t /*v*/) { return kUniformCounts; });
  for (auto& [key, table] : given_) {
    smooth(table, kUnigramCounts,
           [&](std::size_t v) { return kUnigramCounts * unigram_.p[v]; });
  }
}

void BaseDistribution::Save(ImageWriter& image) const {
  image.Array(unigram_.counts);
  image.Number(given_.size());
  for (const auto& [key, table] : given_) {
    image.Array(std::span<const std::int32_t>(key));
    image.Array(table.counts);
  }
}

bool BaseDistribution::Load(ImageReader& image) {
  const std::size_t vocabulary = unigram_.counts.size();
  const auto read = [&](Table& table) {
    const auto counts = image.Array<double>();
    const bool usable =
        counts.size() == vocabulary &&
        std::all_of(counts.begin(), counts.end(),
                    [](double count) { return count >= 0.0 && count < 1e15; });
    if (!image.ok() || !usable) return false;
    table.counts.assign(counts.begin(), counts.end());
    for (const double count : counts) table.total += count;
    return true;
  };
  if (!read(unigram_)) return false;
  for (std::uint64_t left = image.Number(); left > 0; --left) {
    const auto key = image.Array<std::int32_t>();
    FeatureTuple tuple{};
    if (key.size() != tuple.size()) return false;
    std::copy(key.begin(), key.end(), tuple.begin());
    const auto [place, added] = given_.try_emplace(tuple);
    if (!added || !read(place->second)) return false;
  }
  Finish();
  return image.ok();
}

void BaseDistribution::Predict(std::span<const std::int32_t> features,
                               std::span<double> out) const {
  assert(out.size() == unigram_.p.size());
  const auto found = given_.find(Key(features));
  const std::vector<double>& from =
      found == given_.end() ? unigram_.p : found->second.p;
  std::copy(from.begin(), from.end(), out.begin());
}

}  // namespace pastiche
