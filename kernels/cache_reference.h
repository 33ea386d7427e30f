// Scalar twins of the KV cache's decoding and summaries, in double precision,
// by definition: every token is looked at, whatever it costs.

#ifndef PASTICHE_KERNELS_CACHE_REFERENCE_H_
#define PASTICHE_KERNELS_CACHE_REFERENCE_H_

#include <vector>

#include "kernels/decode_cache.h"
#include "kernels/decode_sparse.h"
#include "kernels/kv_cache.h"
#include "kernels/sparse_pattern.h"

namespace pastiche::kernels::reference {

Status DecodeCache(const CacheQueries& queries,
                   const CacheDecodeOptions& options);

Status DecodeSparse(const CacheQueries& queries, const SparsePattern& pattern,
                    const CacheDecodeOptions& options);

// The mean key (key_dim) and then value (value_dim) of slots [begin, end) whose
// key is finite; zeros if there are none.
std::vector<double> MeanToken(const KvCache& cache, std::size_t head,
                              std::size_t begin, std::size_t end);

}  // namespace pastiche::kernels::reference

#endif  // PASTICHE_KERNELS_CACHE_REFERENCE_H_
