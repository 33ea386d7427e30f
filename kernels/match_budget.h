// How much of the far keys a query may leave out: blocks are visited nearest
// first and left once what is left out weighs little beside what was found.
// Internal to AttendMatch; compiled once, so that every SIMD target agrees.

#ifndef PASTICHE_KERNELS_MATCH_BUDGET_H_
#define PASTICHE_KERNELS_MATCH_BUDGET_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/match_attention.h"

namespace pastiche::kernels {

// Bits of cost, rounded down, that keys may have: 2^-63 is the least they give.
inline constexpr std::size_t kMatchBins = 64;

// The budget of one query. Blocks come in batches: Begin, Add each with a lower
// bound of its keys' cost, then bin by bin from the nearest on.
class MatchBudget {
 public:
  // `masses` are those of the query, which grow as blocks are visited.
  // `total_blocks` is how many blocks the runs have: a batch may use the part
  // of the allowance that the blocks up to its end are of them.
  MatchBudget(const MatchAllowance& allowance, std::uint16_t cutoff,
              std::size_t total_blocks, std::span<const double> masses);

  // A batch that ends after `blocks_so_far` of all blocks.
  void Begin(std::size_t blocks_so_far);
  void Add(std::size_t bin, double weight) {
    waiting_[bin] += weight;
    near_ += weight;
  }

  // Call before bin's blocks are visited, in ascending order of those that hold
  // a block. The cost from which they may be left; 0 = leave out this bin and
  // all later ones.
  [[nodiscard]] std::uint32_t Enter(std::size_t bin);
  // A block of the bin entered was left.
  void Leave(double weight);
  // All blocks of the bin entered were visited or left.
  void Finish(std::size_t bin) { near_ -= waiting_[bin]; }
  // Nothing more of this batch is visited.
  void End() { omitted_ += far_; }

 private:
  void Look();
  void Lower(std::size_t bin);

  MatchAllowance allowance_;
  std::uint16_t cutoff_;
  double total_blocks_;
  std::span<const double> masses_;
  double share_ = 0.0;         // Of the allowance, up to this batch.
  double allowed_ = 0.0;       // That share, by the masses last looked at.
  double omitted_ = 0.0;       // Of all batches.
  std::size_t next_look_ = 0;  // The bin from which masses are looked at again.
  std::size_t bits_ = 0;       // Blocks may be left from here on.
  double near_ = 0.0;          // Weight that waits below bits_.
  double far_ = 0.0;           // What waits beyond, at its least cost.
  std::array<double, kMatchBins> waiting_{};  // Weight by bin.
};

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_MATCH_BUDGET_H_
