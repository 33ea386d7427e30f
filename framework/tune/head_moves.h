// What a search may change of a head: one number at a time, each with a step of
// its own that grows where it helped.

#ifndef PASTICHE_FRAMEWORK_TUNE_HEAD_MOVES_H_
#define PASTICHE_FRAMEWORK_TUNE_HEAD_MOVES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "framework/core/domain_description.h"
#include "framework/core/random.h"
#include "framework/memory/head_settings.h"
#include "framework/tune/left_out_cases.h"

namespace pastiche {

// A number of one head.
struct Coordinate {
  enum class Kind : std::uint8_t {
    kC,
    kE,
    kOwn,
    kDecayA,
    kDecayScale,  // item: axis
    kWeight,      // item: group of slots that share a weight
    kRho,         // item: feature
    kRadius,
    kStride
  };
  std::size_t head = 0;
  Kind kind = Kind::kC;
  std::size_t item = 0;
};

// Moves of the heads of one use. Gates, the base, the mixture and the minimum
// and slots of a decay stay as they are.
class HeadMoves {
 public:
  // With own positions if `use` has them. A head without a decay may also gain
  // and lose slots; those that share a family and a weight move together.
  HeadMoves(const UseSettings& start, const Geometry& geometry, TunedUse use);

  // Slots that any setting reached from the start may weigh or gate by.
  [[nodiscard]] const std::vector<std::size_t>& slots() const { return slots_; }

  struct Proposal {
    UseSettings settings;
    std::vector<std::size_t> moved;  // Indices of coordinates.
    std::string changed;             // "A.a 38.7 > 40.1, A.c .07 > .06"
  };
  // Moves one to three numbers of one head. Every number that moved has four
  // significant digits and stays in the range that pst_recommend states.
  [[nodiscard]] Proposal Propose(const UseSettings& from, Rng& rng) const;

  // Longer steps for these coordinates after a success, shorter ones else.
  void Learn(const std::vector<std::size_t>& moved, bool success);

 private:
  void AddHead(const HeadSettings& head, std::size_t number, TunedUse use);
  void AddWeights(const HeadSettings& head, std::size_t number, TunedUse use);
  void Add(std::size_t head, Coordinate::Kind kind, std::size_t item = 0);
  // Moves one number; its name, what it was and what it is.
  [[nodiscard]] std::string Move(const Coordinate& where, double step,
                                 HeadSettings& head, Rng& rng) const;
  // scale(name, number, lo, hi) moves a number.
  template <typename Scale>
  [[nodiscard]] std::string MoveDecay(const Coordinate& where,
                                      HeadSettings& head,
                                      const Scale& scale) const;
  void MoveFeature(const Coordinate& where, double step, HeadSettings& head,
                   Rng& rng) const;

  Geometry geometry_;
  std::vector<std::size_t> slots_;
  std::vector<std::vector<std::size_t>> groups_;  // Slots by weight group.
  std::vector<Coordinate> coordinates_;
  std::vector<double> steps_;  // By coordinate.
  // By head, by kind: indices of coordinates.
  std::vector<std::vector<std::vector<std::size_t>>> by_kind_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_TUNE_HEAD_MOVES_H_
