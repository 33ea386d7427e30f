#include "kernels/attention.h"

#include <algorithm>
#include <array>

#include "kernels/attention_check.h"
#include "kernels/executor.h"
#include "kernels/plan.h"
#include "kernels/row_length.h"

namespace pastiche::kernels {
namespace {

// About 50 us of work at 100 GFLOP/s: below it, waking threads costs more.
constexpr double kSerialFlops = 5e6;

// Fewer queries than this do not repay a look at every key beforehand.
constexpr std::size_t kBoundedQueries = 64;

// The plan of a dense tile: at most one full and one masked range.
struct DensePlan {
  std::array<RowRange, 2> ranges;
  std::size_t count = 0;
};

// Causal: rows that every query sees, down to the grid; then the blocks with
// the diagonal. Cutting at the grid keeps each query's blocks the same whatever
// tile it is in.
DensePlan PlanDense(std::size_t key_count, bool causal, std::size_t position,
                    std::size_t query_count) {
  DensePlan plan;
  std::size_t full_end = key_count;
  if (causal && position + 1 < key_count) {
    full_end = (position + 1) / kSoftmaxBlock * kSoftmaxBlock;
  }
  if (full_end > 0) {
    plan.ranges[plan.count++] = {.kind = RangeKind::kFull, .end = full_end};
  }
  const std::size_t end = std::min(key_count, position + query_count);
  if (full_end < key_count && full_end < end) {
    plan.ranges[plan.count++] = {.kind = RangeKind::kMasked,
                                 .begin = full_end,
                                 .end = end,
                                 .lower = -kUnlimited,
                                 .upper = 0};
  }
  return plan;
}

}  // namespace

Status Attend(const ConstMatrix& queries, const ConstMatrix& keys,
              const ConstMatrix& values, const AttendOptions& options,
              const MutableMatrix& out, std::span<float> lse) {
  Status status = CheckAttend(queries, keys, values, options, out, lse);
  if (!status.ok() || queries.rows == 0) return status;

  const RowSource source = {
      .keys = keys.data.data(),
      .key_stride = keys.stride,
      .values = values.data.data(),
      .value_stride = values.stride,
      .bias = options.key_bias.empty() ? nullptr : options.key_bias.data()};
  const TileKernel kernel = ActiveTileKernel();
  TileTask shared;
  if (queries.rows >= kBoundedQueries && options.key_bias.empty()) {
    shared.key_length = MaxRowLength(keys);
    shared.bias_size = 0.0f;
  }
  const auto run_tiles = [&](std::size_t first_tile, std::size_t end_tile) {
    for (std::size_t tile = first_tile; tile < end_tile; ++tile) {
      const std::size_t first = tile * kernel.max_queries;
      const std::size_t count =
          std::min(kernel.max_queries, queries.rows - first);
      const std::size_t position = options.query_position + first;
      const DensePlan plan =
          PlanDense(keys.rows, options.causal, position, count);
      kernel.run({.queries = queries.row(first),
                  .query_stride = queries.stride,
                  .query_count = count,
                  .position = position,
                  .key_dim = keys.cols,
                  .value_dim = values.cols,
                  .scale = options.scale,
                  .key_length = shared.key_length,
                  .bias_size = shared.bias_size,
                  .sources = {&source, 1},
                  .ranges = {plan.ranges.data(), plan.count},
                  .out = out.row(first),
                  .out_stride = out.stride,
                  .lse = &lse[first]});
    }
  };
  const std::size_t tiles =
      (queries.rows + kernel.max_queries - 1) / kernel.max_queries;
  const double flops = 2.0 * static_cast<double>(queries.rows) *
                       static_cast<double>(keys.rows) *
                       static_cast<double>(keys.cols + values.cols);
  ParallelFor(tiles, flops < kSerialFlops ? tiles : 1, run_tiles);
  return {};
}

}  // namespace pastiche::kernels
