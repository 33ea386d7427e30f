// One chunk of decoding, per SIMD target. Internal to decode.cc.

#ifndef PASTICHE_KERNELS_DECODE_CHUNK_H_
#define PASTICHE_KERNELS_DECODE_CHUNK_H_

#include <array>
#include <cstddef>

#include "kernels/plan.h"

namespace pastiche::kernels {

// Keys whose softmax is taken against one maximum. A whole number of key
// blocks; part of the arithmetic, so never tuned per machine.
inline constexpr std::size_t kDecodeChunk = 1024;

struct DecodeTask {
  const float* query = nullptr;  // (key_dim)
  std::size_t key_dim = 0;
  std::size_t value_dim = 0;
  float scale = 1.0f;
  const float* key_blocks = nullptr;  // From the chunk's first block.
  const float* values = nullptr;      // From the chunk's first row.
  std::size_t value_stride = 0;
  const float* bias = nullptr;  // From the chunk's first key, or null.
  std::size_t count = 0;        // 1 ... kDecodeChunk keys.
};

// out[c] = sum of 2^(s - exponent) * values[.][c] and sum = sum of 2^(s -
// exponent), with scores s in log2 units and an integral exponent, the maximum
// rounded up, or -infinity and zeros if nothing was attended.
struct DecodePartial {
  float exponent = 0.0f;
  float sum = 0.0f;
  std::array<float, kMaxHeadDim> out;
};

using DecodeChunkFunction = void (*)(const DecodeTask&, DecodePartial&);

// The chunk function of the active SIMD target; see ActiveTarget().
[[nodiscard]] DecodeChunkFunction ActiveDecodeChunk();

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_DECODE_CHUNK_H_
