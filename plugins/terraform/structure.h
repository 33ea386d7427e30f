// What a position of a document looks at: the tokens around it, and symbols for
// the structure it stands in, taken from the tokens before it only.

#ifndef PASTICHE_PLUGINS_TERRAFORM_STRUCTURE_H_
#define PASTICHE_PLUGINS_TERRAFORM_STRUCTURE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "plugins/terraform/syntax_tracker.h"

namespace pastiche::terraform {

inline constexpr std::uint32_t kUnknownToken = 0xFFFFFFFFu;
inline constexpr std::int64_t kOutside = -1;
inline constexpr std::int64_t kUnknown = -2;

inline constexpr std::size_t kNeighbours = 8;
inline constexpr std::array<std::size_t, 7> kWindows = {6,  8,  12, 16,
                                                        20, 32, 48};

// Slots, in order: p1..p8 and n1..n8 are positions, the rest symbols.
enum Slot : std::size_t {
  kSlotPrevious = 0,
  kSlotNext = kNeighbours,
  kSlotWindow = 2 * kNeighbours,              // h6..h48: the last 6..48 tokens.
  kSlotLine = kSlotWindow + kWindows.size(),  // The line so far.
  kSlotLine1,                                 // The line before.
  kSlotLine2,                                 // The two lines before.
  kSlotPath,                                  // Block types and keys around.
  kSlotKey,       // The key whose value is being written.
  kSlotSibling1,  // The key or block before in the same braces.
  kSlotSibling2,  // The one before that.
  kSlotSyntax,    // Innermost bracket, depth, string or comment.
  kSlotFile,      // The file's name.
  kSlotHeader,    // The header line of the innermost block.
  kSlotWord1,     // The last complete word.
  kSlotWord2,
  kSlotKeyWord,  // key and word1 together.
  kSlotCount,
};

struct SlotInfo {
  const char* id;
  const char* family;  // nullptr = none.
  std::int32_t delta;  // 0 for symbols.
  bool causal, symbol;
};
// Requires slot < kSlotCount.
[[nodiscard]] const SlotInfo& InfoOf(std::size_t slot);

// The one feature: what kind of place it is, 0..kPlaceCount - 1.
inline constexpr std::int32_t kPlaceCount = 14;

// A document that grows at its end. One thread at a time.
class StructureCursor {
 public:
  StructureCursor();

  [[nodiscard]] std::size_t count() const { return tokens_.size(); }
  // Appends a token; kUnknownToken and ids out of range are unknown. O(1).
  void Advance(std::uint32_t token);
  // Takes the last `count` tokens back. Requires count <= this->count().
  void Rewind(std::size_t count);

  // The slots and the feature of the next token; n1..n8 are kUnknown.
  // slots.size() == kSlotCount.
  void Describe(std::span<std::int64_t> slots, std::int32_t& place) const;

  // Sets the bit of each token that may come next in a valid document; of
  // those beyond the vocabulary none. bits holds at least 1024.
  void Allowed(std::span<std::uint64_t> bits) const;

 private:
  struct State {
    SyntaxTracker::State syntax;
    Hash line, line1, line2;   // Of tokens.
    Hash file;                 // Of the name's tokens.
    std::size_t last_unknown;  // Position after the last unknown token.
    bool started, in_name, ended;
  };
  static constexpr std::size_t kSnapshotEvery = 32;

  void Step(std::uint32_t token);
  void StepMark(std::uint32_t token);
  std::int32_t Place() const;

  std::vector<std::uint32_t> tokens_;
  std::vector<Hash> prefix_;      // Rolling hash of tokens [0, i).
  std::vector<State> snapshots_;  // Before tokens 0, kSnapshotEvery, ...
  SyntaxTracker tracker_;
  State state_;
};

// Slots (row-major, (end - begin, kSlotCount)) and features of positions
// [begin, end) of `tokens`; end may be tokens.size() + 1. Without `fill`,
// n1..n8 are kUnknown; with it they are positions too. Linear in end.
void DescribeRange(std::span<const std::uint32_t> tokens, bool fill,
                   std::size_t begin, std::size_t end,
                   std::span<std::int64_t> slots,
                   std::span<std::int32_t> places);

// Does position i start a line or a file? Requires i <= tokens.size().
[[nodiscard]] bool StartsUnit(std::span<const std::uint32_t> tokens,
                              std::size_t i);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_STRUCTURE_H_
