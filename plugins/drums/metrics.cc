// Bars and steps as bit patterns, then counting.

#include "plugins/drums/metrics.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>

#include "plugins/drums/checks.h"

namespace pastiche::drums {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
constexpr double kMinSelfSimilarity = 0.25;
constexpr std::size_t kMaxCopiedBars = 1;

int MetricalWeight(std::size_t step, Grid grid) {
  const std::size_t beat = StepsPerBeat(grid);
  if (step == 0) return 0;
  if (step % (2 * beat) == 0) return -1;
  if (step % beat == 0) return -2;
  return step % 2 == 0 ? -3 : -4;
}

// Ordered, so that sums run in the same order everywhere.
using Histogram = std::map<std::uint32_t, std::size_t>;

std::uint16_t StepPattern(TokenSpan tokens, std::size_t step) {
  unsigned pattern = 0;
  for (std::size_t i = 0; i < kInstrumentCount; ++i) {
    if (tokens[step * kInstrumentCount + i] != kRest) pattern |= 1u << i;
  }
  return static_cast<std::uint16_t>(pattern);
}

// Steps of one instrument: bit s.
std::uint32_t Lane(const BarPattern& bar, std::size_t instrument) {
  std::uint32_t lane = 0;
  for (std::size_t s = 0; s < bar.size(); ++s) {
    lane |= (std::uint32_t{bar[s]} >> instrument & 1u) << s;
  }
  return lane;
}

std::size_t HitCount(const BarPattern& bar) {
  std::size_t count = 0;
  for (const std::uint16_t step : bar) {
    count += static_cast<std::size_t>(std::popcount(step));
  }
  return count;
}

double Similarity(const BarPattern& a, const BarPattern& b) {
  int both = 0;
  int either = 0;
  for (std::size_t s = 0; s < a.size(); ++s) {
    both += std::popcount(static_cast<std::uint16_t>(a[s] & b[s]));
    either += std::popcount(static_cast<std::uint16_t>(a[s] | b[s]));
  }
  return either == 0 ? 1.0 : static_cast<double>(both) / either;
}

Histogram TwoStepHistogram(std::span<const TokenSpan> documents) {
  Histogram counts;
  for (const TokenSpan tokens : documents) {
    const std::size_t steps = tokens.size() / kInstrumentCount;
    for (std::size_t s = 0; s + 1 < steps; ++s) {
      ++counts[std::uint32_t{StepPattern(tokens, s)} << kInstrumentCount |
               StepPattern(tokens, s + 1)];
    }
  }
  return counts;
}

Histogram LaneBarHistogram(std::span<const TokenSpan> documents, Grid grid) {
  Histogram counts;
  for (const TokenSpan tokens : documents) {
    for (const BarPattern& bar : BarsOf(tokens, grid)) {
      for (std::size_t i = 0; i < kInstrumentCount; ++i) {
        const std::uint32_t lane = Lane(bar, i);
        const auto key =
            static_cast<std::uint32_t>(i) << kMaxStepsPerBar | lane;
        if (lane != 0) ++counts[key];
      }
    }
  }
  return counts;
}

double Total(const Histogram& counts) {
  double total = 0.0;
  for (const auto& [key, count] : counts) total += static_cast<double>(count);
  return total;
}

double ShareOf(const Histogram& counts, std::uint32_t key, double total) {
  const auto found = counts.find(key);
  return found == counts.end() ? 0.0
                               : static_cast<double>(found->second) / total;
}

// p log2(p / m), 0 for p = 0.
double Term(double p, double m) { return p > 0.0 ? p * std::log2(p / m) : 0.0; }

double JensenShannon(const Histogram& a, const Histogram& b) {
  if (a.empty() || b.empty()) return kUndefined;
  const double total_a = Total(a);
  const double total_b = Total(b);
  Histogram keys = a;
  keys.insert(b.begin(), b.end());
  double divergence = 0.0;
  for (const auto& [key, unused] : keys) {
    const double p = ShareOf(a, key, total_a);
    const double q = ShareOf(b, key, total_b);
    const double m = 0.5 * (p + q);
    divergence += 0.5 * (Term(p, m) + Term(q, m));
  }
  return std::clamp(divergence, 0.0, 1.0);  // Rounding may leave either end.
}

}  // namespace

std::vector<BarPattern> BarsOf(TokenSpan tokens, Grid grid) {
  const std::size_t per_bar = StepsPerBar(grid);
  std::vector<BarPattern> bars(tokens.size() / TokensPerBar(grid));
  for (std::size_t s = 0; s < bars.size() * per_bar; ++s) {
    bars[s / per_bar][s % per_bar] = StepPattern(tokens, s);
  }
  return bars;
}

double HitsPerBar(TokenSpan tokens, Grid grid) {
  const auto bars = BarsOf(tokens, grid);
  if (bars.empty()) return kUndefined;
  std::size_t hits = 0;
  for (const BarPattern& bar : bars) hits += HitCount(bar);
  return static_cast<double>(hits) / static_cast<double>(bars.size());
}

int BarSyncopation(std::uint32_t onsets, Grid grid) {
  const std::size_t steps = StepsPerBar(grid);
  const auto sounds = [&](std::size_t s) {
    return (onsets >> (s % steps) & 1) != 0;
  };
  int sum = 0;
  for (std::size_t s = 0; s < steps; ++s) {
    if (!sounds(s)) continue;
    int strongest = MetricalWeight(s, grid);
    for (std::size_t r = s + 1; r < s + steps && !sounds(r); ++r) {
      strongest = std::max(strongest, MetricalWeight(r % steps, grid));
    }
    sum += strongest - MetricalWeight(s, grid);
  }
  return sum;
}

double Syncopation(TokenSpan tokens, Grid grid) {
  const auto bars = BarsOf(tokens, grid);
  if (bars.empty()) return kUndefined;
  int sum = 0;
  for (const BarPattern& bar : bars) {
    sum += BarSyncopation(Lane(bar, kKick) | Lane(bar, kSnare), grid);
  }
  return static_cast<double>(sum) / static_cast<double>(bars.size());
}

double SelfSimilarity(TokenSpan tokens, Grid grid) {
  const auto bars = BarsOf(tokens, grid);
  if (bars.size() < 2) return kUndefined;
  double sum = 0.0;
  for (std::size_t b = 1; b < bars.size(); ++b) {
    sum += Similarity(bars[b - 1], bars[b]);
  }
  return sum / static_cast<double>(bars.size() - 1);
}

BarIndex::BarIndex(std::span<const TokenSpan> documents, Grid grid)
    : grid_(grid) {
  for (const TokenSpan tokens : documents) {
    const auto bars = BarsOf(tokens, grid);
    bars_.insert(bars_.end(), bars.begin(), bars.end());
  }
  std::sort(bars_.begin(), bars_.end());
  bars_.erase(std::unique(bars_.begin(), bars_.end()), bars_.end());
}

std::size_t BarIndex::CountCopied(TokenSpan tokens) const {
  std::size_t copied = 0;
  for (const BarPattern& bar : BarsOf(tokens, grid_)) {
    const bool silent = HitCount(bar) == 0;
    if (!silent && std::binary_search(bars_.begin(), bars_.end(), bar)) {
      ++copied;
    }
  }
  return copied;
}

double CopiedBars(TokenSpan tokens, const BarIndex& corpus, Grid grid) {
  const std::size_t bars = tokens.size() / TokensPerBar(grid);
  if (bars == 0) return kUndefined;
  return static_cast<double>(corpus.CountCopied(tokens)) /
         static_cast<double>(bars);
}

double JointlyValid(TokenSpan tokens, const BarIndex& corpus, Grid grid) {
  if (tokens.size() < TokensPerBar(grid)) return kUndefined;
  Findings ignored;
  const double similarity = SelfSimilarity(tokens, grid);
  const bool similar =
      std::isnan(similarity) || similarity >= kMinSelfSimilarity;
  return similar && corpus.CountCopied(tokens) <= kMaxCopiedBars &&
                 Check(tokens, ignored, grid)
             ? 1.0
             : 0.0;
}

double TwoStepDivergence(std::span<const TokenSpan> samples,
                         std::span<const TokenSpan> reference) {
  return JensenShannon(TwoStepHistogram(samples), TwoStepHistogram(reference));
}

double LaneBarDivergence(std::span<const TokenSpan> samples,
                         std::span<const TokenSpan> reference, Grid grid) {
  return JensenShannon(LaneBarHistogram(samples, grid),
                       LaneBarHistogram(reference, grid));
}

}  // namespace pastiche::drums
