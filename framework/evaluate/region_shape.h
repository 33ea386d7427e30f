// How the regions of one kind look in documents: which tokens stand in them and
// which one tells that a region is over. Lets any model complete any region.

#ifndef PASTICHE_FRAMEWORK_EVALUATE_REGION_SHAPE_H_
#define PASTICHE_FRAMEWORK_EVALUATE_REGION_SHAPE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "framework/core/document.h"

namespace pastiche {

// Regions of more tokens are longer than what people complete: they are not
// learnt from, and do not count for where a region ends.
inline constexpr std::size_t kShortRegion = 16;

class RegionShape {
 public:
  explicit RegionShape(std::size_t vocabulary) : counts_(vocabulary) {}

  // Counts short regions of one run; others, and empty ones, are passed over.
  void Learn(TokenSpan tokens, std::span<const Region> regions);
  // Adds what another shape of the same vocabulary (asserted) has counted.
  void Learn(const RegionShape& other);

  // How the end is told. kBefore: by the token after the region, which stands
  // in none ("=" after a name). kLast: by the region's last token, which stands
  // nowhere else in one (the end of a line). kUnclear: neither holds for nine
  // regions in ten.
  enum class End : std::uint8_t { kUnclear, kBefore, kLast };
  [[nodiscard]] End end() const;

  // Whether the token may stand in a region, but for its last where kLast.
  [[nodiscard]] bool Inside(Token token, End end) const {
    return counts_[token].inner + counts_[token].last > 0 && !Ends(token, end);
  }
  // Whether the token tells the end.
  [[nodiscard]] bool Ends(Token token, End end) const;
  // Whether the end of this region, followed by `after`, is told where it is.
  [[nodiscard]] bool IsWhole(TokenSpan region, Token after, End end) const;

  // Tokens of half of all regions, at most; 0 without any.
  [[nodiscard]] std::size_t median_length() const;

 private:
  struct Counts {
    std::uint32_t inner = 0, last = 0, after = 0;
  };
  [[nodiscard]] std::size_t Told(End end) const;

  std::vector<Counts> counts_;          // By token.
  std::vector<std::uint32_t> lengths_;  // Regions by their length.
  std::size_t regions_ = 0, short_regions_ = 0;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_EVALUATE_REGION_SHAPE_H_
