#include "kernels/decode_sparse.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

#include "kernels/cache_accumulator.h"
#include "kernels/executor.h"

namespace pastiche::kernels {
namespace {

// Shorter runs of slots are gathered one by one.
constexpr std::size_t kShortRun = 8;

// What one query position attends to in one cache, for all its heads.
class SparseStep {
 public:
  // Requires a cache that is not empty.
  SparseStep(const KvCache& cache, const SparsePattern& pattern)
      : cache_(cache),
        tokens_(cache.tokens()),
        pattern_(pattern),
        position_(cache.next_position() - 1),
        window_begin_(position_ - std::min(pattern.window, position_)),
        uses_groups_(pattern.landmark_block != 0 &&
                     pattern.landmark_group != 0 &&
                     cache.size() > pattern.group_min_keys) {
    // Half a group; CheckDecodeSparse has bounded the numbers.
    const std::size_t reach =
        uses_groups_ ? std::max(pattern.window, pattern.landmark_block *
                                                    pattern.landmark_group / 2)
                     : 0;
    near_begin_ = position_ - std::min(reach, position_);
  }

  void AttendHead(std::size_t head, CacheAccumulator& sum) const {
    if (pattern_.landmark_block != 0) AddLandmarks(head, sum);
    AddGlobals(sum);
    AddStrides(sum);
    AddWindow(sum);
  }

 private:
  void AddWindow(CacheAccumulator& sum) const;
  void AddGlobals(CacheAccumulator& sum) const;
  void AddStrides(CacheAccumulator& sum) const;
  void AddLandmarks(std::size_t head, CacheAccumulator& sum) const;
  void AddBlocks(std::size_t head, int level, std::size_t begin,
                 std::size_t end, CacheAccumulator& sum) const;

  [[nodiscard]] bool IsGlobal(std::size_t position) const {
    return std::find(pattern_.globals.begin(), pattern_.globals.end(),
                     position) != pattern_.globals.end();
  }
  // Whether the gate keeps a token of these slots.
  [[nodiscard]] bool KeepsSlots(std::size_t begin, std::size_t end) const {
    if (pattern_.keep.empty()) return true;
    for (std::size_t slot = begin; slot < end; ++slot) {
      if (pattern_.keep[tokens_.position(slot)] != 0) return true;
    }
    return false;
  }
  // A complete group all of whose tokens are far.
  [[nodiscard]] bool IsFarGroup(std::size_t group) const {
    const auto newest = cache_.newest(2);
    return uses_groups_ && group < newest.size() && newest[group] < near_begin_;
  }

  const KvCache& cache_;
  const TokenIndex& tokens_;
  const SparsePattern& pattern_;
  std::size_t position_;
  std::size_t window_begin_;
  std::size_t near_begin_ = 0;
  bool uses_groups_;
};

// Walks back from the newest token, collecting runs of neighbouring slots: all
// one run, or two, unless tokens were evicted out of order.
void SparseStep::AddWindow(CacheAccumulator& sum) const {
  std::size_t slot = tokens_.newest();
  while (slot != kNoSlot && tokens_.position(slot) >= window_begin_) {
    const std::size_t end = slot + 1;
    std::size_t begin = slot;
    for (slot = tokens_.older(slot); slot != kNoSlot && slot + 1 == begin &&
                                     tokens_.position(slot) >= window_begin_;
         slot = tokens_.older(slot)) {
      begin = slot;
    }
    if (end - begin >= kShortRun) {
      sum.AddRange(begin, end);
    } else {
      for (std::size_t s = begin; s < end; ++s) sum.AddSlot(s);
    }
  }
}

void SparseStep::AddGlobals(CacheAccumulator& sum) const {
  for (std::size_t i = 0; i < pattern_.globals.size(); ++i) {
    const std::size_t position = pattern_.globals[i];
    if (position >= window_begin_) continue;
    const auto earlier = pattern_.globals.first(i);
    if (std::find(earlier.begin(), earlier.end(), position) != earlier.end()) {
      continue;
    }
    const std::size_t slot = tokens_.Find(position);
    if (slot != kNoSlot) sum.AddSlot(slot);
  }
}

void SparseStep::AddStrides(CacheAccumulator& sum) const {
  ForEachStride(position_, position_ + 1, pattern_, [&](std::size_t position) {
    if (IsGlobal(position)) return;
    if (!pattern_.keep.empty() && pattern_.keep[position] == 0) return;
    const std::size_t slot = tokens_.Find(position);
    if (slot != kNoSlot) sum.AddSlot(slot);
  });
}

// Entries [begin, end) of a level that are full, lie before the window and pass
// the gate.
void SparseStep::AddBlocks(std::size_t head, int level, std::size_t begin,
                           std::size_t end, CacheAccumulator& sum) const {
  const SummaryView summary = cache_.summary(head, level);
  const auto newest = cache_.newest(level);
  std::array<float, kDecodeChunk> bias;
  std::uint32_t known_size = 1;  // Nearly all sizes are equal.
  float known_bias = 0.0f;
  while (begin < end) {
    const std::size_t start = begin / kKeyBlock * kKeyBlock;
    const std::size_t stop = std::min(end, start + kDecodeChunk);
    std::size_t last = begin;  // Behind the last entry that counts.
    for (std::size_t e = begin; e < stop; ++e) {
      const bool counts =
          newest[e] < window_begin_ && summary.sizes[e] != 0 &&
          KeepsSlots(e * summary.block, (e + 1) * summary.block);
      if (counts && summary.sizes[e] != known_size) {
        known_size = summary.sizes[e];
        const double log = std::log(static_cast<double>(known_size));
        known_bias = pattern_.landmark_bias * static_cast<float>(log);
      }
      bias[e - start] =
          counts ? known_bias : -std::numeric_limits<float>::infinity();
      if (counts) last = e + 1;
    }
    if (last != begin) sum.AddLandmarks(level, begin, last, bias.data());
    begin = stop;
  }
}

// Far groups, one by one or in runs, and the blocks of the other groups.
void SparseStep::AddLandmarks(std::size_t head, CacheAccumulator& sum) const {
  const std::size_t full = cache_.size() / pattern_.landmark_block;
  if (!uses_groups_) return AddBlocks(head, 1, 0, full, sum);
  const std::size_t size = pattern_.landmark_group;
  const std::size_t groups = full / size + (full % size != 0 ? 1 : 0);
  for (std::size_t first = 0; first < groups;) {
    const bool far = IsFarGroup(first);
    std::size_t end = first + 1;
    while (end < groups && IsFarGroup(end) == far) ++end;
    if (far) {
      AddBlocks(head, 2, first, end, sum);
    } else {
      AddBlocks(head, 1, first * size, std::min(full, end * size), sum);
    }
    first = end;
  }
}

QueryLayout LayoutOf(const CacheQueries& queries,
                     const CacheDecodeOptions& options) {
  return {queries.queries.rows, options.query_heads,
          queries.cache->options().kv_heads};
}

void RunItem(const CacheQueries& queries, const SparsePattern& pattern,
             const CacheDecodeOptions& options, std::size_t head,
             std::size_t group) {
  CacheAccumulator sum(*queries.cache, head, queries.queries,
                       LayoutOf(queries, options).Group(head, group),
                       options.scale);
  if (queries.cache->size() != 0) {
    SparseStep(*queries.cache, pattern).AttendHead(head, sum);
  }
  sum.Finish(queries.out, queries.lse);
}

}  // namespace

Status CheckDecodeSparse(const CacheQueries& queries,
                         const SparsePattern& pattern,
                         const CacheDecodeOptions& options) {
  Status status = CheckCacheQueries(queries, options);
  if (!status.ok()) return status;
  status = CheckPattern(queries.cache->next_position(), pattern);
  if (!status.ok()) return status;
  const KvCacheOptions& cache = queries.cache->options();
  if (pattern.landmark_block == 0) return status;
  if (pattern.landmark_block != cache.summary_block) {
    return Status::Error("landmark_block is ", pattern.landmark_block,
                         " but the cache has summaries of ",
                         cache.summary_block, " tokens");
  }
  if (pattern.landmark_group != 0 &&
      pattern.landmark_group != cache.summary_group) {
    return Status::Error("landmark_group is ", pattern.landmark_group,
                         " but the cache has groups of ", cache.summary_group,
                         " blocks");
  }
  return status;
}

Status DecodeSparse(const CacheQueries& queries, const SparsePattern& pattern,
                    const CacheDecodeOptions& options) {
  return DecodeSparseBatch({&queries, 1}, pattern, options);
}

Status DecodeSparseBatch(std::span<const CacheQueries> batch,
                         const SparsePattern& pattern,
                         const CacheDecodeOptions& options) {
  for (const CacheQueries& queries : batch) {
    const Status status = CheckDecodeSparse(queries, pattern, options);
    if (!status.ok()) return status;
  }
  // One KV head of one element is too little work to share; from a few up, all.
  std::size_t items = 0;
  for (const CacheQueries& queries : batch) {
    items += queries.cache->options().kv_heads;
  }
  const auto run = [&](std::size_t first, std::size_t last) {
    std::size_t begin = 0;  // Item number of a request's first head.
    for (const CacheQueries& queries : batch) {
      const std::size_t heads = queries.cache->options().kv_heads;
      const QueryLayout layout = LayoutOf(queries, options);
      for (std::size_t i = std::max(first, begin);
           i < std::min(last, begin + heads); ++i) {
        for (std::size_t g = 0; g < layout.group_count(); ++g) {
          RunItem(queries, pattern, options, i - begin, g);
        }
      }
      begin += heads;
    }
  };
  ParallelFor(items, items < 4 ? items : 1, run);
  return {};
}

}  // namespace pastiche::kernels
