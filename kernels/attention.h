// Dense attention of a batch of queries over a set of keys, with log-sum-exp.
// Pure computation: does not allocate; runs on ParallelFor's threads.

#ifndef PASTICHE_KERNELS_ATTENTION_H_
#define PASTICHE_KERNELS_ATTENTION_H_

#include <cstddef>
#include <span>

#include "kernels/matrix.h"
#include "kernels/status.h"

namespace pastiche::kernels {

struct AttendOptions {
  // Of the inner products; finite. 1/sqrt(d) is up to the caller.
  float scale = 1.0f;
  // (n_k), natural log units, added to each key's score; empty: none.
  // -infinity hides a key.
  std::span<const float> key_bias = {};
  // Query i sees keys 0 ... query_position + i only.
  bool causal = false;
  // Row number, among the keys, of query 0. Used by `causal` only.
  std::size_t query_position = 0;
};

// For every query i over keys e, with s_ie = scale * <q_i, k_e> + key_bias[e]:
//   out[i] = sum_e softmax(s_i)_e * v_e,   lse[i] = ln sum_e exp(s_ie).
// Results over disjoint key sets merge exactly; see merge.h.
//
// queries (n_q, d_k), keys (n_k, d_k), values (n_k, d_v), out (n_q, d_v), lse
// (n_q). d_k and d_v may differ; each is at most 256 (kMaxHeadDim) and may be
// 0. Query and value floats must be finite. Scores above 2.35e38 (FLT_MAX ln 2)
// count as that; below -2.35e38, or NaN (a key of -infinity against a zero),
// they hide the key. A query that sees no key gets zeros and -infinity. Never
// NaN.
//
// Errors, with nothing written: dimensions that do not match or exceed the
// limit, a span too small for its shape, a scale that is not finite, a
// query_position so large that adding n_q overflows.
//
// Deterministic: the same bytes for any thread count, on AVX2 and AVX-512;
// other targets differ by rounding. `out` and `lse` must not overlap inputs.
// Cost: 2 * n_q * n_k * (d_k + d_v) flops; serial below about 50 us.
Status Attend(const ConstMatrix& queries, const ConstMatrix& keys,
              const ConstMatrix& values, const AttendOptions& options,
              const MutableMatrix& out, std::span<float> lse);

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_ATTENTION_H_
