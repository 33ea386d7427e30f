#include "kernels/sparse_head.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/attention_check.h"
#include "kernels/landmarks.h"
#include "kernels/row_length.h"

namespace pastiche::kernels {
namespace {

constexpr std::size_t kNoSize = std::numeric_limits<std::size_t>::max();

// Takes the first (rows, cols) floats of a workspace.
MutableMatrix Take(std::size_t rows, std::size_t cols,
                   std::span<float>& workspace) {
  const MutableMatrix matrix(workspace.first(rows * cols), rows, cols);
  workspace = workspace.subspan(rows * cols);
  return matrix;
}

ConstMatrix RowsOf(const ConstMatrix& all, IndexRange rows) {
  if (all.cols == 0) return {{}, rows.size(), 0};
  return {all.data.subspan(rows.begin * all.stride), rows.size(), all.cols,
          all.stride};
}

RowSource SourceOf(const MutableMatrix& keys, const MutableMatrix& values,
                   std::span<const float> bias) {
  return {.keys = keys.data.data(),
          .key_stride = keys.stride,
          .values = values.data.data(),
          .value_stride = values.stride,
          .bias = bias.data()};
}

}  // namespace

std::size_t SparseWorkspaceSize(const SparsePlan& plan, std::size_t key_dim,
                                std::size_t value_dim) {
  const std::size_t rows =
      plan.block_count() + plan.group_count() + plan.globals().size();
  if (key_dim > kMaxHeadDim || value_dim > kMaxHeadDim) return kNoSize;
  // Blocks have one more column: the longest key.
  const std::size_t cols = key_dim + value_dim + 2;
  return rows > kNoSize / cols ? kNoSize
                               : rows * (cols - 1) + plan.block_count();
}

SparseKeys::SparseKeys(const ConstMatrix& keys, const ConstMatrix& values,
                       const SparsePlan& plan, std::span<const float> key_bias,
                       std::span<float> workspace)
    : keys_(keys), values_(values), plan_(plan), key_bias_(key_bias) {
  const std::size_t blocks = plan.block_count();
  const std::size_t far = plan.globals().size() + plan.group_count();
  block_keys_ = Take(blocks, keys.cols, workspace);
  block_values_ = Take(blocks, values.cols, workspace);
  block_bias_ = Take(blocks, 1, workspace).data;
  block_length_ = Take(blocks, 1, workspace).data;
  far_keys_ = Take(far, keys.cols, workspace);
  far_values_ = Take(far, values.cols, workspace);
  far_bias_ = Take(far, 1, workspace).data;
  sources_[kKeyRows] = {.keys = keys.data.data(),
                        .key_stride = keys.stride,
                        .values = values.data.data(),
                        .value_stride = values.stride,
                        .bias = key_bias.empty() ? nullptr : key_bias.data()};
  sources_[kBlockRows] = SourceOf(block_keys_, block_values_, block_bias_);
  sources_[kFarRows] = SourceOf(far_keys_, far_values_, far_bias_);
}

float SparseKeys::LandmarkBias(std::size_t begin, std::size_t end) const {
  const auto count = static_cast<double>(end - begin);
  double mean = 0.0;
  if (!key_bias_.empty()) {
    for (std::size_t j = begin; j < end; ++j) mean += double{key_bias_[j]};
    mean /= count;
  }
  return static_cast<float>(mean +
                            double{plan_.landmark_bias()} * std::log(count));
}

void SparseKeys::FillBlocks(std::size_t first, std::size_t end) const {
  const std::size_t size = plan_.landmark_block();
  BlockMeansOf(keys_, size, first, end, block_keys_);
  BlockMeansOf(values_, size, first, end, block_values_);
  // Blocks of one size share a logarithm.
  const float whole = LandmarkBias(0, std::min(size, keys_.rows));
  for (std::size_t b = first; b < end; ++b) {
    const IndexRange rows = KeysOf(b, size, keys_.rows);
    block_length_[b] = MaxRowLength(RowsOf(keys_, rows));
    block_bias_[b] = key_bias_.empty() && rows.size() == size
                         ? whole
                         : LandmarkBias(rows.begin, rows.end);
  }
}

float SparseKeys::key_length() const {
  if (block_length_.empty()) return std::numeric_limits<float>::infinity();
  return *std::max_element(block_length_.begin(), block_length_.end());
}

float SparseKeys::bias_size() const {
  if (!key_bias_.empty()) return std::numeric_limits<float>::infinity();
  // The most keys that one landmark stands for.
  std::size_t keys = plan_.landmark_block();
  if (plan_.group_count() > 0) keys *= plan_.landmark_group();
  keys = std::max<std::size_t>(1, std::min(keys, keys_.rows));
  return std::abs(plan_.landmark_bias()) * std::log(static_cast<float>(keys));
}

void SparseKeys::FillFar() const {
  const std::span<const std::uint32_t> globals = plan_.globals();
  for (std::size_t i = 0; i < globals.size(); ++i) {
    const std::size_t j = globals[i];
    std::copy_n(keys_.row(j), keys_.cols, far_keys_.row(i));
    std::copy_n(values_.row(j), values_.cols, far_values_.row(i));
    far_bias_[i] = key_bias_.empty() ? 0.0f : key_bias_[j];
  }
  const std::size_t groups = plan_.group_count();
  if (groups == 0) return;
  const std::size_t size = plan_.landmark_block() * plan_.landmark_group();
  const auto fill = [&](const MutableMatrix& blocks, const MutableMatrix& far) {
    const MutableMatrix means(
        far.cols == 0 ? far.data
                      : far.data.subspan(globals.size() * far.stride),
        groups, far.cols, far.stride);
    // Sizes match by construction.
    static_cast<void>(GroupMeans({blocks.data, blocks.rows, blocks.cols},
                                 keys_.rows, plan_.landmark_block(),
                                 plan_.landmark_group(), means)
                          .ok());
  };
  fill(block_keys_, far_keys_);
  fill(block_values_, far_values_);
  for (std::size_t g = 0; g < groups; ++g) {
    const IndexRange rows = KeysOf(g, size, keys_.rows);
    far_bias_[globals.size() + g] = LandmarkBias(rows.begin, rows.end);
  }
}

Status CheckHeadRatio(std::size_t q_heads, std::size_t kv_heads) {
  if (kv_heads == 0 ? q_heads == 0 : q_heads % kv_heads == 0) return {};
  return Status::Error("query heads (", q_heads,
                       ") are not a multiple of key heads (", kv_heads, ")");
}

Status CheckSparseHeads(const ConstHeads& queries, const ConstHeads& keys,
                        const ConstHeads& values, const SparseOptions& options,
                        const MutableHeads& out, std::span<const float> lse) {
  Status status = CheckHeadRatio(queries.heads, keys.heads);
  if (status.ok()) status = CheckHeads("queries", queries, kMaxHeadDim);
  if (status.ok()) status = CheckHeads("keys", keys, kMaxHeadDim);
  if (status.ok()) status = CheckHeads("values", values, kMaxHeadDim);
  if (status.ok()) status = CheckHeads("out", out, kMaxHeadDim);
  if (!status.ok()) return status;
  if (values.heads != keys.heads || out.heads != queries.heads) {
    return Status::Error("values have ", values.heads, " heads and out ",
                         out.heads, "; keys have ", keys.heads, " and queries ",
                         queries.heads);
  }
  if (queries.heads == 0) return {};
  if (lse.size() / queries.heads != queries.rows ||
      lse.size() % queries.heads != 0) {
    return Status::Error("lse has ", lse.size(), " entries for ", queries.heads,
                         " heads of ", queries.rows, " queries");
  }
  return CheckAttend(queries.head(0), keys.head(0), values.head(0),
                     {.scale = options.scale, .key_bias = options.key_bias},
                     out.head(0), lse.first(queries.rows));
}

Status CheckSparsePlan(const ConstHeads& queries, const ConstHeads& keys,
                       const ConstHeads& values, const SparsePlan& plan,
                       std::size_t workspace_size) {
  if (plan.key_count() != keys.rows || plan.query_count() != queries.rows) {
    return Status::Error("the plan is for ", plan.query_count(),
                         " queries and ", plan.key_count(), " keys, not ",
                         queries.rows, " and ", keys.rows);
  }
  if (plan.tile_count() > 0 &&
      plan.tile_queries() != ActiveTileKernel().max_queries) {
    return Status::Error("the plan is for tiles of ", plan.tile_queries(),
                         " queries; this SIMD target has ",
                         ActiveTileKernel().max_queries);
  }
  const std::size_t one = SparseWorkspaceSize(plan, keys.cols, values.cols);
  if (one > 0 && workspace_size / one < keys.heads) {
    return Status::Error("the workspace has ", workspace_size,
                         " floats; it needs ", one, " for each of ", keys.heads,
                         " heads");
  }
  return {};
}

}  // namespace pastiche::kernels
