// Attention of a single query over a key cache: one step of autoregressive
// generation. Pure computation: does not allocate.

#ifndef PASTICHE_KERNELS_DECODE_H_
#define PASTICHE_KERNELS_DECODE_H_

#include <cstddef>
#include <span>

#include "kernels/key_blocks.h"
#include "kernels/matrix.h"
#include "kernels/status.h"

namespace pastiche::kernels {

struct DecodeOptions {
  // Of the inner products; finite. 1/sqrt(d) is up to the caller.
  float scale = 1.0f;
  // (n), natural log units, added to each key's score; empty: none.
  std::span<const float> key_bias = {};
};

// Attend for one query: out (d_v) and *lse, over n keys in block format and
// values (n, d_v). Same meaning, limits, empty and infinite cases as Attend,
// with rounding of its own: keys are summed in chunks of 1024, each against its
// own maximum, merged in order. So the bytes are the same for any thread count,
// and on AVX2 and AVX-512.
//
// Errors, with nothing written: dimensions that do not match or exceed 256, a
// span too small for its shape, a scale that is not finite. `lse` must not be
// null. `out` must not overlap inputs.
// Cost: reads every key and value once; on one thread below 4 MB of them.
Status Decode(std::span<const float> query, const KeyBlocks& keys,
              const ConstMatrix& values, const DecodeOptions& options,
              std::span<float> out, float* lse);

// The errors documented at Decode; shared with its scalar twin.
Status CheckDecode(std::span<const float> query, const KeyBlocks& keys,
                   const ConstMatrix& values, const DecodeOptions& options,
                   std::span<const float> out);

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_DECODE_H_
