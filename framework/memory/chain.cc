// Attention of the heads and the back-off fold.

#include "framework/memory/chain.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

namespace pastiche {
namespace {

// lambda = c (kFloor + e sum_v n/(n+1)).
constexpr double kFloor = 0.2;
// What may be left out, as a part of the smallest lambda.
constexpr double kNegligible = 1e-4;

}  // namespace

ChainCosts::ChainCosts(const Memory& of, double scores, double c)
    : memory(of), score_scale(scores), c_scale(c) {
  for (std::size_t h = 0; h < memory.heads().size(); ++h) {
    heads.emplace_back(memory.settings().heads[h], memory.codes(),
                       memory.heads()[h].order(), score_scale);
    if (memory.mode() != ContextMode::kCausal) {
      own.emplace_back(memory.settings().heads[h], memory.codes(),
                       memory.heads()[h].order(), score_scale,
                       Ignorance::kCommon);
    }
    negligible.push_back(0.5 * kNegligible * c_scale *
                         memory.settings().heads[h].c * kFloor);
    cutoffs.push_back(Cutoff(h, static_cast<double>(memory.tokens().size())));
  }
}

std::uint16_t ChainCosts::Cutoff(std::size_t head, double count) const {
  const double bits = std::log2(count / negligible[head]);
  return static_cast<std::uint16_t>(std::clamp(
      bits * kernels::kMatchCostPerBit, 1.0, double{kernels::kMatchNever}));
}

Chain::Chain(const ChainCosts& costs) : costs_(costs) {
  const Memory& memory = costs.memory;
  for (const HeadIndex& head : memory.heads()) {
    memos_.emplace_back(head.order(),
                        memory.domain().geometry().features.size(),
                        memory.vocabulary());
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
  const Memory& memory = costs_.memory;
  const std::size_t vocabulary = memory.vocabulary();
  assert(masses.size() == memory.heads().size() * vocabulary);
  std::fill(masses.begin(), masses.end(), 0.0);
  for (std::size_t h = 0; h < memory.heads().size(); ++h) {
    const HeadIndex& index = memory.heads()[h];
    const HeadSettings& head = memory.settings().heads[h];
    if (!head.IsAsked(query.known_share)) continue;
    const auto out = masses.subspan(h * vocabulary, vocabulary);
    const bool plain = query.hidden.empty();
    const bool known =
        plain && memos_[h].Find(query.codes, query.features, out);
    kernels::MatchQuery view;
    if (!known || !query.own.empty()) {
      costs_.heads[h].MakeQuery(query.codes, query_);
      view = query_.View();
    }
    if (!known) {
      memory.buckets().Costs(memory.distances(), head, costs_.score_scale,
                             query.features, bucket_costs_);
      Overrides(index, query.hidden);
      view.bucket_costs = bucket_costs_;
      view.overrides = overrides_;
      view.cutoff = costs_.cutoffs[h];
      view.allowance = costs_.negligible[h];
      kernels::AttendMatch(index.keys(), index.Runs(query.codes, runs_), view,
                           out);
      if (plain) memos_[h].Keep(out);
    }
    if (!query.own.empty()) {
      if (!costs_.own.empty()) {
        costs_.own[h].MakeQuery(query.codes, own_query_);
        view = own_query_.View();
      }
      view.cutoff = costs_.Cutoff(h, query.own[h].weight());
      query.own[h].Attend(memory.distances(), head, costs_.score_scale,
                          query.features, view, own_costs_, out,
                          query.own_hidden);
    }
  }
}

void Chain::Fold(std::span<const double> masses, std::span<double> p) const {
  const std::size_t vocabulary = p.size();
  for (std::size_t h = 0; h < costs_.memory.heads().size(); ++h) {
    const auto n = masses.subspan(h * vocabulary, vocabulary);
    double total = 0.0, kinds = 0.0;
    for (const double count : n) {
      total += count;
      kinds += count / (count + 1.0);
    }
    const HeadSettings& head = costs_.memory.settings().heads[h];
    const double lambda = costs_.c_scale * head.c * (kFloor + head.e * kinds);
    const double norm = 1.0 / (total + lambda);
    for (std::size_t v = 0; v < vocabulary; ++v) {
      p[v] = (n[v] + lambda * p[v]) * norm;
    }
  }
}

std::unique_ptr<Chain> ChainPool::Take() const {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto chain = std::move(idle_.back());
      idle_.pop_back();
      return chain;
    }
  }
  return std::make_unique<Chain>(costs_);
}

void ChainPool::GiveBack(std::unique_ptr<Chain> chain) const {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(chain));
}

}  // namespace pastiche
