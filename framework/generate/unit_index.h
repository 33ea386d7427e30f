// All units of a corpus, sorted by what follows, so that the longest piece that
// a sample shares with it is found by binary search.

#ifndef PASTICHE_FRAMEWORK_GENERATE_UNIT_INDEX_H_
#define PASTICHE_FRAMEWORK_GENERATE_UNIT_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/units.h"

namespace pastiche {

// Units that a sample shares with the corpus from one unit on.
struct UnitMatch {
  std::size_t units = 0;     // How many; 0 = the corpus has no such unit.
  std::size_t document = 0;  // Where the corpus has them: one place of maybe
  std::size_t unit = 0;      // several, by document and unit.
};

class UnitIndex {
 public:
  // O(U log^2 U) for U units, whatever they repeat.
  explicit UnitIndex(std::span<const UnitDocument> documents);

  // By unit of `sample`: the longest piece from there on that stands in one
  // document of the corpus. O(S log U + S matches) for S units.
  [[nodiscard]] std::vector<UnitMatch> Matches(
      const UnitDocument& sample) const;
  // For units [first, first + count) alone.
  [[nodiscard]] UnitMatch Match(const UnitDocument& sample, std::size_t first,
                                std::size_t count) const;

 private:
  void Sort();
  // Units shared by units[i...] and the corpus from `place` on, from `from` on,
  // which are known to be shared.
  [[nodiscard]] std::size_t SharedFrom(std::span<const std::uint32_t> units,
                                       std::size_t place,
                                       std::size_t from) const;
  [[nodiscard]] UnitMatch LongestMatch(
      std::span<const std::uint32_t> units) const;
  [[nodiscard]] std::uint32_t NumberOf(TokenSpan unit) const;

  std::map<std::vector<Token>, std::uint32_t> numbers_;  // Of a unit, from 1.
  std::vector<std::uint32_t> text_;    // Numbers; 0 after each document.
  std::vector<std::size_t> starts_;    // Of each document in text_.
  std::vector<std::uint32_t> sorted_;  // Places in text_, by what follows.
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_GENERATE_UNIT_INDEX_H_
