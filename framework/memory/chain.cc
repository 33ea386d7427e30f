// Attention of the heads and the back-off fold.

#include "framework/memory/chain.h"

#include <algorithm>
#include <cassert>

namespace pastiche {

Chain::Chain(const Memory& memory, double score_scale, double c_scale)
    : memory_(memory), score_scale_(score_scale), c_scale_(c_scale) {
  for (std::size_t h = 0; h < memory.heads().size(); ++h) {
    costs_.emplace_back(memory.settings().heads[h], memory.codes(),
                        memory.heads()[h].order(), score_scale);
  }
}

void Chain::Overrides(const HeadIndex& index,
                      std::span<const std::size_t> hidden) {
  overrides_.clear();
  for (const std::size_t position : hidden) {
    const std::uint32_t key = index.KeyOf(position);
    const auto at = std::lower_bound(
        overrides_.begin(), overrides_.end(), key,
        [](const auto& change, std::uint32_t k) { return change.key < k; });
    if (at != overrides_.end() && at->key == key) {
      at->weight -= 1.0f;
    } else {
      overrides_.insert(at, {.key = key, .weight = index.Weight(key) - 1.0f});
    }
  }
}

void Chain::Attend(const ChainQuery& query, std::span<double> masses) {
  const std::size_t vocabulary = memory_.vocabulary();
  assert(masses.size() == memory_.heads().size() * vocabulary);
  std::fill(masses.begin(), masses.end(), 0.0);
  for (std::size_t h = 0; h < memory_.heads().size(); ++h) {
    const HeadIndex& index = memory_.heads()[h];
    const HeadSettings& head = memory_.settings().heads[h];
    const auto out = masses.subspan(h * vocabulary, vocabulary);
    costs_[h].Terms(query.codes, terms_);
    memory_.buckets().Costs(memory_.distances(), head, score_scale_,
                            query.features, bucket_costs_);
    Overrides(index, query.hidden);
    kernels::AttendMatch(index.keys(), index.Runs(query.codes, runs_),
                         {.terms = terms_,
                          .bucket_costs = bucket_costs_,
                          .overrides = overrides_},
                         out);
    if (!query.own.empty()) {
      query.own[h].Attend(memory_.distances(), head, score_scale_,
                          query.features, terms_, own_costs_, out);
    }
  }
}

void Chain::Fold(std::span<const double> masses, std::span<double> p) const {
  const std::size_t vocabulary = p.size();
  for (std::size_t h = 0; h < memory_.heads().size(); ++h) {
    const auto n = masses.subspan(h * vocabulary, vocabulary);
    double total = 0.0, kinds = 0.0;
    for (const double count : n) {
      total += count;
      kinds += count / (count + 1.0);
    }
    const HeadSettings& head = memory_.settings().heads[h];
    const double lambda = c_scale_ * head.c * (0.2 + head.e * kinds);
    const double norm = 1.0 / (total + lambda);
    for (std::size_t v = 0; v < vocabulary; ++v) {
      p[v] = (n[v] + lambda * p[v]) * norm;
    }
  }
}

}  // namespace pastiche
