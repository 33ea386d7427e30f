#include "kernels/attend_sparse.h"

#include <new>
#include <vector>

#include "kernels/attend_heads.h"
#include "kernels/sparse_head.h"

namespace pastiche::kernels {

Status AttendSparse(const ConstMatrix& queries, const ConstMatrix& keys,
                    const ConstMatrix& values, const SparsePlan& plan,
                    const SparseOptions& options, std::span<float> workspace,
                    const MutableMatrix& out, std::span<float> lse) {
  return AttendHeads(ConstHeads::One(queries), ConstHeads::One(keys),
                     ConstHeads::One(values), plan, options, workspace,
                     MutableHeads::One(out), lse);
}

Status AttendSparse(const ConstMatrix& queries, const ConstMatrix& keys,
                    const ConstMatrix& values, const SparsePattern& pattern,
                    const SparseOptions& options, const MutableMatrix& out,
                    std::span<float> lse) {
  Status status = CheckSparseHeads(
      ConstHeads::One(queries), ConstHeads::One(keys), ConstHeads::One(values),
      options, MutableHeads::One(out), lse);
  SparsePlan plan;
  if (status.ok()) status = plan.Build(keys.rows, pattern);
  if (!status.ok()) return status;
  try {
    std::vector<float> workspace(
        SparseWorkspaceSize(plan, keys.cols, values.cols));
    return AttendSparse(queries, keys, values, plan, options, workspace, out,
                        lse);
  } catch (const std::bad_alloc&) {
    return Status::Error("no memory for the landmarks of ", keys.rows, " keys");
  }
}

}  // namespace pastiche::kernels
