// How much memory attention needs besides queries, keys, values and outputs,
// by the length of the sequence; and what a cache takes.

#include <fmt/format.h>
#include <malloc.h>

#include "bench/scenario.h"
#include "kernels/attend_sparse.h"
#include "kernels/kv_cache.h"

namespace pastiche::bench {
namespace {

constexpr std::size_t kDim = 64;

// Heap bytes in use, allocator's own included; large blocks are mapped apart.
std::size_t HeapBytes() {
  const auto info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

Result<Trial> PrepareSparse(std::size_t n) {
  Trial trial;
  const std::size_t before = HeapBytes();
  kernels::SparsePlan plan;
  if (!plan.Build(n, {}).ok()) {
    return Fail(ErrorCode::kInvalidArgument, "the plan is refused");
  }
  trial.figures = {
      {"plan_bytes", static_cast<double>(HeapBytes() - before)},
      {"workspace_bytes",
       static_cast<double>(sizeof(float) *
                           kernels::SparseWorkspaceSize(plan, kDim, kDim))},
      {"score_matrix_bytes",
       4.0 * static_cast<double>(n) * static_cast<double>(n)}};
  return trial;
}

Result<Trial> PrepareCache(std::size_t n) {
  Trial trial;
  using kernels::StorageType;
  for (const auto type :
       {StorageType::kFloat32, StorageType::kFloat16, StorageType::kInt8}) {
    trial.figures.emplace_back(
        fmt::format("{}_bytes", kernels::StorageName(type)),
        static_cast<double>(kernels::KvCacheBytes({.capacity = n,
                                                   .key_dim = kDim,
                                                   .value_dim = kDim,
                                                   .type = type})));
  }
  return trial;
}

}  // namespace

void AddMemoryScenarios(const Settings&, std::vector<Scenario>& list) {
  for (const std::size_t n : {1024u, 8192u, 32768u, 65536u}) {
    list.push_back({fmt::format("memory/sparse/n={}/w=128", n), 1,
                    [n](const Settings&) { return PrepareSparse(n); }});
    list.push_back({fmt::format("memory/cache/n={}/d=64", n), 1,
                    [n](const Settings&) { return PrepareCache(n); }});
  }
}

}  // namespace pastiche::bench
