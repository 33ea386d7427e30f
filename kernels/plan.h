// What one tile of queries attends to, as ranges of rows: the form in which
// every attention pattern, dense or sparse, reaches the tile kernel.

#ifndef PASTICHE_KERNELS_PLAN_H_
#define PASTICHE_KERNELS_PLAN_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace pastiche::kernels {

inline constexpr std::size_t kMaxHeadDim = 256;

// The running maximum is updated once per block of this many rows. Blocks lie
// on a grid of absolute row numbers of a source, never relative to a range or a
// tile, so that a query's arithmetic does not depend on how queries were tiled.
inline constexpr std::size_t kSoftmaxBlock = 128;

// Scores this small, in log2 units, need no running maximum.
inline constexpr float kBoundedScore = 24.0f;

// Keys with their values and biases, row by row. Not owned.
struct RowSource {
  const float* keys = nullptr;  // (rows, key_dim)
  std::size_t key_stride = 0;
  const float* values = nullptr;  // (rows, value_dim)
  std::size_t value_stride = 0;
  const float* bias = nullptr;  // (rows), natural log units; null: all zero.
};

enum class RangeKind : std::uint8_t {
  kFull,     // Every query of the tile sees every row of the range.
  kMasked,   // Query i sees row j iff position(i) + lower <= j <=
             // position(i) + upper, inclusive offsets.
  kRowMasks  // Rows in [mask_begin, mask_end) have a QuerySet each, which the
             // rest of the range need not: every query sees it.
};

// Bit q: query number q of a tile.
using QuerySet = std::uint64_t;
inline constexpr std::size_t kMaxTileQueries = 64;

// Rows [begin, end) of one source. Ranges of a tile are disjoint. To keep
// results independent of tiling, a row that some query sees may be left out
// for no query of any tile, and inside the rows of one source that a query
// sees, ranges may start or stop only on the grid.
struct RowRange {
  RangeKind kind = RangeKind::kFull;
  std::uint32_t source = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::ptrdiff_t lower = 0;  // kMasked only.
  std::ptrdiff_t upper = 0;
  std::size_t mask_begin = 0;  // kRowMasks only, multiples of 8 or `end`.
  std::size_t mask_end = 0;
  std::size_t mask_index = 0;  // Of mask_begin's set in TileTask::row_masks.
};

// One key per query: query i of the set sees row position(i) + offset.
struct Diagonal {
  std::ptrdiff_t offset = 0;
  QuerySet queries = 0;
};
inline constexpr std::size_t kMaxDiagonals = 128;

// Offset without effect: |offset| exceeds any row number.
inline constexpr std::ptrdiff_t kUnlimited = PTRDIFF_MAX / 4;

// One tile: consecutive queries, what they see, and where the results go.
struct TileTask {
  const float* queries = nullptr;  // (query_count, key_dim)
  std::size_t query_stride = 0;
  std::size_t query_count = 0;  // 1 ... TileKernel::max_queries.
  std::size_t position = 0;     // Of the first query; the next ones follow.
  std::size_t key_dim = 0;      // <= kMaxHeadDim
  std::size_t value_dim = 0;    // <= kMaxHeadDim
  float scale = 1.0f;           // Of the inner products, finite.
  // Upper bounds over all sources, infinity if unknown: of the keys' lengths
  // and of |bias|. Small ones save the running maximum.
  float key_length = std::numeric_limits<float>::infinity();
  float bias_size = std::numeric_limits<float>::infinity();
  std::span<const RowSource> sources;
  std::span<const RowRange> ranges;  // In the order they are accumulated.
  const QuerySet* row_masks = nullptr;
  // Of source 0, accumulated last, as one block; at most kMaxDiagonals.
  std::span<const Diagonal> diagonals = {};
  float* out = nullptr;  // (query_count, value_dim)
  std::size_t out_stride = 0;
  float* lse = nullptr;  // (query_count)
  // What the caller's next tile starts with, if any: prefetched. At the stride
  // of `queries`.
  const float* next_queries = nullptr;
  std::size_t next_query_count = 0;
};

// Attends one tile, on the calling thread. Scratch is on the stack: 80 KiB on
// AVX-512, 8 KiB on the scalar target.
struct TileKernel {
  std::size_t max_queries;
  void (*run)(const TileTask& task);
};

// The tile kernel of the active SIMD target; see ActiveTarget().
[[nodiscard]] TileKernel ActiveTileKernel();

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_PLAN_H_
