// Scalar, obviously-correct versions of every kernel, with the same names and
// signatures, in double precision. They define what the fast kernels mean, and
// tests compare the two. They also return the same errors.

#ifndef PASTICHE_KERNELS_REFERENCE_H_
#define PASTICHE_KERNELS_REFERENCE_H_

#include <span>

#include "kernels/attention.h"
#include "kernels/decode.h"
#include "kernels/key_blocks.h"
#include "kernels/matrix.h"
#include "kernels/status.h"

namespace pastiche::kernels::reference {

void Exp2(std::span<const float> x, std::span<float> out);

void LogOfScaled(std::span<const float> m, std::span<const float> x,
                 std::span<float> out);

Status Attend(const ConstMatrix& queries, const ConstMatrix& keys,
              const ConstMatrix& values, const AttendOptions& options,
              const MutableMatrix& out, std::span<float> lse);

Status Decode(std::span<const float> query, const KeyBlocks& keys,
              const ConstMatrix& values, const DecodeOptions& options,
              std::span<float> out, float* lse);

Status Merge(const ConstMatrix& other_out, std::span<const float> other_lse,
             const MutableMatrix& out, std::span<float> lse);

}  // namespace pastiche::kernels::reference

#endif  // PASTICHE_KERNELS_REFERENCE_H_
