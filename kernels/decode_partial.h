// Merges results of decode chunks, exactly but for additions. Internal.

#ifndef PASTICHE_KERNELS_DECODE_PARTIAL_H_
#define PASTICHE_KERNELS_DECODE_PARTIAL_H_

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "kernels/decode_chunk.h"

namespace pastiche::kernels {

// 2^difference for an integral difference <= 0; 0 below -126 and for NaN.
[[nodiscard]] inline float PowerOfTwo(float difference) {
  if (!(difference >= -126.0f)) return 0.0f;
  const auto exponent = static_cast<std::int32_t>(difference) + 127;
  return std::bit_cast<float>(static_cast<std::uint32_t>(exponent) << 23);
}

// Nothing attended.
inline void ClearPartial(std::size_t dim, DecodePartial& partial) {
  partial.exponent = -std::numeric_limits<float>::infinity();
  partial.sum = 0.0f;
  std::fill_n(partial.out.begin(), dim, 0.0f);
}

// total becomes the result over both sets. Exponents are integral, so only the
// additions round.
inline void AddPartial(const DecodePartial& partial, std::size_t dim,
                       DecodePartial& total) {
  const float m = std::max(total.exponent, partial.exponent);
  const float keep = PowerOfTwo(total.exponent - m);
  const float weight = PowerOfTwo(partial.exponent - m);
  total.exponent = m;
  total.sum = total.sum * keep + partial.sum * weight;
  for (std::size_t c = 0; c < dim; ++c) {
    total.out[c] = total.out[c] * keep + partial.out[c] * weight;
  }
}

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_DECODE_PARTIAL_H_
