// Attention of new queries over KV caches: one step of autoregressive
// generation, for one sequence or many, with an optional deadline. Pure
// computation on caches: does not allocate.

#ifndef PASTICHE_KERNELS_DECODE_CACHE_H_
#define PASTICHE_KERNELS_DECODE_CACHE_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <span>

#include "kernels/cache_chunk.h"
#include "kernels/kv_cache.h"
#include "kernels/matrix.h"
#include "kernels/status.h"

namespace pastiche::kernels {

struct CacheDecodeOptions {
  // Of the inner products; finite. 1/sqrt(d) is up to the caller.
  float scale = 1.0f;
  // Heads of each query, a multiple of the cache's kv_heads: head i reads KV
  // head i / (query_heads / kv_heads). 0: as many as there are query rows.
  std::size_t query_heads = 0;
};

// Queries over one cache: row t * query_heads + h is head h of query t. Every
// query sees the whole cache. Queries of one cache share what is read.
struct CacheQueries {
  const KvCache* cache = nullptr;  // Not null.
  ConstMatrix queries;             // (n * query_heads, key_dim)
  MutableMatrix out;               // (n * query_heads, value_dim)
  std::span<float> lse;            // (n * query_heads)
};

// For every row: attention over all cached tokens of its KV head; same meaning,
// limits, empty and infinite cases as Attend, over what is stored. Keys are
// summed in chunks of 1024 slots, merged in order: the same bytes for any
// thread count, batch and grouping, on AVX2 and AVX-512.
//
// Errors, with nothing written: widths or row counts that do not fit the cache,
// heads that are no multiple of kv_heads, a span too small for its shape, a
// scale that is not finite. Outputs must not overlap inputs.
Status DecodeCache(const CacheQueries& queries,
                   const CacheDecodeOptions& options);

// DecodeCache for every element, on all threads; to the same bytes.
Status DecodeBatch(std::span<const CacheQueries> batch,
                   const CacheDecodeOptions& options);

// Time left. `now` may be replaced in tests, and must be in the freestanding
// profile, which has no clock: without it time stands still there.
struct Deadline {
  std::chrono::nanoseconds budget{0};
  std::chrono::nanoseconds (*now)(void* context) = nullptr;  // Null: steady.
  void* context = nullptr;
};

struct DeadlineExceeded {
  std::chrono::nanoseconds elapsed{0};
  std::size_t checkpoint = 0;  // Chunks finished since the very start.
};

// The next chunk of a batch.
struct DecodeCursor {
  std::size_t request = 0;
  std::size_t head = 0;
  std::size_t group = 0;
  std::size_t chunk = 0;
};

// Where a decode that ran out of time goes on. Start with a new one.
struct DecodeProgress {
  DecodeCursor next;
  std::size_t chunks_done = 0;
  std::array<DecodePartial, kQueryGroup> totals;  // Of the group at hand.
};

struct TimedStatus {
  Status status;
  std::optional<DeadlineExceeded> exceeded;
};

// DecodeBatch until the budget is spent, looking at the clock after every chunk
// on each thread. If it is, rows not finished are left as they were; the same
// call with the same arguments and `progress` continues. Done in one call or in
// many, the bytes are those of DecodeBatch. A budget of 0 or less: one step.
TimedStatus DecodeUntil(std::span<const CacheQueries> batch,
                        const CacheDecodeOptions& options,
                        const Deadline& deadline, DecodeProgress& progress);

// Adds to a heavy-hitter cache's masses the attention that each token got from
// these queries: exp(score - lse), summed over rows; lse as DecodeCache gave
// it. Errors as DecodeCache, or another eviction policy.
Status AddAttentionMass(const ConstMatrix& queries, std::span<const float> lse,
                        const CacheDecodeOptions& options, KvCache& cache);

// Starts the threads and picks the SIMD target, so that the first decode is as
// fast as the next. Memory is the caller's to touch (OwnedKvCache does).
void WarmUp();

// The errors documented at DecodeCache; shared with its twin.
Status CheckCacheQueries(const CacheQueries& queries,
                         const CacheDecodeOptions& options);

// The part of it that concerns inputs; lse_size is that of lse.
Status CheckQueryRows(const KvCache& cache, const ConstMatrix& queries,
                      std::size_t lse_size, const CacheDecodeOptions& options);

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_DECODE_CACHE_H_
