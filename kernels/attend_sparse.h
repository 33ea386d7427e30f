// Sparse attention of one head: each query attends to the entries of a
// SparsePattern.

#ifndef PASTICHE_KERNELS_ATTEND_SPARSE_H_
#define PASTICHE_KERNELS_ATTEND_SPARSE_H_

#include <cstddef>
#include <span>

#include "kernels/matrix.h"
#include "kernels/sparse_pattern.h"
#include "kernels/sparse_plan.h"
#include "kernels/status.h"

namespace pastiche::kernels {

struct SparseOptions {
  // Of the inner products; finite.
  float scale = 1.0f;
  // (n_k), natural log units; empty: none. Acts like one more column of the
  // keys: a landmark has the mean of its keys' biases, so one of -infinity
  // hides it along with its key.
  std::span<const float> key_bias = {};
};

// Floats of workspace that AttendSparse needs; SIZE_MAX if the number
// overflows.
[[nodiscard]] std::size_t SparseWorkspaceSize(const SparsePlan& plan,
                                              std::size_t key_dim,
                                              std::size_t value_dim);

// For query i, at position plan.first_position() + i, over its entries e:
//   s_ie = scale * <q_i, k_e> + b_e,  out[i] = sum_e softmax(s_i)_e v_e,
//   lse[i] = ln sum_e exp(s_ie),
// k_e and v_e being rows or means of rows. Meaning of infinite, huge and empty
// cases as Attend; an infinite key makes its block's landmarks infinite or NaN.
//
// queries (plan.query_count(), d_k), keys (plan.key_count(), d_k), values
// (same, d_v), out (query_count, d_v), lse (query_count). `workspace` is
// scratch of at least SparseWorkspaceSize floats, with any contents. Does not
// allocate.
//
// Errors, with nothing written: as Attend; sizes other than the plan's; a plan
// built for another SIMD target's tiles; a workspace too small.
//
// Deterministic: the same bytes for any thread count, on AVX2 and AVX-512, and
// however queries are divided over plans. Cost: about EstimateEntries * 2 *
// (d_k + d_v) flops.
Status AttendSparse(const ConstMatrix& queries, const ConstMatrix& keys,
                    const ConstMatrix& values, const SparsePlan& plan,
                    const SparseOptions& options, std::span<float> workspace,
                    const MutableMatrix& out, std::span<float> lse);

// The same with a plan of its own, for n_q = n_k queries. Allocates.
Status AttendSparse(const ConstMatrix& queries, const ConstMatrix& keys,
                    const ConstMatrix& values, const SparsePattern& pattern,
                    const SparseOptions& options, const MutableMatrix& out,
                    std::span<float> lse);

namespace reference {

Status AttendSparse(const ConstMatrix& queries, const ConstMatrix& keys,
                    const ConstMatrix& values, const SparsePattern& pattern,
                    const SparseOptions& options, const MutableMatrix& out,
                    std::span<float> lse);

// For queries at positions first, first + 1, ... of the keys.
Status AttendSparse(const ConstMatrix& queries, const ConstMatrix& keys,
                    const ConstMatrix& values, const SparsePattern& pattern,
                    const SparseOptions& options, std::size_t first,
                    const MutableMatrix& out, std::span<float> lse);

}  // namespace reference
}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_ATTEND_SPARSE_H_
