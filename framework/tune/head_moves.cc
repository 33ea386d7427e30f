// Random steps in the settings of heads.

#include "framework/tune/head_moves.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <set>

namespace pastiche {
namespace {

using Kind = Coordinate::Kind;

constexpr double kFirstStep = 0.5;  // Of a logarithm, or of nats for `own`.
constexpr double kLongestStep = 1.5, kShortestStep = 0.08;
constexpr double kGrow = 1.5, kShrink = 0.96;
// Strides that music and grids have; those of the geometry come beside them.
constexpr std::uint32_t kStrides[] = {2, 3, 4, 6, 8, 12, 16, 24, 32};

// Nearly normal, variance 1, from exact arithmetic: Irwin-Hall of 12.
double Normal(Rng& rng) {
  double sum = -6.0;
  for (int i = 0; i < 12; ++i) sum += rng.NextUnit();
  return sum;
}

bool Chance(double p, Rng& rng) { return rng.NextUnit() < p; }

// Four significant digits: what is measured is what is written.
double Rounded(double value) {
  return std::strtod(fmt::format("{:.3e}", value).c_str(), nullptr);
}

double Scaled(double value, double step, double lo, double hi, Rng& rng) {
  return std::clamp(Rounded(value * std::exp(step * Normal(rng))), lo, hi);
}

// A number >= 0 where 0 switches something off.
double Switched(double value, double first, double off, double step, double hi,
                Rng& rng) {
  if (value <= 0.0) return Scaled(first, 1.0, 1e-3, hi, rng);
  if (Chance(off, rng)) return 0.0;
  return Scaled(value, step, 1e-3, hi, rng);
}

}  // namespace

HeadMoves::HeadMoves(const UseSettings& start, const Geometry& geometry,
                     TunedUse use)
    : geometry_(geometry) {
  for (std::size_t h = 0; h < start.heads.size(); ++h) {
    by_kind_.emplace_back(static_cast<std::size_t>(Kind::kStride) + 1);
    AddHead(start.heads[h], h, use);
  }
  std::set<std::size_t> reached;
  for (const auto& group : groups_) reached.insert(group.begin(), group.end());
  for (const HeadSettings& head : start.heads) {
    if (head.gate) reached.insert(*head.gate);
    if (head.decay) {
      reached.insert(head.decay->slots.begin(), head.decay->slots.end());
    }
  }
  slots_.assign(reached.begin(), reached.end());
}

void HeadMoves::Add(std::size_t head, Kind kind, std::size_t item) {
  by_kind_[head][static_cast<std::size_t>(kind)].push_back(coordinates_.size());
  coordinates_.push_back({.head = head, .kind = kind, .item = item});
  steps_.push_back(kFirstStep);
}

void HeadMoves::AddHead(const HeadSettings& head, std::size_t number,
                        TunedUse use) {
  Add(number, Kind::kC);
  Add(number, Kind::kE);
  if (use != TunedUse::kAr) Add(number, Kind::kOwn);
  if (head.decay) {
    Add(number, Kind::kDecayA);
    for (std::size_t axis = 0; axis < std::max(1u, geometry_.axis_count);
         ++axis) {
      Add(number, Kind::kDecayScale, axis);
    }
  }
  AddWeights(head, number, use);
  for (std::size_t f = 0; f < geometry_.features.size(); ++f) {
    const FeatureInfo& feature = geometry_.features[f];
    if (feature.hard || feature.lo == feature.hi) continue;
    Add(number, Kind::kRho, f);
    Add(number, Kind::kRadius, f);
    if (feature.hi - feature.lo >= 3) Add(number, Kind::kStride, f);
  }
}

void HeadMoves::AddWeights(const HeadSettings& head, std::size_t number,
                           TunedUse use) {
  std::vector<double> given(geometry_.slots.size(), 0.0);
  if (head.decay) ApplyDecay(*head.decay, geometry_, given);
  const std::size_t first = groups_.size();
  for (std::size_t s = 0; s < geometry_.slots.size(); ++s) {
    const SlotInfo& slot = geometry_.slots[s];
    if (use != TunedUse::kFill && !slot.causal) continue;
    const double weight = head.slot_weights[s];
    // What a decay gives moves with it; it gains no slots besides.
    if (head.decay && weight == given[s]) continue;
    const auto fits = [&](const std::vector<std::size_t>& group) {
      const std::size_t other = group.front();
      return weight > 0.0 && !slot.family.empty() &&
             geometry_.slots[other].family == slot.family &&
             head.slot_weights[other] == weight;
    };
    const auto group =
        std::find_if(groups_.begin() + static_cast<std::ptrdiff_t>(first),
                     groups_.end(), fits);
    if (group != groups_.end()) {
      group->push_back(s);
      continue;
    }
    Add(number, Kind::kWeight, groups_.size());
    groups_.push_back({s});
  }
}

HeadMoves::Proposal HeadMoves::Propose(const UseSettings& from,
                                       Rng& rng) const {
  Proposal proposal{.settings = from, .moved = {}, .changed = {}};
  const std::size_t h = rng.NextBelow(from.heads.size());
  std::vector<const std::vector<std::size_t>*> kinds;
  for (const auto& kind : by_kind_[h]) {
    if (kind.empty()) continue;
    kinds.push_back(&kind);
    // Weights are many: twice as often.
    if (coordinates_[kind.front()].kind == Kind::kWeight)
      kinds.push_back(&kind);
  }
  const std::size_t count = 1 + rng.NextBelow(3);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& kind = *kinds[rng.NextBelow(kinds.size())];
    const std::size_t k = kind[rng.NextBelow(kind.size())];
    const std::string what =
        Move(coordinates_[k], steps_[k], proposal.settings.heads[h], rng);
    proposal.moved.push_back(k);
    proposal.changed += (proposal.changed.empty() ? "" : ", ") + what;
  }
  return proposal;
}

template <typename Scale>
std::string HeadMoves::MoveDecay(const Coordinate& where, HeadSettings& head,
                                 const Scale& scale) const {
  // Weights that were given apart stay.
  std::vector<double> given(geometry_.slots.size(), 0.0);
  ApplyDecay(*head.decay, geometry_, given);
  const std::vector<double> before = head.slot_weights;
  SlotDecay& decay = *head.decay;
  std::string what;
  if (where.kind == Coordinate::Kind::kDecayA) {
    what = scale("a", decay.a, 1e-2, 1e3);
  } else {
    // A number for each axis, where one served several.
    const std::size_t listed = decay.scale.size();
    for (std::size_t i = listed; i < geometry_.axis_count; ++i) {
      decay.scale.push_back(decay.scale[i % listed]);
    }
    what = scale(fmt::format("scale{}", where.item), decay.scale[where.item],
                 1e-2, 1e4);
  }
  ApplyDecay(decay, geometry_, head.slot_weights);
  for (std::size_t s = 0; s < given.size(); ++s) {
    if (before[s] != given[s]) head.slot_weights[s] = before[s];
  }
  return what;
}

std::string HeadMoves::Move(const Coordinate& where, double step,
                            HeadSettings& head, Rng& rng) const {
  const auto told = [&](std::string_view what, double before, double after) {
    return fmt::format(
        "{}.{} {:.4g} > {:.4g}",
        head.name.empty() ? fmt::format("{}", where.head) : head.name, what,
        before, after);
  };
  const auto scale = [&](std::string_view what, double& value, double lo,
                         double hi) {
    const double before = value;
    value = Scaled(value, step, lo, hi, rng);
    return told(what, before, value);
  };
  switch (where.kind) {
    case Kind::kC:
      return scale("c", head.c, 1e-6, 1e6);
    case Kind::kE:
      if (head.e <= 0.0) head.e = 0.1;
      return scale("e", head.e, 1e-3, 1e3);
    case Kind::kOwn: {
      const double before = head.own;
      head.own = std::clamp(Rounded(before + step * Normal(rng)), -10.0, 10.0);
      return told("own", before, head.own);
    }
    case Kind::kDecayA:
    case Kind::kDecayScale:
      return MoveDecay(where, head, scale);
    case Kind::kWeight: {
      const auto& group = groups_[where.item];
      const double before = head.slot_weights[group.front()];
      const double after = Switched(before, 1.0, 0.15, step, 1e3, rng);
      for (const std::size_t s : group) head.slot_weights[s] = after;
      return told(geometry_.slots[group.front()].id, before, after);
    }
    case Kind::kRho:
    case Kind::kRadius:
    case Kind::kStride:
      break;
  }
  const FeatureInfo& info = geometry_.features[where.item];
  const FeatureWeight before = head.features[where.item];
  MoveFeature(where, step, head, rng);
  const FeatureWeight& after = head.features[where.item];
  if (where.kind == Kind::kRho) {
    return told(info.id + ".rho", before.rho, after.rho);
  }
  return where.kind == Kind::kRadius
             ? told(info.id + ".radius", before.radius, after.radius)
             : told(info.id + ".stride", before.stride, after.stride);
}

void HeadMoves::MoveFeature(const Coordinate& where, double step,
                            HeadSettings& head, Rng& rng) const {
  constexpr double kNoLimit = std::numeric_limits<double>::infinity();
  const FeatureInfo& info = geometry_.features[where.item];
  FeatureWeight& feature = head.features[where.item];
  const double range = info.hi - info.lo;
  if (where.kind == Kind::kRho) {
    feature.rho = Switched(feature.rho, 0.3, 0.1, step, 1e3, rng);
    return;
  }
  if (where.kind == Kind::kRadius) {
    if (std::isinf(feature.radius)) {
      feature.radius = Rounded(range * rng.NextUnit());
    } else if (feature.radius <= 0.0) {
      feature.radius = 1.0;
    } else {
      feature.radius = Chance(0.2, rng) ? kNoLimit
                                        : Scaled(feature.radius, step, 0.0,
                                                 10.0 * range, rng);
    }
    return;
  }
  std::set<std::uint32_t> strides = {0};
  for (const std::uint32_t stride : kStrides) strides.insert(stride);
  strides.insert({info.period, geometry_.unit_length});
  std::erase_if(strides, [&](std::uint32_t stride) {
    return stride == 1 || stride > range || stride > 1024;
  });
  feature.stride =
      *std::next(strides.begin(),
                 static_cast<std::ptrdiff_t>(rng.NextBelow(strides.size())));
}

void HeadMoves::Learn(const std::vector<std::size_t>& moved, bool success) {
  for (const std::size_t k : moved) {
    steps_[k] = std::clamp(steps_[k] * (success ? kGrow : kShrink),
                           kShortestStep, kLongestStep);
  }
}

}  // namespace pastiche
