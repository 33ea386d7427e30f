// The memory's formulas in double precision, position by position, straight
// from docs/algorithms/memory.md: what the fast chain must equal.

#ifndef PASTICHE_TESTS_FRAMEWORK_MEMORY_BRUTE_CHAIN_H_
#define PASTICHE_TESTS_FRAMEWORK_MEMORY_BRUTE_CHAIN_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <optional>
#include <set>
#include <vector>

#include "framework/core/random.h"
#include "framework/memory/head_settings.h"
#include "tests/framework/memory/sight_domain.h"

namespace pastiche::test {

// What a position sees: a token, a symbol, kSlotOutside, or nothing.
struct View {
  std::vector<std::optional<std::int64_t>> slots;
  std::vector<std::int32_t> features;
};

inline View ViewOf(const Domain& domain, ContextMode mode, TokenSpan tokens,
                   std::size_t position) {
  const Geometry& geometry = domain.geometry();
  std::vector<std::int64_t> raw(geometry.slots.size());
  View view;
  view.features.resize(geometry.features.size());
  (void)domain.Describe(mode, tokens, position, position + 1, raw,
                        view.features);
  for (std::size_t s = 0; s < raw.size(); ++s) {
    auto& seen = view.slots.emplace_back();
    if (raw[s] == kSlotUnknown) continue;
    seen = raw[s];
    if (raw[s] == kSlotOutside || geometry.slots[s].symbol) continue;
    // In a short loop a slot comes round to the position itself.
    seen = tokens[static_cast<std::size_t>(raw[s])];
    if (raw[s] == static_cast<std::int64_t>(position)) seen.reset();
    if (seen == kUnknownToken) seen.reset();
  }
  return view;
}

// Nats from a perfect match; infinity = never.
inline double CostBetween(const Domain& domain, const HeadSettings& head,
                          const View& query, const View& key) {
  constexpr double kNever = std::numeric_limits<double>::infinity();
  const Geometry& geometry = domain.geometry();
  const auto token = [](std::int64_t seen) {
    return seen == kSlotOutside ? kPadToken : static_cast<Token>(seen);
  };
  double cost = 0.0;
  for (std::size_t s = 0; s < geometry.slots.size(); ++s) {
    const double weight = head.slot_weights[s];
    const auto& seen = query.slots[s];
    if (!seen || (weight == 0.0 && head.gate != s)) continue;
    const auto& there = key.slots[s];
    if (head.gate == s && there != seen) return kNever;
    if (!geometry.has_mismatch || geometry.slots[s].symbol) {
      cost += there == seen ? 0.0 : weight;
    } else if (there) {
      cost += weight * domain.Mismatch(s, token(*seen), token(*there));
    } else {  // Half of the worst it could be.
      double worst = domain.Mismatch(s, token(*seen), kPadToken);
      for (Token t = 0; t < domain.vocabulary().size(); ++t) {
        worst = std::max(worst, domain.Mismatch(s, token(*seen), t));
      }
      cost += weight * worst / 2;
    }
  }
  for (std::size_t f = 0; f < geometry.features.size(); ++f) {
    const FeatureWeight& weight = head.features[f];
    const std::int32_t a = query.features[f], b = key.features[f];
    const double distance = domain.FeatureDistance(f, a, b);
    if (geometry.features[f].hard && a != b) return kNever;
    if (weight.stride > 1 && (a - b) % std::int32_t(weight.stride) != 0) {
      return kNever;
    }
    if (distance > weight.radius) return kNever;
    cost += weight.rho * distance;
  }
  return cost;
}

// n_h(v) += weight exp(-scale cost) over positions [0, end) of `tokens` that
// are not in `hidden`.
inline void AddCounts(const Domain& domain, const HeadSettings& head,
                      ContextMode mode, const View& query, TokenSpan tokens,
                      std::size_t end, const std::set<std::size_t>& hidden,
                      double scale, double weight, std::vector<double>& n) {
  for (std::size_t i = 0; i < end; ++i) {
    if (hidden.contains(i)) continue;
    const View key = ViewOf(domain, mode, tokens, i);
    n[tokens[i]] +=
        weight * std::exp(-scale * CostBetween(domain, head, query, key));
  }
}

// p_h from n_h and p_{h-1}.
inline void FoldHead(const HeadSettings& head, const std::vector<double>& n,
                     double c_scale, std::vector<double>& p) {
  double total = 0.0, kinds = 0.0;
  for (const double count : n) {
    total += count;
    kinds += count / (count + 1.0);
  }
  const double lambda = c_scale * head.c * (0.2 + head.e * kinds);
  for (std::size_t v = 0; v < p.size(); ++v) {
    p[v] = (n[v] + lambda * p[v]) / (total + lambda);
  }
}

// Nats that are a whole number of the kernel's cost units, a multiple of 8 so
// that halves and the mismatches of SightDomain are exact as well.
inline double ExactNats(std::size_t below_units, Rng& rng) {
  return static_cast<double>(8 * (1 + rng.NextBelow(below_units / 8))) *
         (std::numbers::ln2 / 1024.0);
}

// Random weights for some of the slots (`causal_only`: of those that look
// back) and for the features; costs are whole units.
inline HeadSettings RandomHead(const Geometry& geometry, bool causal_only,
                               Rng& rng) {
  HeadSettings head;
  head.c = 0.01 + rng.NextUnit();
  head.e = 5.0 * rng.NextUnit();
  for (const SlotInfo& slot : geometry.slots) {
    const bool used = (slot.causal || !causal_only) && rng.NextBelow(4) != 0;
    head.slot_weights.push_back(used ? ExactNats(3000, rng) : 0.0);
  }
  for (std::size_t f = 0; f < geometry.features.size(); ++f) {
    FeatureWeight weight;
    weight.rho = rng.NextBelow(2) == 0 ? 0.0 : ExactNats(500, rng);
    if (rng.NextBelow(3) == 0) weight.radius = double(rng.NextBelow(4));
    weight.stride = static_cast<std::uint32_t>(rng.NextBelow(4));
    head.features.push_back(weight);
  }
  return head;
}

}  // namespace pastiche::test

#endif  // PASTICHE_TESTS_FRAMEWORK_MEMORY_BRUTE_CHAIN_H_
