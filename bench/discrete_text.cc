#include "bench/discrete_text.h"

#include <algorithm>
#include <cmath>

#include "kernels/match_attention.h"

namespace pastiche::bench {

std::vector<TextPosition> MakeText(std::size_t count, std::mt19937_64& rng) {
  std::array<std::uint16_t, kTextVocabulary * kTextVocabulary> next{};
  for (auto& token : next) {
    token = static_cast<std::uint16_t>(rng() % kTextVocabulary);
  }
  std::vector<TextPosition> text(count);
  TextContext context{};
  for (TextPosition& position : text) {
    const bool free = rng() % 10 == 0;
    const auto drawn = static_cast<std::uint16_t>(rng() % kTextVocabulary);
    const std::uint16_t token =
        free ? drawn : next[context[1] * kTextVocabulary + context[0]];
    position = {context, token};
    std::copy_backward(context.begin(), context.end() - 1, context.end());
    context[0] = token;
  }
  return text;
}

std::uint16_t MostFrequentToken(const std::vector<TextPosition>& text) {
  std::array<std::size_t, kTextVocabulary> counts{};
  for (const TextPosition& p : text) ++counts[p.context[0]];
  return static_cast<std::uint16_t>(
      std::max_element(counts.begin(), counts.end()) - counts.begin());
}

std::uint16_t SlotCost(const TextHead& head, std::size_t slot) {
  if (slot >= head.slots) return 0;
  const double nats =
      head.a * std::exp(-static_cast<double>(slot) / head.reach);
  return static_cast<std::uint16_t>(
      std::min(65535.0, nats / std::log(2.0) * kernels::kMatchCostPerBit));
}

}  // namespace pastiche::bench
