// Finds the corpus places that continue what a document has copied verbatim for
// some units, so that they can be hidden and the copy ends.

#ifndef PASTICHE_FRAMEWORK_MEMORY_COPY_GUARD_H_
#define PASTICHE_FRAMEWORK_MEMORY_COPY_GUARD_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/result.h"
#include "framework/memory/memory.h"

namespace pastiche {

// Every window of `units` units of the corpus, by hash. Immutable.
class CopyWindows {
 public:
  [[nodiscard]] static Result<std::unique_ptr<const CopyWindows>> Build(
      const Memory& memory, std::size_t units);

  [[nodiscard]] std::size_t units() const { return units_; }
  [[nodiscard]] const Memory& memory() const { return memory_; }

  // Appends to `places` every corpus position right after a window equal to
  // `window` (whole units). Positions past the end of a document are left out.
  void Find(TokenSpan window, std::vector<std::size_t>& places) const;

 private:
  explicit CopyWindows(const Memory& memory, std::size_t units)
      : memory_(memory), units_(units) {}
  const Memory& memory_;
  std::size_t units_;
  std::unordered_multimap<std::uint64_t, std::size_t> after_;  // Hash -> place.
};

// Follows one growing document.
class CopyGuard {
 public:
  explicit CopyGuard(const CopyWindows& windows) : windows_(windows) {}

  // The corpus positions to hide from the query for the next token of
  // `tokens`: those whose preceding units() whole units, and the part of a unit
  // since, equal the document's.
  [[nodiscard]] Result<std::span<const std::size_t>> Hidden(TokenSpan tokens);

  // Call when the document was taken back: its units may change.
  void Forget() { candidates_for_ = SIZE_MAX; }

 private:
  [[nodiscard]] Result<void> FindUnitStarts(TokenSpan tokens);

  const CopyWindows& windows_;
  std::vector<std::uint8_t> starts_;       // Scratch for variable units.
  std::vector<std::size_t> unit_starts_;   // Of the document so far.
  std::vector<std::size_t> candidates_;    // Corpus places at the unit start.
  std::size_t candidates_for_ = SIZE_MAX;  // Which unit start, or none.
  std::vector<std::size_t> hidden_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_MEMORY_COPY_GUARD_H_
