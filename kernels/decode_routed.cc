#include "kernels/decode_routed.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "kernels/plan.h"
#include "kernels/routed_wave.h"

namespace pastiche::kernels {
namespace {

// At least |mean| + radius of every block, so the length of every key in it.
float NormOf(const RouteSummaries& s) {
  double largest = 0.0;
  for (std::size_t first = 0; first < s.block_count; first += kKeyBlock) {
    std::array<double, kKeyBlock> squares{};
    const float* const lines =
        s.mean_keys.data.data() + first * s.mean_keys.dim;
    for (std::size_t c = 0; c < s.mean_keys.dim; ++c) {
      for (std::size_t j = 0; j < kKeyBlock; ++j) {
        const double x = double{lines[c * kKeyBlock + j]};
        squares[j] += x * x;
      }
    }
    const std::size_t count = std::min(kKeyBlock, s.block_count - first);
    for (std::size_t j = 0; j < count; ++j) {
      largest =
          std::max(largest, std::sqrt(squares[j]) + double{s.radii[first + j]});
    }
  }
  const double up = largest * (1.0 + 0x1p-22);
  return up < double{std::numeric_limits<float>::max()}
             ? static_cast<float>(up)
             : std::numeric_limits<float>::infinity();
}

// At least the length of every key past the last complete block.
double NormOfRest(const KvCache& cache, std::size_t head) {
  double largest = 0.0;
  std::array<float, kMaxHeadDim> key;
  for (std::size_t slot = cache.size() / kKeyBlock * kKeyBlock;
       slot < cache.size(); ++slot) {
    cache.ReadKey(head, slot, key.data());
    double squares = 0.0;
    for (std::size_t c = 0; c < cache.options().key_dim; ++c) {
      squares += double{key[c]} * double{key[c]};
    }
    if (std::isfinite(squares)) largest = std::max(largest, squares);
  }
  return std::sqrt(largest) * (1.0 + 0x1p-40);
}

Status CheckDecodeRouted(const CacheQueries& queries,
                         const CacheDecodeOptions& options,
                         const RoutedOptions& routing,
                         std::span<const RouteIndex> indices,
                         std::span<float> missed_mass) {
  Status status = CheckCacheQueries(queries, options);
  if (!status.ok()) return status;
  const KvCacheOptions& cache = queries.cache->options();
  if (routing.causal || !routing.key_bias.empty()) {
    return Status::Error("key_bias and causal do not apply to a cache");
  }
  if (!(routing.budget >= 0.0f && routing.budget <= 1.0f)) {
    return Status::Error("budget is not in [0, 1]");
  }
  if (!(routing.max_missed_mass >= 0.0f && routing.max_missed_mass <= 1.0f)) {
    return Status::Error("max_missed_mass is not in [0, 1]");
  }
  if (!missed_mass.empty() && missed_mass.size() != queries.queries.rows) {
    return Status::Error("missed_mass has ", missed_mass.size(),
                         " entries for ", queries.queries.rows, " queries");
  }
  if (indices.empty()) {
    if (cache.summary_block == kKeyBlock) return status;
    return Status::Error("summary_block is ", cache.summary_block,
                         "; routing needs 64");
  }
  if (indices.size() != cache.kv_heads) {
    return Status::Error("indices for ", indices.size(), " of ", cache.kv_heads,
                         " KV heads");
  }
  for (const RouteIndex& index : indices) {
    const RouteSummaries s = index.summaries();
    const std::size_t blocks = queries.cache->size() / kKeyBlock;
    if (s.block_count != blocks ||
        (blocks > 0 && (s.mean_keys.dim != cache.key_dim ||
                        s.mean_values.cols != cache.value_dim))) {
      return Status::Error("an index of ", s.block_count, " blocks for ",
                           blocks, ", or of other dimensions");
    }
  }
  return status;
}

}  // namespace

RouteSummaries SummariesOf(const KvCache& cache, std::size_t head) {
  const SummaryView view = cache.summary(head, /*level=*/1);
  RouteSummaries s;
  s.block_count = cache.size() / kKeyBlock;
  s.segment = kKeyBlock;
  s.mean_keys = view.mean_keys;
  s.mean_values = view.mean_values;
  s.radii = view.radius.first(s.block_count);
  s.max_norm = NormOf(s);
  return s;
}

Status DecodeRouted(const CacheQueries& queries,
                    const CacheDecodeOptions& options,
                    const RoutedOptions& routing,
                    std::span<const RouteIndex> indices,
                    std::span<float> missed_mass, RoutedWorkspace& workspace) {
  Status status =
      CheckDecodeRouted(queries, options, routing, indices, missed_mass);
  const std::size_t rows = queries.queries.rows;
  if (!status.ok() || rows == 0) return status;
  const KvCache& cache = *queries.cache;
  const std::size_t kv_heads = cache.options().kv_heads;
  const std::size_t heads =
      options.query_heads == 0 ? rows : options.query_heads;
  // Rows that follow one another and read the same KV head. With one KV head
  // these are all rows, whatever the query.
  const std::size_t run = kv_heads == 1 ? rows : heads / kv_heads;
  RoutedOptions routed = routing;
  routed.scale = options.scale;
  routed.group = 1;
  for (std::size_t head = 0; head < kv_heads; ++head) {
    const RouteSummaries summaries =
        indices.empty() ? SummariesOf(cache, head) : indices[head].summaries();
    const double rest_norm = NormOfRest(cache, head);
    for (std::size_t row = head * run; row < rows; row += heads) {
      const ConstMatrix part(
          queries.queries.data.subspan(row * queries.queries.stride), run,
          queries.queries.cols, queries.queries.stride);
      const RoutedResult result{
          .out =
              MutableMatrix(queries.out.data.subspan(row * queries.out.stride),
                            run, queries.out.cols, queries.out.stride),
          .lse = queries.lse.subspan(row, run),
          .missed_mass = missed_mass.empty() ? missed_mass
                                             : missed_mass.subspan(row, run)};
      RoutedWave wave(part, cache.head(head), rest_norm, summaries, routed,
                      result, workspace.buffers());
      for (std::size_t first = 0; first < run; first += kWaveQueries) {
        wave.Run(first, std::min(kWaveQueries, run - first));
      }
      if (kv_heads == 1) break;
    }
  }
  return status;
}

}  // namespace pastiche::kernels
