// Sampling from a distribution with the usual truncations.

#include "framework/generate/sampling.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

namespace pastiche {

SamplingOptions RecommendedSampling(const SamplingSettings& settings) {
  return {.temperature = settings.temperature,
          .top_k = settings.top_k,
          .top_p = settings.top_p};
}

SamplingOptions PublishedQualityPreset() {
  return {.top_k = 5,
          .top_p = 0.90,
          .repetition_penalty = 1.7,
          .repetition_window = 24};
}

Result<void> Validate(const SamplingOptions& options) {
  const auto reject = [](const char* field, const char* range, double value) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("{} must be {}, got {}", field, range, value));
  };
  if (!std::isfinite(options.temperature) || options.temperature < 0.0) {
    return reject("temperature", "finite and at least 0", options.temperature);
  }
  if (!(options.top_p > 0.0 && options.top_p <= 1.0)) {
    return reject("top-p", "above 0 and at most 1", options.top_p);
  }
  if (!std::isfinite(options.repetition_penalty) ||
      options.repetition_penalty < 1.0) {
    return reject("repetition-penalty", "finite and at least 1",
                  options.repetition_penalty);
  }
  if (!std::isfinite(options.density) || options.density <= 0.0) {
    return reject("density", "finite and above 0", options.density);
  }
  return {};
}

Token CommonestToken(std::span<const Document> documents) {
  std::vector<std::size_t> counts;
  for (const Document& document : documents) {
    for (const Token token : document.tokens) {
      if (token >= counts.size()) counts.resize(std::size_t{token} + 1);
      ++counts[token];
    }
  }
  const auto most = std::max_element(counts.begin(), counts.end());
  return most == counts.end() ? kUnknownToken
                              : static_cast<Token>(most - counts.begin());
}

// Only ever multiplies by more than 1, so that nothing becomes 0.
void Sampler::Thicken(std::span<double> probabilities) {
  const double factor = std::max(options_.density, 1.0 / options_.density);
  for (std::size_t v = 0; v < probabilities.size(); ++v) {
    if ((v != options_.background) == (options_.density > 1.0)) {
      probabilities[v] *= factor;
    }
  }
}

// Works on logarithms, so that no penalty makes every weight 0.
void Sampler::Penalise(std::span<double> probabilities, TokenSpan recent) {
  constexpr double kLowest = std::numeric_limits<double>::lowest();
  double top = 0.0, total = 0.0;
  for (const double p : probabilities) top = std::max(top, p);
  for (double& p : probabilities) total += (p /= top);
  const std::size_t window =
      std::min(options_.repetition_window, recent.size());
  penalised_.assign(probabilities.size(), false);
  for (const Token token : recent.last(window)) {
    if (token < penalised_.size()) penalised_[token] = true;
  }
  double best = kLowest;
  logs_.resize(probabilities.size());
  for (std::size_t v = 0; v < logs_.size(); ++v) {
    if (probabilities[v] == 0.0) continue;
    logs_[v] = std::log(probabilities[v] / total);
    if (penalised_[v]) {
      logs_[v] = std::max(logs_[v] * options_.repetition_penalty, kLowest);
    }
    best = std::max(best, logs_[v]);
  }
  for (std::size_t v = 0; v < logs_.size(); ++v) {
    if (probabilities[v] != 0.0) probabilities[v] = std::exp(logs_[v] - best);
  }
}

void Sampler::Truncate(std::span<double> probabilities) {
  const auto likelier = [&](std::size_t i, std::size_t j) {
    return probabilities[i] != probabilities[j]
               ? probabilities[i] > probabilities[j]
               : i < j;
  };
  order_.resize(probabilities.size());
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  auto kept = order_.end();
  if (options_.top_k != 0 && options_.top_k < order_.size()) {
    kept = order_.begin() + static_cast<std::ptrdiff_t>(options_.top_k);
    std::nth_element(order_.begin(), kept, order_.end(), likelier);
  }
  if (options_.top_p < 1.0) {
    double total = 0.0, reached = 0.0;
    for (auto i = order_.begin(); i != kept; ++i) total += probabilities[*i];
    // All that are below this do not add up to what may be left: few remain to
    // be sorted.
    const double least = (1.0 - options_.top_p) * total /
                         static_cast<double>(kept - order_.begin());
    const auto large = std::partition(order_.begin(), kept, [&](std::size_t i) {
      return probabilities[i] >= least;
    });
    std::sort(order_.begin(), large, likelier);
    auto nucleus = order_.begin();
    while (nucleus != large && reached < options_.top_p * total) {
      reached += probabilities[*nucleus++];
    }
    kept = nucleus == order_.begin() ? nucleus + 1 : nucleus;
  }
  for (auto i = kept; i != order_.end(); ++i) probabilities[*i] = 0.0;
}

Token Sampler::Draw(std::span<double> probabilities, TokenSpan recent,
                    Rng& rng) {
  assert(!probabilities.empty());
  const double draw = rng.NextUnit();
  if (options_.density != 1.0 && options_.background < probabilities.size()) {
    Thicken(probabilities);
  }
  if (options_.repetition_penalty != 1.0 && options_.repetition_window != 0) {
    Penalise(probabilities, recent);
  }
  const auto best =
      std::max_element(probabilities.begin(), probabilities.end());
  const auto likeliest = static_cast<Token>(best - probabilities.begin());
  if (options_.temperature == 0.0) return likeliest;
  if (options_.top_k != 0 || options_.top_p < 1.0) Truncate(probabilities);
  const double top = probabilities[likeliest];
  assert(top > 0.0);
  double total = 0.0;
  for (double& p : probabilities) {
    p /= top;
    if (options_.temperature != 1.0)
      p = std::pow(p, 1.0 / options_.temperature);
    total += p;
  }
  double remaining = draw * total;
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    remaining -= probabilities[i];
    if (remaining < 0.0) return static_cast<Token>(i);
  }
  return likeliest;  // Only reachable through rounding of `remaining`.
}

bool ApplyAllowed(std::span<const std::uint64_t> bits,
                  std::span<double> probabilities) {
  const auto allowed = [&](std::size_t v) {
    return (bits[v / 64] >> (v % 64) & 1) != 0;
  };
  double kept = 0.0;
  bool any = false;
  for (std::size_t v = 0; v < probabilities.size(); ++v) {
    if (!allowed(v)) continue;
    any = true;
    kept += probabilities[v];
  }
  if (!any) return false;
  for (std::size_t v = 0; v < probabilities.size(); ++v) {
    if (!allowed(v)) {
      probabilities[v] = 0.0;
    } else if (kept == 0.0) {
      probabilities[v] = 1.0;
    }
  }
  return true;
}

}  // namespace pastiche
