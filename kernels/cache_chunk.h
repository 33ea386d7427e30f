// Attention of a few queries over one chunk of cached keys, in any storage
// type, per SIMD target. Internal to decoding.

#ifndef PASTICHE_KERNELS_CACHE_CHUNK_H_
#define PASTICHE_KERNELS_CACHE_CHUNK_H_

#include <array>
#include <cstddef>

#include "kernels/cache_view.h"
#include "kernels/decode_chunk.h"

namespace pastiche::kernels {

// Queries that share what is read and converted. How queries are grouped never
// shows in the results.
inline constexpr std::size_t kQueryGroup = 4;

// Slots [begin, end) of a view. The chunk starts at the block of 64 that holds
// `begin` and has at most kDecodeChunk slots.
struct CacheTask {
  std::array<const float*, kQueryGroup> queries{};  // (key_dim) each.
  std::size_t query_count = 0;                      // 1 ... kQueryGroup.
  float scale = 1.0f;
  CacheView view;
  std::size_t begin = 0;
  std::size_t end = 0;  // > begin
  // Added to scores, natural log units, from slot `begin`'s block on; or null.
  const float* bias = nullptr;
};

struct CacheKernel {
  // Writes query_count partials.
  void (*attend)(const CacheTask& task, DecodePartial* partials);
  // mass[j] += sum over the queries of exp(score - lse), where j counts slots
  // from `begin`'s block on, in whole blocks; slots outside [begin, end) add
  // nothing. lse (query_count) in natural log units; -infinity adds nothing.
  void (*add_mass)(const CacheTask& task, const float* lse, float* mass);
};

// The kernel of the active SIMD target; see ActiveTarget().
[[nodiscard]] CacheKernel ActiveCacheKernel();

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_CACHE_CHUNK_H_
