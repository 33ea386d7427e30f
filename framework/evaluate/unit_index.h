// All units of a corpus, sorted by what follows, so that the longest piece that
// a sample shares with it is found by binary search.

#ifndef PASTICHE_FRAMEWORK_EVALUATE_UNIT_INDEX_H_
#define PASTICHE_FRAMEWORK_EVALUATE_UNIT_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "framework/baselines/units.h"
#include "framework/core/document.h"

namespace pastiche {

class UnitIndex {
 public:
  // O(U log^2 U) for U units, whatever they repeat.
  explicit UnitIndex(std::span<const UnitDocument> documents);

  // By unit of `sample`: how many units from there on stand in one document of
  // the corpus, in the same order. O(S log U + S matches) for S units.
  [[nodiscard]] std::vector<std::size_t> MatchLengths(
      const UnitDocument& sample) const;

 private:
  void Sort();
  // Units shared by units[i...] and the corpus from `place` on, from `from` on,
  // which are known to be shared.
  [[nodiscard]] std::size_t SharedFrom(std::span<const std::uint32_t> units,
                                       std::size_t place,
                                       std::size_t from) const;
  [[nodiscard]] std::size_t LongestMatch(
      std::span<const std::uint32_t> units) const;

  std::map<std::vector<Token>, std::uint32_t> numbers_;  // Of a unit, from 1.
  std::vector<std::uint32_t> text_;    // Numbers; 0 after each document.
  std::vector<std::uint32_t> sorted_;  // Places in text_, by what follows.
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_EVALUATE_UNIT_INDEX_H_
