// A sparse pattern worked out for the tiles of a sequence: which ranges of rows
// each tile of queries walks. Built once, then shared by heads, calls, threads.

#ifndef PASTICHE_KERNELS_SPARSE_PLAN_H_
#define PASTICHE_KERNELS_SPARSE_PLAN_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/plan.h"
#include "kernels/sparse_pattern.h"
#include "kernels/status.h"

namespace pastiche::kernels {

// The sources that a sparse plan's ranges refer to. Rows whose number depends
// on the length of the sequence come last, so that a longer one leaves the
// results of a causal prefix as they are, to the bit.
enum SparseSource : std::uint32_t {
  kKeyRows = 0,
  kBlockRows = 1,  // Landmarks of blocks.
  kFarRows = 2,    // Globals, ascending; then landmarks of groups.
  kSparseSources = 3
};

// What one tile walks. Points into the plan.
struct SparseTile {
  std::size_t first = 0;  // Query number, not position.
  std::size_t count = 0;
  std::span<const RowRange> ranges;
  const QuerySet* row_masks = nullptr;
  std::span<const Diagonal> diagonals;
};

class SparsePlan {
 public:
  // For the queries at positions first ... first + count - 1 of n keys. Keeps
  // nothing of `pattern`; reuses the memory of an earlier plan. Errors, with
  // the plan left empty: those of CheckPattern; positions beyond n; no memory.
  // O(count / tile + globals), gated also O(count log n).
  Status Build(std::size_t n, const SparsePattern& pattern);
  Status Build(std::size_t n, const SparsePattern& pattern, std::size_t first,
               std::size_t count);

  [[nodiscard]] std::size_t key_count() const { return key_count_; }
  [[nodiscard]] std::size_t first_position() const { return first_; }
  [[nodiscard]] std::size_t query_count() const { return query_count_; }
  // Queries per tile: ActiveTileKernel().max_queries when it was built. A plan
  // serves kernels of that width only.
  [[nodiscard]] std::size_t tile_queries() const { return tile_queries_; }

  [[nodiscard]] std::size_t tile_count() const { return tiles_.size(); }
  [[nodiscard]] SparseTile tile(std::size_t t) const;

  // Rows that all tiles walk together, each for tile_queries() queries.
  [[nodiscard]] std::size_t row_steps() const { return row_steps_; }

  // What its sources hold.
  [[nodiscard]] std::size_t landmark_block() const { return block_; }
  [[nodiscard]] std::size_t landmark_group() const { return group_; }
  [[nodiscard]] float landmark_bias() const { return landmark_bias_; }
  [[nodiscard]] std::size_t block_count() const { return block_count_; }
  [[nodiscard]] std::size_t group_count() const { return group_count_; }
  // Ascending, without repetitions, < n.
  [[nodiscard]] std::span<const std::uint32_t> globals() const {
    return globals_;
  }

 private:
  struct TileStarts {
    std::size_t range, diagonal;
  };
  void TakePattern(const SparsePattern& pattern);
  void AddTile(const SparsePattern& pattern, IndexRange positions);
  void AddBlocks(const SparsePattern& pattern, IndexRange positions,
                 const EntrySpans& first, const EntrySpans& last);
  void AddFar(const SparsePattern& pattern, IndexRange positions,
              const EntrySpans& first, const EntrySpans& last);
  void AddDiagonals(const SparsePattern& pattern, IndexRange positions);

  std::size_t key_count_ = 0, first_ = 0, query_count_ = 0, tile_queries_ = 0;
  std::size_t block_ = 0, group_ = 0, block_count_ = 0, group_count_ = 0;
  std::size_t row_steps_ = 0;
  float landmark_bias_ = 0.0f;
  std::vector<std::uint32_t> globals_;
  std::vector<TileStarts> tiles_;
  std::vector<RowRange> ranges_;
  std::vector<QuerySet> masks_;
  std::vector<Diagonal> diagonals_;
};

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_SPARSE_PLAN_H_
