// A domain whose slots, features, mismatches and units the test chooses: a
// sequence in which slot s of position i sees position i + delta.

#ifndef PASTICHE_TESTS_FRAMEWORK_MEMORY_SIGHT_DOMAIN_H_
#define PASTICHE_TESTS_FRAMEWORK_MEMORY_SIGHT_DOMAIN_H_

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "framework/core/random.h"
#include "tests/support/memory_domain.h"

namespace pastiche::test {

class SightDomain : public MemoryDomain {
 public:
  // Slots at these displacements, called "p2", "n1"..., p before n.
  explicit SightDomain(std::size_t vocabulary, std::vector<int> deltas)
      : MemoryDomain({}), words_(vocabulary, {.text = "x"}) {
    sight_.axis_count = 1;
    for (const int delta : deltas) {
      SlotInfo slot;
      slot.id = (delta < 0 ? "p" : "n") + std::to_string(std::abs(delta));
      slot.family = delta < 0 ? "before" : "after";
      slot.delta[0] = delta;
      slot.causal = delta < 0;
      sight_.slots.push_back(std::move(slot));
    }
  }

  // What the last two tokens are, as one symbol.
  void AddSymbol() {
    SlotInfo slot;
    slot.id = "pair";
    slot.causal = slot.symbol = true;
    sight_.slots.push_back(std::move(slot));
  }
  // Counts positions by `step`, modulo `count`, from `lo`.
  void AddFeature(std::int32_t lo, std::int32_t count, bool hard = false) {
    FeatureInfo feature;
    feature.id = "f" + std::to_string(sight_.features.size());
    feature.lo = lo;
    feature.hi = lo + count - 1;
    feature.hard = hard;
    sight_.features.push_back(std::move(feature));
  }
  Geometry& Edit() { return sight_; }
  void EditConstraint(const ConstraintInfo& info) { limits_ = info; }
  // This share of slots sees nothing, whatever the position holds.
  void Blind(std::size_t percent) { blind_percent_ = percent; }

  const Geometry& geometry() const override { return sight_; }
  const ConstraintInfo& constraint() const override { return limits_; }
  const std::vector<TokenInfo>& vocabulary() const override { return words_; }

  Result<void> Describe(ContextMode mode, TokenSpan tokens, std::size_t begin,
                        std::size_t end, std::span<std::int64_t> slots,
                        std::span<std::int32_t> features) const override {
    const std::size_t width = sight_.slots.size();
    const std::size_t kinds = sight_.features.size();
    for (std::size_t i = begin; i < end; ++i) {
      for (std::size_t s = 0; s < width; ++s) {
        slots[(i - begin) * width + s] = See(mode, tokens, i, s);
      }
      for (std::size_t f = 0; f < kinds; ++f) {
        const FeatureInfo& feature = sight_.features[f];
        const auto count =
            static_cast<std::size_t>(feature.hi - feature.lo) + 1;
        features[(i - begin) * kinds + f] =
            feature.lo + static_cast<std::int32_t>(i / (f + 1) % count);
      }
    }
    return {};
  }
  // Symmetric; 0 for some tokens that differ.
  double Mismatch(std::size_t slot, Token a, Token b) const override {
    if (!sight_.has_mismatch) return a == b ? 0.0 : 1.0;
    if (a == b) return 0.0;
    const std::size_t x = a == kPadToken ? words_.size() : a;
    const std::size_t y = b == kPadToken ? words_.size() : b;
    return 0.5 * static_cast<double>((3 * (x + y) + x * y + slot) % 4);
  }
  // A unit begins at each token 0 where units vary.
  Result<void> UnitStarts(TokenSpan tokens,
                          std::span<std::uint8_t> starts) const override {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      starts[i] = sight_.unit_length == 0
                      ? (i == 0 || tokens[i] == 0 ? 1 : 0)
                      : (i % sight_.unit_length == 0 ? 1 : 0);
    }
    return {};
  }

 private:
  std::int64_t See(ContextMode mode, TokenSpan tokens, std::size_t i,
                   std::size_t s) const {
    const SlotInfo& slot = sight_.slots[s];
    const bool causal = mode == ContextMode::kCausal;
    if (causal && !slot.causal) return kSlotUnknown;
    if (Rng(i * 131 + s).NextBelow(100) < blind_percent_) return kSlotUnknown;
    const auto size = static_cast<std::int64_t>(tokens.size());
    if (slot.symbol) {
      if (i < 2) return kSlotOutside;
      if (tokens[i - 1] == kUnknownToken || tokens[i - 2] == kUnknownToken) {
        return kSlotUnknown;
      }
      return 1000 + std::int64_t{tokens[i - 1]} * 100 + tokens[i - 2];
    }
    const std::int64_t at = static_cast<std::int64_t>(i) + slot.delta[0];
    if (mode == ContextMode::kFillWrap) return ((at % size) + size) % size;
    return at < 0 || at >= size ? kSlotOutside : at;
  }

  Geometry sight_;
  ConstraintInfo limits_;
  std::vector<TokenInfo> words_;
  std::size_t blind_percent_ = 0;
};

// `size` tokens below `vocabulary`, low ones likelier.
inline Document RandomDocument(std::size_t size, std::size_t vocabulary,
                               Rng& rng) {
  Document document;
  for (std::size_t i = 0; i < size; ++i) {
    document.tokens.push_back(
        static_cast<Token>(rng.NextBelow(1 + rng.NextBelow(vocabulary))));
  }
  return document;
}

inline std::vector<const Document*> PointersTo(
    const std::vector<Document>& documents) {
  std::vector<const Document*> pointers;
  for (const Document& document : documents) pointers.push_back(&document);
  return pointers;
}

}  // namespace pastiche::test

#endif  // PASTICHE_TESTS_FRAMEWORK_MEMORY_SIGHT_DOMAIN_H_
