// Keys and values of one head of sparse attention with the means made for them.
// Internal to attend_sparse.cc and attend_heads.cc.

#ifndef PASTICHE_KERNELS_SPARSE_HEAD_H_
#define PASTICHE_KERNELS_SPARSE_HEAD_H_

#include <array>
#include <cstddef>
#include <span>

#include "kernels/attend_sparse.h"
#include "kernels/heads_matrix.h"
#include "kernels/matrix.h"
#include "kernels/plan.h"
#include "kernels/sparse_plan.h"
#include "kernels/status.h"

namespace pastiche::kernels {

// Divides a workspace of SparseWorkspaceSize floats; owns nothing.
class SparseKeys {
 public:
  SparseKeys(const ConstMatrix& keys, const ConstMatrix& values,
             const SparsePlan& plan, std::span<const float> key_bias,
             std::span<float> workspace);

  // Fills landmarks first ... end - 1 of plan.block_count(). In any order, on
  // any thread.
  void FillBlocks(std::size_t first, std::size_t end) const;
  // Fills globals and groups; after all blocks.
  void FillFar() const;

  [[nodiscard]] std::span<const RowSource> sources() const { return sources_; }

  // After all blocks: bounds of the lengths of all sources' keys and of |bias|
  // (TileTask's); infinity if unknown, as without landmarks.
  [[nodiscard]] float key_length() const;
  [[nodiscard]] float bias_size() const;

 private:
  [[nodiscard]] float LandmarkBias(std::size_t begin, std::size_t end) const;

  ConstMatrix keys_, values_;
  const SparsePlan& plan_;
  std::span<const float> key_bias_;
  MutableMatrix block_keys_, block_values_, far_keys_, far_values_;
  std::span<float> block_bias_, block_length_, far_bias_;
  std::array<RowSource, kSparseSources> sources_;
};

// The errors documented at AttendSparse and AttendHeads.
Status CheckSparseHeads(const ConstHeads& queries, const ConstHeads& keys,
                        const ConstHeads& values, const SparseOptions& options,
                        const MutableHeads& out, std::span<const float> lse);
Status CheckSparsePlan(const ConstHeads& queries, const ConstHeads& keys,
                       const ConstHeads& values, const SparsePlan& plan,
                       std::size_t workspace_size);

// An error naming both unless q_heads is a multiple of kv_heads.
Status CheckHeadRatio(std::size_t q_heads, std::size_t kv_heads);

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_SPARSE_HEAD_H_
