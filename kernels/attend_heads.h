// Attention of several heads in one call, dense or sparse, where groups of
// query heads may share the keys and values of one head (GQA, MQA).

#ifndef PASTICHE_KERNELS_ATTEND_HEADS_H_
#define PASTICHE_KERNELS_ATTEND_HEADS_H_

#include <cstddef>
#include <span>

#include "kernels/attend_sparse.h"
#include "kernels/attention.h"
#include "kernels/heads_matrix.h"
#include "kernels/sparse_plan.h"
#include "kernels/status.h"

namespace pastiche::kernels {

// Query head h attends to key head h / (q_heads / kv_heads), as Attend does.
//
// queries (q_heads, n_q, d_k), keys (kv_heads, n_k, d_k), values (kv_heads,
// n_k, d_v), out (q_heads, n_q, d_v), lse (q_heads * n_q), head by head. The
// options hold for all heads. Errors, with nothing written: q_heads not a
// multiple of kv_heads, a span too small, what Attend reports.
Status AttendHeads(const ConstHeads& queries, const ConstHeads& keys,
                   const ConstHeads& values, const AttendOptions& options,
                   const MutableHeads& out, std::span<float> lse);

// As AttendSparse. Heads share the plan, and query heads of a group the
// landmarks. `workspace`: kv_heads * SparseWorkspaceSize floats.
Status AttendHeads(const ConstHeads& queries, const ConstHeads& keys,
                   const ConstHeads& values, const SparsePlan& plan,
                   const SparseOptions& options, std::span<float> workspace,
                   const MutableHeads& out, std::span<float> lse);

namespace reference {

Status AttendHeads(const ConstHeads& queries, const ConstHeads& keys,
                   const ConstHeads& values, const AttendOptions& options,
                   const MutableHeads& out, std::span<float> lse);

Status AttendHeads(const ConstHeads& queries, const ConstHeads& keys,
                   const ConstHeads& values, const SparsePattern& pattern,
                   const SparseOptions& options, const MutableHeads& out,
                   std::span<float> lse);

}  // namespace reference
}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_ATTEND_HEADS_H_
