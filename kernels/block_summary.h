// Mean keys, mean values and radii of the blocks of a cache, kept up to date as
// tokens come and go: landmarks, and what routing goes by. Internal to KvCache,
// which hands out their SummaryView.

#ifndef PASTICHE_KERNELS_BLOCK_SUMMARY_H_
#define PASTICHE_KERNELS_BLOCK_SUMMARY_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/cache_store.h"
#include "kernels/cache_view.h"
#include "kernels/kv_cache_options.h"
#include "kernels/memory_carver.h"
#include "kernels/token_index.h"

namespace pastiche::kernels {

// One level of one cache, all heads. Level 1 has an entry for every block with
// a token, level 2 one for every complete group of blocks.
class BlockSummaries {
 public:
  // Takes its arrays from `carver`; usable only if that has memory enough.
  void Init(const KvCacheOptions& options, MemoryCarver& carver);
  void Clear();

  // The last slot of `tokens` was just filled, in a cache that grew by it.
  void Append(const CacheStore& store, const TokenIndex& tokens);
  // The newest token took the place of another. Its block's entry, and its
  // group's, say nothing (size 0, radius +infinity) until a token is written to
  // another block: so a ring is summed up once per block, not once per token.
  void Replace(const CacheStore& store, const TokenIndex& tokens,
               std::size_t slot);
  // The token of the last slot has moved to `slot`, or was dropped (then slot
  // is tokens.size()). Flush must follow before anything else.
  void MoveLast(const CacheStore& store, const TokenIndex& tokens,
                std::size_t slot);
  // Sums up what MoveLast left open.
  void Flush(const CacheStore& store, const TokenIndex& tokens);

  // Level 1 or 2; empty if there are none.
  [[nodiscard]] SummaryView view(std::size_t head, int level) const;
  [[nodiscard]] std::span<const std::size_t> newest(int level) const;

 private:
  static constexpr std::size_t kNoBlock = SIZE_MAX;

  struct Level {
    std::size_t block = 0;       // Slots per entry; 0: no such level.
    std::size_t capacity = 0;    // Entries.
    std::size_t key_floats = 0;  // Of one head's mean keys.
    std::size_t entries = 0;
    float* mean_keys = nullptr;      // (kv_heads, key_floats)
    float* mean_values = nullptr;    // (kv_heads, capacity, value_dim)
    float* radius = nullptr;         // (kv_heads, capacity)
    std::uint32_t* sizes = nullptr;  // (kv_heads, capacity)
    std::size_t* newest = nullptr;   // (capacity)
  };
  void InitLevel(std::size_t block, std::size_t capacity, Level& level,
                 MemoryCarver& carver);
  // Writes sums / count as the means of an entry.
  void StoreMeans(const float* sums, std::size_t count, std::size_t head,
                  std::size_t entry, Level& level);
  void ReadMeanKey(const Level& level, std::size_t head, std::size_t entry,
                   float* out) const;
  void AppendToHead(const CacheStore& store, std::size_t head,
                    std::size_t slot);
  void RefreshBlock(const CacheStore& store, const TokenIndex& tokens,
                    std::size_t block);
  void RefreshHead(const CacheStore& store, std::size_t head, std::size_t block,
                   std::size_t end);
  void RefreshRadius(const CacheStore& store, std::size_t head,
                     std::size_t block, std::size_t end);
  void RefreshGroup(std::size_t group);
  void RefreshStale(const CacheStore& store, const TokenIndex& tokens);
  static void Forget(std::size_t kv_heads, std::size_t entry, Level& level);

  std::size_t kv_heads_ = 0;
  std::size_t key_dim_ = 0;
  std::size_t value_dim_ = 0;
  std::size_t group_ = 0;  // Blocks per group.
  Level levels_[2];
  std::size_t stale_ = kNoBlock;  // The block that is not summed up, if any.
  // Of the last, growing block, by head: sums of keys, then of values.
  float* open_sums_ = nullptr;  // (kv_heads, key_dim + value_dim)
};

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_BLOCK_SUMMARY_H_
