#include "kernels/attend_auto.h"

#include <algorithm>

#include "kernels/attention.h"

namespace pastiche::kernels {

AttendCosts EstimateCosts(std::size_t n, const SparsePattern& pattern) {
  constexpr std::size_t kSamples = 64;
  AttendCosts costs;
  if (n == 0 || !CheckPattern(n, pattern).ok()) return costs;
  const std::size_t samples = std::min(n, kSamples);
  const std::size_t step = n / samples;
  for (std::size_t s = 0; s < samples; ++s) {
    const std::size_t position = s * step + step / 2;
    const EntrySpans spans = SpansOf(position, n, pattern);
    std::size_t entries = spans.window.size() + pattern.globals.size();
    for (const IndexRange& range : spans.blocks) entries += range.size();
    for (const IndexRange& range : spans.groups) entries += range.size();
    std::size_t strides = 0;
    ForEachStride(position, n, pattern, [&](std::size_t) { ++strides; });
    costs.sparse += kEntryCost * static_cast<double>(entries) +
                    kStrideCost * static_cast<double>(strides) + kQueryCost;
    costs.dense += static_cast<double>(pattern.causal ? position + 1 : n);
  }
  const double scale = static_cast<double>(n) / static_cast<double>(samples);
  costs.sparse *= scale;
  costs.dense *= scale;
  return costs;
}

AttendPath ChoosePath(std::size_t n, const SparsePattern& pattern) {
  if (!pattern.keep.empty()) return AttendPath::kSparse;
  const AttendCosts costs = EstimateCosts(n, pattern);
  return costs.sparse < costs.dense ? AttendPath::kSparse : AttendPath::kDense;
}

std::size_t SparseCrossover(const SparsePattern& pattern, std::size_t limit) {
  SparsePattern ungated = pattern;
  ungated.keep = {};
  const auto is_sparse = [&](std::size_t n) {
    return ChoosePath(n, ungated) == AttendPath::kSparse;
  };
  if (limit == 0 || !is_sparse(limit)) return limit;
  std::size_t dense = 0;  // Costs nothing either way.
  std::size_t sparse = limit;
  while (sparse - dense > 1) {
    const std::size_t middle = dense + (sparse - dense) / 2;
    (is_sparse(middle) ? sparse : dense) = middle;
  }
  return sparse;
}

Status AttendAuto(const ConstMatrix& queries, const ConstMatrix& keys,
                  const ConstMatrix& values, const SparsePattern& pattern,
                  const SparseOptions& options, const MutableMatrix& out,
                  std::span<float> lse, AttendPath* path) {
  Status status = CheckPattern(keys.rows, pattern);
  if (status.ok() && queries.rows != keys.rows) {
    status = Status::Error("queries have ", queries.rows,
                           " rows but keys have ", keys.rows);
  }
  if (!status.ok()) return status;
  const AttendPath chosen = ChoosePath(keys.rows, pattern);
  if (path != nullptr) *path = chosen;
  if (chosen == AttendPath::kSparse) {
    return AttendSparse(queries, keys, values, pattern, options, out, lse);
  }
  return Attend(queries, keys, values,
                {.scale = options.scale,
                 .key_bias = options.key_bias,
                 .causal = pattern.causal},
                out, lse);
}

}  // namespace pastiche::kernels
