// How much of the far blocks a query may leave out, from bounds of their keys'
// costs. Internal to AttendMatch.

#ifndef PASTICHE_KERNELS_MATCH_BLOCK_WEIGHTS_H_
#define PASTICHE_KERNELS_MATCH_BLOCK_WEIGHTS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "kernels/match_attention.h"

namespace pastiche::kernels {
// The weight of blocks by the bits that their keys cost at least, rounded down.
// Scalar: every SIMD target leaves the same blocks.
class BlockWeights {
 public:
  void Add(std::uint32_t least, float weight) {
    weights_[least / kBit] += double{weight};
  }
  // The nearest cost, in whole bits, from which all blocks may be left as soon
  // as their keys cost that much: together they give no more than `allowance`.
  [[nodiscard]] std::uint16_t CutoffFor(double allowance) const {
    double near = 0.0, far = 0.0;  // Weight below the cutoff; given beyond it.
    for (const double weight : weights_) near += weight;
    std::size_t bits = kBits;
    double give = 0x1p-63;  // What a weight of 1 gives from bits - 1 on.
    for (; bits > 0; --bits, give *= 2.0) {
      const double moved = weights_[bits - 1];
      if (near * give + far > allowance) break;
      near -= moved;
      far += moved * give;
    }
    return static_cast<std::uint16_t>(
        std::min<std::size_t>(bits * kBit, kMatchNever));
  }

 private:
  static constexpr std::size_t kBits = 64;
  static constexpr std::size_t kBit = 1024;
  double weights_[kBits] = {};
};

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_MATCH_BLOCK_WEIGHTS_H_
