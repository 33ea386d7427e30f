#include "kernels/sparse_plan.h"

#include <algorithm>
#include <new>
#include <stdexcept>

#include "kernels/landmarks.h"

namespace pastiche::kernels {
namespace {

// Rows are scored in groups of up to 8; ranges that start and stop there leave
// no single rows over. Hidden rows may be added to a range freely.
constexpr std::size_t kAlign = 8;

std::size_t AlignDown(std::size_t row) { return row / kAlign * kAlign; }
std::size_t AlignUp(std::size_t row, std::size_t end) {
  return std::min(end, AlignDown(row + kAlign - 1));
}

// The queries of a tile whose positions are in [low, high].
QuerySet Between(IndexRange positions, std::ptrdiff_t low,
                 std::ptrdiff_t high) {
  const auto first = static_cast<std::ptrdiff_t>(positions.begin);
  const auto count = static_cast<std::ptrdiff_t>(positions.size());
  const std::ptrdiff_t begin = std::max<std::ptrdiff_t>(low - first, 0);
  const std::ptrdiff_t end = std::min(high - first + 1, count);
  if (begin >= end) return 0;
  return (~QuerySet{0} >> (kMaxTileQueries - static_cast<std::size_t>(end))) &
         (~QuerySet{0} << begin);
}

QuerySet AllOf(IndexRange positions) {
  return Between(positions, 0, PTRDIFF_MAX / 2);
}

// The queries that keys [begin, end) lie farther than `reach` from; causal:
// and before.
QuerySet FartherThan(std::size_t reach, bool causal, IndexRange keys,
                     IndexRange positions) {
  const auto distance = static_cast<std::ptrdiff_t>(reach);
  const auto high = static_cast<std::ptrdiff_t>(keys.end) - 1 + distance;
  const QuerySet above = Between(positions, high + 1, PTRDIFF_MAX / 2);
  if (causal) return above;
  const auto low = static_cast<std::ptrdiff_t>(keys.begin) - distance;
  return above | Between(positions, 0, low - 1);
}

}  // namespace

SparseTile SparsePlan::tile(std::size_t t) const {
  const TileStarts& start = tiles_[t];
  const TileStarts end = t + 1 < tiles_.size()
                             ? tiles_[t + 1]
                             : TileStarts{ranges_.size(), diagonals_.size()};
  const std::size_t first = t * tile_queries_;
  return {
      .first = first,
      .count = std::min(tile_queries_, query_count_ - first),
      .ranges =
          std::span(ranges_).subspan(start.range, end.range - start.range),
      .row_masks = masks_.data(),
      .diagonals = std::span(diagonals_)
                       .subspan(start.diagonal, end.diagonal - start.diagonal)};
}

Status SparsePlan::Build(std::size_t n, const SparsePattern& pattern) {
  return Build(n, pattern, 0, n);
}

Status SparsePlan::Build(std::size_t n, const SparsePattern& pattern,
                         std::size_t first, std::size_t count) {
  tiles_.clear();
  ranges_.clear();
  masks_.clear();
  diagonals_.clear();
  key_count_ = first_ = query_count_ = 0;
  block_count_ = group_count_ = row_steps_ = 0;
  globals_.clear();
  Status status = CheckPattern(n, pattern);
  if (!status.ok()) return status;
  if (first > n || count > n - first) {
    return Status::Error("queries at ", first, " and the next ", count,
                         " positions reach beyond ", n, " keys");
  }
  tile_queries_ = ActiveTileKernel().max_queries;
  key_count_ = n;
  first_ = first;
  try {
    TakePattern(pattern);
    const std::size_t tiles = BlockCount(count, tile_queries_);
    tiles_.reserve(tiles);
    ranges_.reserve(3 * tiles);
    for (std::size_t t = 0; t < tiles; ++t) {
      const std::size_t begin = first + t * tile_queries_;
      AddTile(pattern, {begin, std::min(begin + tile_queries_, first + count)});
    }
    query_count_ = count;
    for (const RowRange& range : ranges_) row_steps_ += range.end - range.begin;
  } catch (const std::exception&) {  // std::bad_alloc or std::length_error.
    tiles_.clear();
    key_count_ = 0;
    return Status::Error("no memory for the plan of ", count, " queries");
  }
  return status;
}

void SparsePlan::TakePattern(const SparsePattern& pattern) {
  landmark_bias_ = pattern.landmark_bias;
  block_ = pattern.landmark_block;
  group_ = pattern.landmark_group;
  block_count_ = BlockCount(key_count_, block_);
  if (group_ > 0 && key_count_ > pattern.group_min_keys) {
    group_count_ = BlockCount(key_count_, block_ * group_);
  }
  for (const std::uint32_t g : pattern.globals) {
    if (g < key_count_) globals_.push_back(g);
  }
  std::sort(globals_.begin(), globals_.end());
  globals_.erase(std::unique(globals_.begin(), globals_.end()), globals_.end());
}

void SparsePlan::AddTile(const SparsePattern& pattern, IndexRange positions) {
  tiles_.push_back({ranges_.size(), diagonals_.size()});
  const EntrySpans first = SpansOf(positions.begin, key_count_, pattern);
  const EntrySpans last = SpansOf(positions.end - 1, key_count_, pattern);
  AddBlocks(pattern, positions, first, last);
  AddFar(pattern, positions, first, last);
  const auto reach =
      static_cast<std::ptrdiff_t>(std::min(pattern.window, key_count_));
  ranges_.push_back({.kind = RangeKind::kMasked,
                     .source = kKeyRows,
                     .begin = AlignDown(first.window.begin),
                     .end = AlignUp(last.window.end, key_count_),
                     .lower = -reach,
                     .upper = pattern.causal ? 0 : reach});
  AddDiagonals(pattern, positions);
}

// All bounds of a query's spans rise with its position, so those of the first
// and the last query of a tile enclose what any of them sees, and tell what all
// see.
void SparsePlan::AddBlocks(const SparsePattern& pattern, IndexRange positions,
                           const EntrySpans& first, const EntrySpans& last) {
  const bool any_below = first.blocks[0].begin < last.blocks[0].end;
  const bool any_above = first.blocks[1].begin < last.blocks[1].end;
  if (!any_below && !any_above) return;
  RowRange range = {.kind = RangeKind::kRowMasks, .source = kBlockRows};
  range.begin =
      AlignDown(any_below ? first.blocks[0].begin : first.blocks[1].begin);
  range.end = AlignUp(any_above ? last.blocks[1].end : last.blocks[0].end,
                      block_count_);
  const IndexRange below = {last.blocks[0].begin, first.blocks[0].end};
  const IndexRange above = {last.blocks[1].begin, first.blocks[1].end};
  const bool all_below = below.begin < below.end;
  const bool all_above = above.begin < above.end;
  range.mask_begin = range.begin;
  range.mask_end = range.end;
  if (pattern.keep.empty()) {
    const bool clear_below = all_below && below.begin == range.begin;
    if (clear_below) range.mask_begin = AlignDown(below.end);
    if (clear_below && below.end == range.end) range.mask_begin = range.end;
    if (all_above && above.end == range.end) {
      range.mask_end = AlignUp(above.begin, range.end);
    }
  }
  range.mask_index = masks_.size();
  const std::size_t keys = block_ * group_;
  const std::size_t reach = std::min(pattern.window, key_count_);
  for (std::size_t b = range.mask_begin; b < range.mask_end; ++b) {
    const IndexRange rows = KeysOf(b, block_, key_count_);
    QuerySet seen = FartherThan(reach, pattern.causal, rows, positions);
    if (group_count_ > 0) {
      const auto switched = static_cast<std::ptrdiff_t>(
          std::min(pattern.group_min_keys, key_count_));
      seen &= ~FartherThan(std::max(reach, keys / 2), pattern.causal,
                           KeysOf(b / group_, keys, key_count_), positions) |
              (pattern.causal ? Between(positions, 0, switched - 1) : 0);
    }
    masks_.push_back(KeepsAny(pattern, rows) ? seen : 0);
  }
  ranges_.push_back(range);
}

void SparsePlan::AddFar(const SparsePattern& pattern, IndexRange positions,
                        const EntrySpans& first, const EntrySpans& last) {
  const std::size_t reach = std::min(pattern.window, key_count_);
  const QuerySet all = AllOf(positions);
  const std::size_t mask_index = masks_.size();
  for (const std::uint32_t g : globals_) {
    masks_.push_back(
        FartherThan(reach, pattern.causal, {g, std::size_t{g} + 1}, positions));
  }
  const std::size_t keys = block_ * group_;
  std::size_t end = last.groups[0].end;
  if (first.groups[1].size() + last.groups[1].size() > 0) end = group_count_;
  const auto grouped =
      static_cast<std::ptrdiff_t>(std::min(pattern.group_min_keys, key_count_));
  for (std::size_t g = 0; g < end; ++g) {
    const IndexRange rows = KeysOf(g, keys, key_count_);
    QuerySet seen =
        FartherThan(std::max(reach, keys / 2), pattern.causal, rows, positions);
    if (pattern.causal) seen &= Between(positions, grouped, PTRDIFF_MAX / 2);
    masks_.push_back(KeepsAny(pattern, rows) ? seen : 0);
  }
  RowRange range = {.kind = RangeKind::kRowMasks,
                    .source = kFarRows,
                    .end = masks_.size() - mask_index};
  const auto begin = masks_.begin() + static_cast<std::ptrdiff_t>(mask_index);
  if (std::all_of(begin, masks_.end(), [](QuerySet s) { return s == 0; })) {
    masks_.resize(mask_index);
    return;
  }
  range.mask_index = mask_index;
  range.mask_end = range.end;
  if (std::all_of(begin, masks_.end(),
                  [all](QuerySet s) { return s == all; })) {
    masks_.resize(mask_index);
    range.mask_end = 0;
  }
  ranges_.push_back(range);
}

void SparsePlan::AddDiagonals(const SparsePattern& pattern,
                              IndexRange positions) {
  if (!pattern.log_stride) return;
  const auto n = static_cast<std::ptrdiff_t>(key_count_);
  const auto add = [&](std::ptrdiff_t offset) {
    const auto first = static_cast<std::ptrdiff_t>(positions.begin) + offset;
    QuerySet queries = Between(positions, -offset, n - 1 - offset);
    const auto end = first + static_cast<std::ptrdiff_t>(positions.size());
    const auto from =
        std::lower_bound(globals_.begin(), globals_.end(), first,
                         [](std::uint32_t g, std::ptrdiff_t row) {
                           return static_cast<std::ptrdiff_t>(g) < row;
                         });
    for (auto g = from; g != globals_.end() && *g < end; ++g) {
      queries &= ~(QuerySet{1} << (static_cast<std::ptrdiff_t>(*g) - first));
    }
    for (std::size_t q = 0; !pattern.keep.empty() && q < positions.size();
         ++q) {
      if ((queries >> q & 1) == 0) continue;
      if (pattern.keep[static_cast<std::size_t>(first) + q] == 0) {
        queries &= ~(QuerySet{1} << q);
      }
    }
    if (queries != 0) diagonals_.push_back({offset, queries});
  };
  for (std::ptrdiff_t step = 1; step < n; step *= 2) {
    if (static_cast<std::size_t>(step) <= pattern.window) continue;
    add(-step);
    if (!pattern.causal) add(step);
  }
}

}  // namespace pastiche::kernels
