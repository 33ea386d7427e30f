// The keys and values of one growing sequence, all its heads, in the layouts
// that decoding reads; with eviction and block summaries. Lives in memory given
// by the caller: no allocation, no threads, no exceptions.

#ifndef PASTICHE_KERNELS_KV_CACHE_H_
#define PASTICHE_KERNELS_KV_CACHE_H_

#include <cstddef>
#include <span>

#include "kernels/block_summary.h"
#include "kernels/cache_store.h"
#include "kernels/cache_view.h"
#include "kernels/kv_cache_options.h"
#include "kernels/matrix.h"
#include "kernels/status.h"
#include "kernels/token_index.h"

namespace pastiche::kernels {

// Tokens live in slots 0 ... size() - 1, in no particular order once some were
// evicted; a token keeps its position, the number of tokens appended before it,
// for ever. One slot serves all heads. Until the first eviction slot and
// position are equal. Calls that are const may run at the same time.
class KvCache {
 public:
  KvCache() = default;           // Capacity 0; Init first.
  KvCache(KvCache&&) = default;  // Not to be copied: it lends its memory.
  KvCache& operator=(KvCache&&) = default;

  // Starts an empty cache in `memory`, of at least KvCacheBytes(options), which
  // must outlive it; any alignment. Errors, with nothing changed: those of
  // CheckCacheOptions, too little memory.
  Status Init(const KvCacheOptions& options, std::span<std::byte> memory);

  [[nodiscard]] const KvCacheOptions& options() const { return options_; }
  [[nodiscard]] std::size_t size() const { return tokens_.size(); }
  // The position that the next token will get.
  [[nodiscard]] std::size_t next_position() const { return next_position_; }

  // Appends one token: keys (kv_heads, key_dim), values (kv_heads, value_dim).
  // A full cache first evicts by its policy. Errors, with nothing changed:
  // other shapes, values that are not finite, a full cache without a policy.
  Status Append(const ConstMatrix& keys, const ConstMatrix& values);

  // Appends keys.rows / kv_heads tokens as Append one by one would, to the same
  // bytes: row t * kv_heads + h is head h of token t. Errors as Append; without
  // a policy, all tokens must fit.
  Status AppendAll(const ConstMatrix& keys, const ConstMatrix& values);

  // Empties the cache and starts again at position 0.
  void Reset();

  // From now on the token at `position` is never evicted. Errors: not in the
  // cache; with a policy, too few tokens left that may be (KvCacheOptions).
  Status Protect(std::size_t position);

  // Removes up to `count` tokens by the policy (oldest first if there is none)
  // and returns how many: fewer when the rest is protected or among the
  // keep_recent newest. O(1) amortised for each, and a few blocks' summaries;
  // kHeavyHitter sorts 1/16 of the tokens 1/16 as often.
  std::size_t Evict(std::size_t count);

  // Adds to what heavy-hitter eviction goes by, for slots from `first` on; see
  // AddAttentionMass. Errors, with nothing changed: another policy, slots that
  // are not in use, a mass that is negative or NaN.
  Status AddMass(std::size_t first, std::span<const float> mass);
  // Of a token of a heavy-hitter cache.
  [[nodiscard]] float mass(std::size_t slot) const { return mass_[slot]; }

  // Slots by position, positions by slot, order, protection.
  [[nodiscard]] const TokenIndex& tokens() const { return tokens_; }

  // What decoding reads. Requires head < kv_heads. Valid until the next call
  // that is not const.
  [[nodiscard]] CacheView head(std::size_t head) const;
  // Blocks of slots (level 1), complete groups of blocks (level 2); no entries
  // where the options ask for none.
  [[nodiscard]] SummaryView summary(std::size_t head, int level) const;
  // (entries) The greatest position in each; the same for all heads.
  [[nodiscard]] std::span<const std::size_t> newest(int level) const;

  // One stored key (key_dim) or value (value_dim) as floats, exactly.
  void ReadKey(std::size_t head, std::size_t slot, float* out) const;
  void ReadValue(std::size_t head, std::size_t slot, float* out) const;

 private:
  void Layout(MemoryCarver& carver);
  Status CheckTokens(const ConstMatrix& keys, const ConstMatrix& values) const;
  void AppendToken(const ConstMatrix& keys, const ConstMatrix& values,
                   std::size_t first_row);

  // Which slot the policy empties next; kNoSlot if none may be.
  [[nodiscard]] bool MayEvict(std::size_t slot) const;
  std::size_t ChooseVictim();
  std::size_t ChooseLightest();
  void CollectVictims();
  void Remove(std::size_t slot);

  friend std::size_t KvCacheBytes(const KvCacheOptions& options);

  KvCacheOptions options_;
  CacheStore store_;
  TokenIndex tokens_;
  BlockSummaries summaries_;
  std::size_t next_position_ = 0;

  // Heavy-hitter eviction only; see kv_cache_eviction.cc.
  float* mass_ = nullptr;           // (capacity) by slot.
  std::size_t* victims_ = nullptr;  // (capacity / 16 + 1) positions, a queue.
  std::uint32_t* candidates_ = nullptr;  // (capacity) scratch: slots.
  std::size_t next_victim_ = 0;
  std::size_t victim_count_ = 0;
  float victim_mass_ = 0.0f;  // The heaviest victim's when they were chosen.
};

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_KV_CACHE_H_
