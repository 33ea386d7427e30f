// Ready choices of cache and pattern for three kinds of machine.

#ifndef PASTICHE_KERNELS_DECODE_PRESETS_H_
#define PASTICHE_KERNELS_DECODE_PRESETS_H_

#include <cstddef>
#include <string_view>

#include "kernels/kv_cache_options.h"
#include "kernels/sparse_pattern.h"

namespace pastiche::kernels {

struct DecodePreset {
  std::string_view name;
  StorageType type = StorageType::kFloat32;
  std::size_t capacity = 0;  // Tokens.
  EvictionPolicy eviction = EvictionPolicy::kNone;
  std::size_t sinks = 0;
  std::size_t window = 128;
  std::size_t landmark_block = 64;
  // Queries to hand over at a time when a prompt is taken in: bounds how long
  // one call lasts and how much it holds.
  std::size_t tile = 128;
};

// Raspberry Pi Zero 2 W: 512 MB, four Cortex-A53, 512 KB of L2. Per head of
// width 64, 1 MB at full capacity; a step reads 16 KB of keys and values
// exactly.
inline constexpr DecodePreset kPiZero2W = {.name = "pi-zero-2w",
                                           .type = StorageType::kFloat16,
                                           .capacity = 4096,
                                           .eviction = EvictionPolicy::kSliding,
                                           .sinks = 4,
                                           .window = 64,
                                           .landmark_block = 64,
                                           .tile = 16};

inline constexpr DecodePreset kDesktop = {.name = "desktop",
                                          .type = StorageType::kFloat32,
                                          .capacity = 65536,
                                          .eviction = EvictionPolicy::kSliding,
                                          .sinks = 4,
                                          .window = 256,
                                          .landmark_block = 64,
                                          .tile = 128};

// Many long sequences at once: memory and bandwidth count before precision.
inline constexpr DecodePreset kServer = {.name = "server",
                                         .type = StorageType::kFloat16,
                                         .capacity = 262144,
                                         .eviction = EvictionPolicy::kSliding,
                                         .sinks = 4,
                                         .window = 512,
                                         .landmark_block = 64,
                                         .tile = 512};

[[nodiscard]] inline KvCacheOptions CacheOptionsOf(const DecodePreset& preset,
                                                   std::size_t kv_heads,
                                                   std::size_t key_dim,
                                                   std::size_t value_dim) {
  return {.capacity = preset.capacity,
          .kv_heads = kv_heads,
          .key_dim = key_dim,
          .value_dim = value_dim,
          .type = preset.type,
          .eviction = preset.eviction,
          .sinks = preset.sinks,
          .keep_recent = preset.window,
          .summary_block = preset.landmark_block};
}

// Causal, with the other options as SparsePattern has them.
[[nodiscard]] inline SparsePattern PatternOf(const DecodePreset& preset) {
  SparsePattern pattern;
  pattern.window = preset.window;
  pattern.causal = true;
  pattern.landmark_block = preset.landmark_block;
  return pattern;
}

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_DECODE_PRESETS_H_
