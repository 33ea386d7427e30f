#include "kernels/attend_heads.h"

#include <algorithm>

#include "kernels/executor.h"
#include "kernels/landmarks.h"
#include "kernels/sparse_head.h"

namespace pastiche::kernels {
namespace {

// About 50 us of work: below it, waking threads costs more.
constexpr double kSerialFlops = 5e6;
constexpr std::size_t kBlockFloats = std::size_t{1} << 16;  // Read by a task.

struct SparseCall {
  const ConstHeads& queries;
  const ConstHeads& keys;
  const ConstHeads& values;
  const SparsePlan& plan;
  const SparseOptions& options;
  std::span<float> workspace;
  const MutableHeads& out;
  std::span<float> lse;

  [[nodiscard]] SparseKeys KeysOfHead(std::size_t h) const {
    const std::size_t one = SparseWorkspaceSize(plan, keys.cols, values.cols);
    return {keys.head(h), values.head(h), plan, options.key_bias,
            workspace.subspan(h * one, one)};
  }

  void FillSummaries(bool serial) const {
    const std::size_t blocks = plan.block_count();
    if (blocks > 0) {
      const std::size_t block =
          plan.landmark_block() *
          std::max<std::size_t>(1, keys.cols + values.cols);
      const std::size_t grain = std::max<std::size_t>(1, kBlockFloats / block);
      const std::size_t parts = BlockCount(blocks, grain);
      const std::size_t all = parts * keys.heads;
      ParallelFor(all, serial ? all : 1, [&](std::size_t i, std::size_t end) {
        for (; i < end; ++i) {
          const std::size_t first = i % parts * grain;
          KeysOfHead(i / parts).FillBlocks(first,
                                           std::min(blocks, first + grain));
        }
      });
    }
    if (plan.globals().size() + plan.group_count() == 0) return;
    for (std::size_t h = 0; h < keys.heads; ++h) KeysOfHead(h).FillFar();
  }

  void RunTiles(const TileKernel& kernel, const SparseKeys& head_keys,
                std::size_t h, std::size_t first, std::size_t end) const {
    const ConstMatrix head_queries = queries.head(h);
    const MutableMatrix head_out = out.head(h);
    const float key_length = head_keys.key_length();
    const float bias_size = head_keys.bias_size();
    for (std::size_t t = first; t < end; ++t) {
      const SparseTile tile = plan.tile(t);
      const std::size_t next = tile.first + tile.count;
      const std::size_t next_count = std::min(tile.count, queries.rows - next);
      kernel.run(
          {.queries = head_queries.row(tile.first),
           .query_stride = head_queries.stride,
           .query_count = tile.count,
           .position = plan.first_position() + tile.first,
           .key_dim = keys.cols,
           .value_dim = values.cols,
           .scale = options.scale,
           .key_length = key_length,
           .bias_size = bias_size,
           .sources = head_keys.sources(),
           .ranges = tile.ranges,
           .row_masks = tile.row_masks,
           .diagonals = tile.diagonals,
           .out = head_out.row(tile.first),
           .out_stride = head_out.stride,
           .lse = &lse[h * queries.rows + tile.first],
           .next_queries = next_count > 0 ? head_queries.row(next) : nullptr,
           .next_query_count = next_count});
    }
  }
};

}  // namespace

Status AttendHeads(const ConstHeads& queries, const ConstHeads& keys,
                   const ConstHeads& values, const SparsePlan& plan,
                   const SparseOptions& options, std::span<float> workspace,
                   const MutableHeads& out, std::span<float> lse) {
  Status status = CheckSparseHeads(queries, keys, values, options, out, lse);
  if (status.ok()) {
    status = CheckSparsePlan(queries, keys, values, plan, workspace.size());
  }
  if (!status.ok() || queries.heads == 0 || queries.rows == 0) return status;
  const SparseCall call{queries, keys,      values, plan,
                        options, workspace, out,    lse};
  const double flops = 2.0 * static_cast<double>(plan.row_steps()) *
                       static_cast<double>(plan.tile_queries()) *
                       static_cast<double>(queries.heads) *
                       static_cast<double>(keys.cols + values.cols);
  const bool serial = flops < kSerialFlops;
  call.FillSummaries(serial);
  const TileKernel kernel = ActiveTileKernel();
  const std::size_t tiles = plan.tile_count();
  const std::size_t all = tiles * queries.heads;
  const std::size_t ratio = queries.heads / keys.heads;
  ParallelFor(all, serial ? all : 1, [&](std::size_t i, std::size_t end) {
    while (i < end) {
      const std::size_t h = i / tiles;
      const std::size_t stop = std::min(end, (h + 1) * tiles);
      call.RunTiles(kernel, call.KeysOfHead(h / ratio), h, i - h * tiles,
                    stop - h * tiles);
      i = stop;
    }
  });
  return status;
}

Status AttendHeads(const ConstHeads& queries, const ConstHeads& keys,
                   const ConstHeads& values, const AttendOptions& options,
                   const MutableHeads& out, std::span<float> lse) {
  Status status = CheckSparseHeads(
      queries, keys, values,
      {.scale = options.scale, .key_bias = options.key_bias}, out, lse);
  if (!status.ok() || queries.heads == 0) return status;
  const auto attend = [&](std::size_t h) {
    const std::size_t kv = h / (queries.heads / keys.heads);
    return Attend(queries.head(h), keys.head(kv), values.head(kv), options,
                  out.head(h), lse.subspan(h * queries.rows, queries.rows));
  };
  status = attend(0);  // Errors are the same for every head.
  if (!status.ok()) return status;
  ParallelFor(queries.heads - 1, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t h = begin; h < end; ++h) {
      static_cast<void>(attend(h + 1).ok());
    }
  });
  return status;
}

}  // namespace pastiche::kernels
