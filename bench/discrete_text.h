// The text, heads and gate that the rows of discrete-key attention share: three
// heads over 650 000 positions, gated to 18 000 with the query's last token.

#ifndef PASTICHE_BENCH_DISCRETE_TEXT_H_
#define PASTICHE_BENCH_DISCRETE_TEXT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace pastiche::bench {

inline constexpr std::size_t kTextPositions = 650000;
inline constexpr std::size_t kTextGated = 18000;
inline constexpr std::size_t kTextSlots = 32;
inline constexpr std::size_t kTextVocabulary = 16;

using TextContext = std::array<std::uint16_t, kTextSlots>;  // Nearest first.

struct TextPosition {
  TextContext context;
  std::uint32_t value;  // The token that follows.
};

// Text of a small grammar: each token follows from the two before it, but for
// one in ten. Contexts repeat as they do in levels and in programs.
[[nodiscard]] std::vector<TextPosition> MakeText(std::size_t count,
                                                 std::mt19937_64& rng);

// The most frequent last token of the contexts.
[[nodiscard]] std::uint16_t MostFrequentToken(
    const std::vector<TextPosition>& text);

// Costs a exp(-distance / reach) in nats, as heads have.
struct TextHead {
  double a, reach;
  std::size_t slots;
};
inline constexpr std::array<TextHead, 3> kTextHeads = {
    {{20.8, 1.6, 8}, {38.7, 3.0, 20}, {4.3, 12.0, kTextSlots}}};
// Leaves out what is below 1e-5 of one match among all.
inline constexpr std::uint16_t kTextCutoff = 38000;

// The cost of a slot that differs, in units of kMatchCostPerBit; 0 beyond the
// head's slots.
[[nodiscard]] std::uint16_t SlotCost(const TextHead& head, std::size_t slot);

}  // namespace pastiche::bench

#endif  // PASTICHE_BENCH_DISCRETE_TEXT_H_
