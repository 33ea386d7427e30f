// Routed attention of new queries over a KV cache of any storage type.

#ifndef PASTICHE_KERNELS_DECODE_ROUTED_H_
#define PASTICHE_KERNELS_DECODE_ROUTED_H_

#include <cstddef>
#include <span>

#include "kernels/decode_cache.h"
#include "kernels/kv_cache.h"
#include "kernels/route_index.h"
#include "kernels/routed.h"
#include "kernels/status.h"

namespace pastiche::kernels {

// The cache's own block summaries of one head, as routing reads them: segments
// of 64 keys, no boxes; max_norm from means and radii. Valid as
// KvCache::summary is. Requires head < kv_heads and summary_block = 64.
[[nodiscard]] RouteSummaries SummariesOf(const KvCache& cache,
                                         std::size_t head);

// AttendRouted for every row over its KV head's slots, as stored. By
// `indices` (kv_heads), each Extended over all complete blocks of that head,
// which are better (16 keys per landmark, boxes) but only for caches that never
// evict; or, if empty, by the cache's own summaries. missed_mass (rows) may be
// empty.
//
// Of `routing`, budget, budget_keys and max_missed_mass count; scale is that of
// `options`. Errors, with nothing written: those of DecodeCache and
// AttendRouted; a cache with summaries of other blocks than 64 slots; key_bias
// or causal set. The same bytes for any thread count, on AVX2 and AVX-512.
Status DecodeRouted(const CacheQueries& queries,
                    const CacheDecodeOptions& options,
                    const RoutedOptions& routing,
                    std::span<const RouteIndex> indices,
                    std::span<float> missed_mass, RoutedWorkspace& workspace);

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_DECODE_ROUTED_H_
