// Masks of the most salient tokens. No memory is needed: the threshold is found
// bit by bit.

#include <bit>

#include "kernels/fast_grnn.h"

namespace pastiche::kernels {
namespace {

// Ascends with the salience; NaN is 0, below -infinity.
std::uint32_t Rank(float salience) {
  if (!(salience == salience)) return 0;
  const auto bits = std::bit_cast<std::uint32_t>(salience + 0.0f);  // No -0.
  return (bits >> 31) != 0 ? ~bits : bits | 0x80000000u;
}

std::size_t CountAtLeast(std::span<const float> salience, std::uint32_t rank) {
  std::size_t count = 0;
  for (const float s : salience) count += Rank(s) >= rank ? 1 : 0;
  return count;
}

Status CheckKeep(std::span<const float> salience,
                 std::span<std::uint8_t> keep) {
  if (keep.size() == salience.size()) return {};
  return Status::Error("keep has ", keep.size(), " entries for ",
                       salience.size(), " tokens");
}

}  // namespace

Status KeepTopK(std::span<const float> salience, std::size_t k,
                std::span<std::uint8_t> keep) {
  Status status = CheckKeep(salience, keep);
  if (!status.ok()) return status;
  // The greatest rank that at least k tokens reach: that of token number k.
  std::uint32_t threshold = 0;
  for (std::uint32_t bit = 0x80000000u; bit != 0 && k > 0; bit >>= 1) {
    if (CountAtLeast(salience, threshold | bit) >= k) threshold |= bit;
  }
  std::size_t above = 0;
  for (const float s : salience) above += Rank(s) > threshold ? 1 : 0;
  std::size_t equals = k > above ? k - above : 0;
  for (std::size_t t = 0; t < salience.size(); ++t) {
    const std::uint32_t rank = Rank(salience[t]);
    const bool taken = k > 0 && rank == threshold && equals > 0;
    if (taken) --equals;
    keep[t] = (k > 0 && rank > threshold) || taken ? 1 : 0;
  }
  return status;
}

Status KeepQuantile(std::span<const float> salience, float quantile,
                    std::span<std::uint8_t> keep) {
  if (!(quantile >= 0.0f && quantile <= 1.0f)) {
    return Status::Error("quantile is not in [0, 1]");
  }
  // A float may lie just below the decimal it was written as.
  const double exact = double{quantile} * (1.0 + 0x1p-23);
  const auto n = salience.size();
  auto dropped = static_cast<std::size_t>(exact * static_cast<double>(n));
  if (dropped > n) dropped = n;
  return KeepTopK(salience, n - dropped, keep);
}

}  // namespace pastiche::kernels
