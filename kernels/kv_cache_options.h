// How a KV cache is shaped, how it stores numbers and what it evicts; and ready
// choices for three kinds of machine.

#ifndef PASTICHE_KERNELS_KV_CACHE_OPTIONS_H_
#define PASTICHE_KERNELS_KV_CACHE_OPTIONS_H_

#include <cstddef>
#include <cstdint>

#include "kernels/status.h"
#include "kernels/storage_type.h"

namespace pastiche::kernels {

enum class EvictionPolicy : std::uint8_t {
  kNone,         // Appending to a full cache is an error.
  kSliding,      // The oldest token goes.
  kHeavyHitter,  // A token of little attention mass goes: the lightest 1/16 of
                 // the capacity are picked at once and go in order of mass,
                 // except those that by then are heavier than all picked were.
                 // (Zhang et al., "H2O", NeurIPS 2023; the batches are ours.)
};

struct KvCacheOptions {
  std::size_t capacity = 0;  // Tokens, at most kMaxCacheTokens.
  std::size_t kv_heads = 1;  // >= 1
  std::size_t key_dim = 64;  // At most kMaxHeadDim, as value_dim; may be 0.
  std::size_t value_dim = 64;
  StorageType type = StorageType::kFloat32;
  // kInt8 only: rounds at random (unbiased) instead of to nearest. The bits
  // depend on the seed, the token's position and head, and nothing else.
  bool stochastic_rounding = false;
  std::uint64_t seed = 0;

  EvictionPolicy eviction = EvictionPolicy::kNone;
  // The first tokens, as many as this, are protected from the start (attention
  // sinks; Xiao et al., ICLR 2024).
  std::size_t sinks = 0;
  // This many of the newest tokens are never evicted. With a policy, fewer than
  // capacity tokens may be protected or kept as recent.
  std::size_t keep_recent = 0;

  // Tokens per block summary (landmark), and blocks per group of the second
  // level; 0: none. A sparse pattern must use the same numbers. Routing needs
  // summary_block = kKeyBlock.
  std::size_t summary_block = 64;
  std::size_t summary_group = 64;
};

inline constexpr std::size_t kMaxCacheTokens = (std::size_t{1} << 31) - 1;

// Errors: no head, dimensions above kMaxHeadDim, a capacity above
// kMaxCacheTokens, tokens never to be evicted that leave no room, a total size
// that overflows.
Status CheckCacheOptions(const KvCacheOptions& options);

// Memory that KvCache::Init needs; SIZE_MAX if the number overflows, which no
// allocation satisfies.
[[nodiscard]] std::size_t KvCacheBytes(const KvCacheOptions& options);

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_KV_CACHE_OPTIONS_H_
