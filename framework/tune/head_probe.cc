// Masses of one head with a fold hidden, and the fold of the chain.

#include "framework/tune/head_probe.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "framework/memory/own_keys.h"
#include "framework/ngram/fixed_share.h"
#include "kernels/match_attention.h"

namespace pastiche {
namespace {

// As in chain.cc: lambda = c (kFloor + e kinds), and what may be left out as a
// part of the smallest lambda.
constexpr double kFloor = 0.2;
constexpr double kNegligible = 1e-4;

// The c that decides what is negligible: the power of 16 at or below it.
int Exponent(double c) {
  return static_cast<int>(std::floor(std::log2(c) / 4.0));
}

std::uint16_t Cutoff(const HeadSettings& head, double count) {
  const double negligible =
      kNegligible * kFloor * std::exp2(4.0 * Exponent(head.c));
  const double bits = std::log2(std::max(count, 1.0) / negligible);
  return static_cast<std::uint16_t>(std::clamp(
      bits * kernels::kMatchCostPerBit, 1.0, double{kernels::kMatchNever}));
}

}  // namespace

bool SameMasses(const HeadSettings& a, const HeadSettings& b, bool own) {
  const auto same = [](const FeatureWeight& x, const FeatureWeight& y) {
    return x.rho == y.rho && x.radius == y.radius && x.stride == y.stride;
  };
  return a.slot_weights == b.slot_weights && a.gate == b.gate &&
         (!own || a.own == b.own) && Exponent(a.c) == Exponent(b.c) &&
         std::equal(a.features.begin(), a.features.end(), b.features.begin(),
                    b.features.end(), same);
}

HeadProbe::HeadProbe(const LeftOutCases& cases, const HeadSettings& head)
    : cases_(cases),
      head_(head),
      index_(head, cases.codes(), cases.positions(), cases.vocabulary()),
      costs_(head, cases.codes(), index_.order(), 1.0) {
  const auto all = index_.keys().weights;
  for (const LeftOutFold& fold : cases.folds()) {
    auto& weights = weights_.emplace_back(all.begin(), all.end());
    for (const std::uint32_t p : fold.hidden) weights[index_.KeyOf(p)] -= 1.0f;
    if (cases.use() == TunedUse::kFill) {
      own_costs_.emplace_back(head, fold.shares, index_.order(), 1.0,
                              Ignorance::kCommon);
    }
  }
}

// Scratch for the rows of one case.
class HeadProbe::Reader {
 public:
  Reader(const HeadProbe& probe, const LeftOutCase& each)
      : probe_(probe),
        cases_(probe.cases_),
        each_(each),
        keys_(probe.index_.keys()),
        corpus_cutoff_(Cutoff(
            probe.head_, static_cast<double>(cases_.folds()[each.fold].known))),
        out_(cases_.vocabulary()) {
    keys_.weights = probe.weights_[each.fold];
    if (!cases_.own()) return;
    own_.emplace(cases_.codes(), probe.index_.order(),
                 cases_.domain().geometry().features.size(), probe.head_.own);
    for (std::size_t r = 0; r < each.given; ++r) Remember(r);
  }

  HeadMass Ask(std::size_t row) {
    std::fill(out_.begin(), out_.end(), 0.0);
    const auto codes = Codes(row);
    const auto features = Features(row);
    probe_.costs_.MakeQuery(codes, query_);
    cases_.buckets().Costs(cases_.distances(), probe_.head_, 1.0, features,
                           bucket_costs_);
    kernels::MatchQuery view = query_.View();
    view.bucket_costs = bucket_costs_;
    view.cutoff = corpus_cutoff_;
    kernels::AttendMatch(keys_, probe_.index_.Runs(codes, runs_), view, out_);
    if (own_) {
      if (filling()) {
        probe_.own_costs_[each_.fold].MakeQuery(codes, own_query_);
        view = own_query_.View();
      }
      view.cutoff = Cutoff(probe_.head_, own_->weight());
      own_->Attend(cases_.distances(), probe_.head_, 1.0, features, view,
                   own_bucket_costs_, out_);
      if (!filling()) Remember(row);
    }
    HeadMass mass{.token = out_[each_.tokens[row]]};
    for (const double n : out_) {
      mass.total += n;
      mass.kinds += n / (n + 1.0);
    }
    return mass;
  }

 private:
  [[nodiscard]] bool filling() const { return cases_.use() == TunedUse::kFill; }
  [[nodiscard]] std::span<const std::uint16_t> Codes(std::size_t row) const {
    const std::size_t width = cases_.codes().size();
    return std::span(each_.codes).subspan(row * width, width);
  }
  [[nodiscard]] std::span<const std::int32_t> Features(std::size_t row) const {
    const std::size_t width = cases_.domain().geometry().features.size();
    return std::span(each_.features).subspan(row * width, width);
  }
  void Remember(std::size_t row) {
    own_->Append(Features(row), Codes(row), each_.tokens[row]);
  }

  const HeadProbe& probe_;
  const LeftOutCases& cases_;
  const LeftOutCase& each_;
  kernels::MatchKeys keys_;
  std::uint16_t corpus_cutoff_;
  std::vector<double> out_;
  std::optional<OwnKeys> own_;
  HeadQuery query_, own_query_;
  std::vector<kernels::MatchRun> runs_;
  std::vector<std::uint16_t> bucket_costs_, own_bucket_costs_;
};

void HeadProbe::Measure(std::size_t index, std::span<HeadMass> masses) const {
  const LeftOutCase& each = cases_.cases()[index];
  assert(masses.size() == each.asked());
  if (cases_.use() == TunedUse::kFill && !head_.IsAsked(each.known_share())) {
    std::fill(masses.begin(), masses.end(), HeadMass{});
    return;
  }
  Reader reader(*this, each);
  for (std::size_t r = 0; r < masses.size(); ++r) {
    masses[r] = reader.Ask(each.given + r);
  }
}

double CaseBits(const LeftOutCases& cases, const UseSettings& use,
                std::size_t index,
                std::span<const std::vector<HeadMass>* const> masses) {
  const LeftOutCase& each = cases.cases()[index];
  const std::size_t bases = cases.base_count();
  const auto over = [&](double p, std::size_t row) {
    for (std::size_t h = 0; h < masses.size(); ++h) {
      const HeadMass& n = (*masses[h])[row];
      const HeadSettings& head = use.heads[h];
      const double lambda = head.c * (kFloor + head.e * n.kinds);
      p = (n.token + lambda * p) / (n.total + lambda);
    }
    return p;
  };
  FixedShare mixture(1 + 2 * bases, use.mixture_share);
  std::vector<double> parts(1 + 2 * bases);
  double bits = 0.0;
  for (std::size_t r = 0; r < each.asked(); ++r) {
    const double* under = &each.under[r * (1 + bases)];
    parts[0] = over(under[0], r);
    for (std::size_t b = 0; b < bases; ++b) {
      parts[1 + 2 * b] = under[1 + b];
      parts[2 + 2 * b] = over(under[1 + b], r);
    }
    if (bases == 0) {
      bits -= std::log2(parts[0]);
      continue;
    }
    double p = 0.0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      p += mixture.weights()[i] * parts[i];
    }
    bits -= std::log2(p);
    mixture.Update(parts);
  }
  return bits;
}

}  // namespace pastiche
