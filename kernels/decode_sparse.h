// Sparse attention of new queries over KV caches: window, globals, strides and
// landmarks of a SparsePattern, at a cost of the entries attended.

#ifndef PASTICHE_KERNELS_DECODE_SPARSE_H_
#define PASTICHE_KERNELS_DECODE_SPARSE_H_

#include <span>

#include "kernels/decode_cache.h"
#include "kernels/sparse_pattern.h"
#include "kernels/status.h"

namespace pastiche::kernels {

// Attention of every row at the position of the newest token, i =
// next_position() - 1, over the entries that sparse_pattern.h gives the last of
// n = i + 1 positions; so `causal` makes no difference. Without evictions it is
// the last row of AttendSparse, within rounding (over what is stored).
//
// After evictions, tokens that are gone are attended by no one, positions mean
// what they did, and landmarks are those of the cache: a block of summary_block
// slots has one if it is full and all its tokens lie before the window; a
// group, if it is full and farther than half a group. A group is used where the
// cache holds more than group_min_keys tokens.
//
// An empty cache gives zeros and -infinity. The gate has next_position()
// entries. Errors, with nothing written: those of DecodeCache and CheckPattern;
// a landmark_block (and landmark_group, unless 0) that is not the cache's.
//
// The same bytes for any thread count and batch, on AVX2 and AVX-512. Does not
// allocate; 160 KiB of stack. Cost: per KV head and four rows, about (key_dim +
// value_dim) * entries; a gate reads one byte per token; globals are compared
// with each other.
Status DecodeSparse(const CacheQueries& queries, const SparsePattern& pattern,
                    const CacheDecodeOptions& options);

// DecodeSparse for every element, on all threads; to the same bytes.
Status DecodeSparseBatch(std::span<const CacheQueries> batch,
                         const SparsePattern& pattern,
                         const CacheDecodeOptions& options);

// The errors documented at DecodeSparse; shared with its twin.
Status CheckDecodeSparse(const CacheQueries& queries,
                         const SparsePattern& pattern,
                         const CacheDecodeOptions& options);

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_DECODE_SPARSE_H_
