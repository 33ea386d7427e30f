#include "framework/evaluate/diversity.h"

#include <algorithm>
#include <cstddef>

namespace pastiche {

std::optional<double> MeanPairwiseHamming(
    std::span<const std::vector<Token>> samples) {
  double sum = 0.0;
  std::size_t pairs = 0;
  for (std::size_t a = 0; a < samples.size(); ++a) {
    for (std::size_t b = a + 1; b < samples.size(); ++b) {
      const std::size_t length = std::min(samples[a].size(), samples[b].size());
      if (length == 0) continue;
      std::size_t different = 0;
      for (std::size_t i = 0; i < length; ++i) {
        if (samples[a][i] != samples[b][i]) ++different;
      }
      sum += static_cast<double>(different) / static_cast<double>(length);
      ++pairs;
    }
  }
  if (pairs == 0) return std::nullopt;
  return sum / static_cast<double>(pairs);
}

}  // namespace pastiche
