// Attention of the heads and the back-off fold.

#include "framework/memory/chain.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <new>
#include <numeric>
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
    cutoffs.push_back(Cutoff(h, static_cast<double>(memory.position_count())));
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

kernels::MatchQuery Chain::Prepare(const ChainQuery& query, std::size_t head) {
  const Memory& memory = costs_.memory;
  costs_.heads[head].MakeQuery(query.codes, query_);
  memory.buckets().Costs(memory.distances(), memory.settings().heads[head],
                         costs_.score_scale, query.features, bucket_costs_);
  Overrides(memory.heads()[head], query.hidden);
  kernels::MatchQuery view = query_.View();
  view.bucket_costs = bucket_costs_;
  view.overrides = overrides_;
  view.cutoff = costs_.cutoffs[head];
  view.allowance = costs_.negligible[head];
  return view;
}

void Chain::AddOwn(const ChainQuery& query, std::size_t head,
                   kernels::MatchQuery view, std::span<double> masses) {
  const Memory& memory = costs_.memory;
  if (!costs_.own.empty()) {
    costs_.own[head].MakeQuery(query.codes, own_query_);
    view = own_query_.View();
  }
  view.cutoff = costs_.Cutoff(head, query.own[head].weight());
  query.own[head].Attend(memory.distances(), memory.settings().heads[head],
                         costs_.score_scale, query.features, view, own_costs_,
                         masses, query.own_hidden);
}

void Chain::AttendHead(const ChainQuery& query, std::size_t h,
                       std::span<double> masses) {
  const HeadIndex& index = costs_.memory.heads()[h];
  if (!costs_.memory.settings().heads[h].IsAsked(query.known_share)) return;
  const bool plain = query.hidden.empty();
  const bool known =
      plain && memos_[h].Find(query.codes, query.features, masses);
  kernels::MatchQuery view;
  if (!known) {
    view = Prepare(query, h);
    kernels::AttendMatch(index.keys(), index.Runs(query.codes, runs_), view,
                         masses);
    if (plain) memos_[h].Keep(masses);
  } else if (!query.own.empty() && costs_.own.empty()) {
    costs_.heads[h].MakeQuery(query.codes, query_);
    view = query_.View();
  }
  if (!query.own.empty()) AddOwn(query, h, view, masses);
}

void Chain::Attend(const ChainQuery& query, std::span<double> masses) {
  Attend(std::span(&query, 1), masses);
}

void Chain::Attend(std::span<const ChainQuery> queries,
                   std::span<double> masses) {
  const std::size_t vocabulary = costs_.memory.vocabulary();
  const std::size_t heads = costs_.memory.heads().size();
  assert(masses.size() == queries.size() * heads * vocabulary);
  std::fill(masses.begin(), masses.end(), 0.0);
  for (std::size_t h = 0; h < heads; ++h) {
    for (std::size_t q = 0; q < queries.size(); ++q) {
      AttendHead(queries[q], h,
                 masses.subspan((q * heads + h) * vocabulary, vocabulary));
    }
  }
}

void Chain::AttendOwn(const ChainQuery& query, std::size_t head,
                      std::span<double> masses) {
  std::fill(masses.begin(), masses.end(), 0.0);
  if (!query.own.empty()) AddOwn(query, head, Prepare(query, head), masses);
}

void Chain::AttendPositions(const ChainQuery& query, std::size_t head,
                            std::vector<double>& gives) {
  const HeadIndex& index = costs_.memory.heads()[head];
  kernels::MatchQuery view = Prepare(query, head);
  view.allowance = 0.0;  // What Attend may leave out is nothing here.
  // Every key as a value of its own: the kernel's masses are then by key.
  kernels::MatchKeys keys = index.keys();
  std::vector<std::uint32_t> numbers(keys.weights.size());
  std::iota(numbers.begin(), numbers.end(), 0u);
  keys.values = numbers;
  const auto visited = index.Runs(query.codes, runs_);
  std::vector<kernels::MatchRun> runs(visited.begin(), visited.end());
  for (kernels::MatchRun& run : runs) run.value = kernels::kMixedValues;
  std::vector<double> masses(numbers.size());
  kernels::AttendMatch(keys, runs, view, masses);
  // Positions that share a key share its mass, the hidden ones apart.
  for (std::size_t k = 0; k < masses.size(); ++k) {
    if (masses[k] > 0.0) masses[k] /= index.Weight(std::uint32_t(k));
  }
  for (const kernels::MatchOverride& change : overrides_) {
    if (change.weight > 0.0f) {
      masses[change.key] *= index.Weight(change.key) / change.weight;
    }
  }
  gives.resize(costs_.memory.tokens().size());
  for (std::size_t i = 0; i < gives.size(); ++i) {
    gives[i] = masses[index.KeyOf(i)];
  }
  for (const std::size_t position : query.hidden) gives[position] = 0.0;
}

Chain::Step Chain::StepOf(std::size_t head, std::span<const double> n) const {
  double total = 0.0, kinds = 0.0;
  for (const double count : n) {
    total += count;
    kinds += count / (count + 1.0);
  }
  const HeadSettings& settings = costs_.memory.settings().heads[head];
  const double lambda =
      costs_.c_scale * settings.c * (kFloor + settings.e * kinds);
  return {.norm = 1.0 / (total + lambda), .lambda = lambda};
}

void Chain::Fold(std::span<const double> masses, std::span<double> p) const {
  const std::size_t vocabulary = p.size();
  for (std::size_t h = 0; h < costs_.memory.heads().size(); ++h) {
    const auto n = masses.subspan(h * vocabulary, vocabulary);
    const Step step = StepOf(h, n);
    for (std::size_t v = 0; v < vocabulary; ++v) {
      p[v] = (n[v] + step.lambda * p[v]) * step.norm;
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
  try {
    idle_.push_back(std::move(chain));
  } catch (const std::bad_alloc&) {
    // Called by destructors: without room in the pool it ends here.
  }
}

}  // namespace pastiche
