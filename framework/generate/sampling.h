// Draws one token from a distribution. Used by every pipeline; has no state.

#ifndef PASTICHE_FRAMEWORK_GENERATE_SAMPLING_H_
#define PASTICHE_FRAMEWORK_GENERATE_SAMPLING_H_

#include <cstddef>
#include <span>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/random.h"
#include "framework/core/result.h"
#include "framework/memory/head_settings.h"

namespace pastiche {

// All off by default: the memory is sharpened instead (SamplingSettings).
struct SamplingOptions {
  double temperature = 1.0;  // >= 0; below 1 sharpens, 0 takes the likeliest.
  std::size_t top_k = 0;     // Keep the k likeliest tokens; 0 keeps all.
  double top_p = 1.0;        // Keep the likeliest whose sum reaches p; (0, 1].
  double repetition_penalty = 1.0;    // >= 1: log p of recent tokens times it.
  std::size_t repetition_window = 0;  // How many tokens are recent; 0 = off.
  // > 0: times the odds of all tokens but `background` against it: more hits
  // than rests, more tiles than air. 1 or no background: off.
  double density = 1.0;
  Token background = kUnknownToken;
};

// The token that occurs most often, the lowest of equals; kUnknownToken if
// there is none.
[[nodiscard]] Token CommonestToken(std::span<const Document> documents);

// What a recommendation says of the output distribution.
[[nodiscard]] SamplingOptions RecommendedSampling(
    const SamplingSettings& settings);

// The published system's preset: top-k 5, top-p .90, penalty 1.7 over 24.
[[nodiscard]] SamplingOptions PublishedQualityPreset();

// Returns kInvalidArgument, naming the field, if `options` is out of range.
// Call once when reading configuration; SampleToken only asserts.
[[nodiscard]] Result<void> Validate(const SamplingOptions& options);

// Draws tokens; keeps scratch so that drawing does not allocate once warm.
class Sampler {
 public:
  explicit Sampler(const SamplingOptions& options) : options_(options) {}

  // An index into `probabilities` (>= 0, any positive sum; 0 forbids), after
  // density, repetition penalty, top-k, top-p and temperature, in that order.
  // `recent` are the tokens before, oldest first; its tail is used. Ties go to
  // the lower index. Overwrites `probabilities`. Consumes exactly one draw from
  // `rng`. Requires one positive entry and no NaN (asserted). A penalised token
  // is penalised once, however often it occurred. Top-k: Fan, Lewis & Dauphin,
  // ACL 2018. Top-p: Holtzman et al., ICLR 2020. Penalty: Keskar et al., CTRL,
  // 2019.
  [[nodiscard]] Token Draw(std::span<double> probabilities, TokenSpan recent,
                           Rng& rng);

 private:
  void Thicken(std::span<double> probabilities);
  void Penalise(std::span<double> probabilities, TokenSpan recent);
  void Truncate(std::span<double> probabilities);

  SamplingOptions options_;
  std::vector<std::size_t> order_;
  std::vector<bool> penalised_;
  std::vector<double> logs_;
};

// Sets to 0 every entry whose bit is clear; if that leaves nothing, leaves the
// allowed tokens equally likely. False if no token is allowed (then unchanged).
bool ApplyAllowed(std::span<const std::uint64_t> bits,
                  std::span<double> probabilities);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_GENERATE_SAMPLING_H_
