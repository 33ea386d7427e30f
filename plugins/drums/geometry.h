// Where each cell looks: the slots and features of the context extension.

#ifndef PASTICHE_PLUGINS_DRUMS_GEOMETRY_H_
#define PASTICHE_PLUGINS_DRUMS_GEOMETRY_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "plugins/drums/kit.h"

namespace pastiche::drums {

// What is known around a cell (PST_MODE_* of the plugin ABI).
enum class Mode : std::uint8_t {
  kCausal,    // Left to right: earlier cells only.
  kFill,      // Both sides.
  kFillWrap,  // Both sides, and the document is a loop.
};

// In a slot without a place: PST_SLOT_OUTSIDE and PST_SLOT_UNKNOWN.
inline constexpr std::int64_t kOutside = -1;
inline constexpr std::int64_t kNothing = -2;
// Stands for kOutside in Mismatch (PST_TOKEN_PAD).
inline constexpr Token kPad = 0xFFFFFFFEu;

struct Slot {
  std::string id;      // "d-16.kick", "before.kick", "after.ride", "d+1.snare"
  std::string family;  // "d-16", "before", "after", "d+1"
  int step_delta = 0;  // Steps from the cell: -51..-1, 0, 1..19.
  std::size_t instrument = 0;  // The instrument looked at.
  bool causal = false;  // Earlier cells only (around the loop, in a loop).
};

// Every slot, in the order Describe fills them: the past distances (up to three
// steps beyond two bars, and three around the third bar line back: 1..35 and
// 45..51 of sixteenths) x 9 instruments, the 8 that may precede and the 8 that
// may follow a cell within its step, the future distances (a bar and three
// steps) x 9. The tables are built once.
[[nodiscard]] const std::vector<Slot>& Slots(Grid grid = Grid::kSixteenths);

inline constexpr std::size_t kFeatureCount = 2;
inline constexpr std::size_t kFeatureInstrument = 0;  // 0..8; hard
inline constexpr std::size_t kFeatureStep = 1;        // Within the bar, from 0

// Describes cells [begin, end) of a document of `count` cells:
// slots (end - begin, Slots(grid).size()) row-major receives an index below
// `count` (below the cell's own in kCausal), kOutside beyond the ends of the
// document, or kNothing: later cells in kCausal, "before" and "after" of a cell
// that has none, and in a loop the cell's own step seen again after a whole
// turn. features is (end - begin, kFeatureCount).
// Requires begin <= end <= count, or count + 1 in kCausal (asserted).
// Does not look at tokens. 0.09 to 0.15 us per cell.
void Describe(std::size_t count, Mode mode, std::size_t begin, std::size_t end,
              std::span<std::int64_t> slots, std::span<std::int32_t> features,
              Grid grid = Grid::kSixteenths);

// How unlike two cells are: 0 equal; 1 hit against rest; 0.35 and 2.05 one and
// two velocity classes apart; 0.5 against kPad. Symmetric.
[[nodiscard]] double Mismatch(Token a, Token b);

// For kFeatureStep 0 if equal, 1 if equal modulo half a bar, 2 modulo a beat, 3
// modulo half a beat (of triplets a third), else 4. For kFeatureInstrument 0 or
// 1.
[[nodiscard]] double FeatureDistance(std::size_t feature, std::int32_t a,
                                     std::int32_t b,
                                     Grid grid = Grid::kSixteenths);

}  // namespace pastiche::drums

#endif  // PASTICHE_PLUGINS_DRUMS_GEOMETRY_H_
