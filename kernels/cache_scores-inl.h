// Scores of a few queries against one chunk of cached keys, which lie in blocks
// of 64: vectors run along keys. Included once per SIMD target.

// NOLINTNEXTLINE(llvm-header-guard): Highway's per-target toggle.
#if defined(PASTICHE_KERNELS_CACHE_SCORES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PASTICHE_KERNELS_CACHE_SCORES_INL_H_
#undef PASTICHE_KERNELS_CACHE_SCORES_INL_H_
#else
#define PASTICHE_KERNELS_CACHE_SCORES_INL_H_
#endif

#include <stddef.h>

#include "hwy/highway.h"
#include "kernels/cache_chunk.h"
#include "kernels/softmax-inl.h"
#include "kernels/storage-inl.h"
#include "kernels/tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

// Accumulators that fit the registers beside what they are made from.
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL || \
    HWY_TARGET == HWY_NEON
inline constexpr size_t kAccumulators = 16;
#else
inline constexpr size_t kAccumulators = 8;
#endif

constexpr size_t AtMost(size_t a, size_t b) { return a < b ? a : b; }

// The slot that the chunk's scores, biases and scales start at.
HWY_INLINE size_t ChunkStart(const CacheTask& task) {
  return task.begin / kKeyBlock * kKeyBlock;
}

// scores[g][j] = sum over c of queries[g][c] * column c of key j, for kQueries
// queries and kVecs vectors of keys of one block.
template <size_t kQueries, size_t kVecs, class T>
HWY_INLINE void ScoreKeys(const float* HWY_RESTRICT queries, size_t dim,
                          const T* HWY_RESTRICT keys,
                          float* HWY_RESTRICT scores) {
  const Df d;
  Vf sum[kQueries][kVecs];
  PASTICHE_UNROLL for (size_t g = 0; g < kQueries; ++g) {
    PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) sum[g][v] = hn::Zero(d);
  }
  for (size_t c = 0; c < dim; ++c) {
    Vf key[kVecs];
    PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) {
      key[v] = LoadStored(d, keys + c * kKeyBlock + v * kLanes);
    }
    PASTICHE_UNROLL for (size_t g = 0; g < kQueries; ++g) {
      const Vf q = hn::Set(d, queries[g * kMaxHeadDim + c]);
      PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) {
        sum[g][v] = hn::MulAdd(q, key[v], sum[g][v]);
      }
    }
  }
  PASTICHE_UNROLL for (size_t g = 0; g < kQueries; ++g) {
    PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) {
      hn::Store(sum[g][v], d, scores + g * kDecodeChunk + v * kLanes);
    }
  }
}

HWY_INLINE void MultiplyScores(const float* HWY_RESTRICT scales, size_t padded,
                               float* HWY_RESTRICT scores) {
  const Df d;
  for (size_t j = 0; j < padded; j += kLanes) {
    hn::Store(hn::Mul(hn::Load(d, scores + j), hn::LoadU(d, scales + j)), d,
              scores + j);
  }
}

// scores += bias * log2(e), for the first `count`.
HWY_INLINE void AddBias(const float* HWY_RESTRICT bias, size_t count,
                        float* HWY_RESTRICT scores) {
  const Df d;
  const hn::CappedTag<float, 1> d1;
  size_t j = 0;
  for (; j + kLanes <= count; j += kLanes) {
    hn::Store(hn::MulAdd(hn::LoadU(d, bias + j), hn::Set(d, 1.44269504f),
                         hn::Load(d, scores + j)),
              d, scores + j);
  }
  for (; j < count; ++j) {
    hn::StoreU(hn::MulAdd(hn::LoadU(d1, bias + j), hn::Set(d1, 1.44269504f),
                          hn::LoadU(d1, scores + j)),
               d1, scores + j);
  }
}

// Scores of kQueries queries from first_query on, in log2 units, scales and
// biases included; -infinity outside [begin, end). Row g is at g *
// kDecodeChunk. Returns its length: whole blocks.
template <class T, size_t kQueries>
HWY_INLINE size_t ScoreChunk(const CacheTask& task, size_t first_query,
                             float* HWY_RESTRICT scores) {
  constexpr size_t kVecs =
      AtMost(AtMost(8, kAccumulators / kQueries), kKeyBlock / kLanes);
  static_assert(kKeyBlock % (kVecs * kLanes) == 0);
  const CacheView& view = task.view;
  HWY_ALIGN float queries[kQueries * kMaxHeadDim];
  const float scale = task.scale * 1.44269504f;
  for (size_t g = 0; g < kQueries; ++g) {
    const float* const query = task.queries[first_query + g];
    for (size_t c = 0; c < view.key_dim; ++c) {
      queries[g * kMaxHeadDim + c] = query[c] * scale;
    }
  }
  const size_t start = ChunkStart(task);
  const size_t count = task.end - start;
  const size_t padded = (count + kKeyBlock - 1) / kKeyBlock * kKeyBlock;
  const T* const keys = static_cast<const T*>(view.keys) + start * view.key_dim;
  for (size_t j = 0; j < padded; j += kVecs * kLanes) {
    const T* const block = keys + j / kKeyBlock * kKeyBlock * view.key_dim;
    ScoreKeys<kQueries, kVecs>(queries, view.key_dim, block + j % kKeyBlock,
                               scores + j);
  }
  for (size_t g = 0; g < kQueries; ++g) {
    float* const row = scores + g * kDecodeChunk;
    if (view.key_scales != nullptr) {
      MultiplyScores(view.key_scales + start, padded, row);
    }
    if (task.bias != nullptr) AddBias(task.bias, count, row);
    const float hidden = hn::GetLane(hn::Neg(hn::Inf(Df())));
    for (size_t j = 0; j < task.begin - start; ++j) row[j] = hidden;
    for (size_t j = count; j < padded; ++j) row[j] = hidden;
  }
  return padded;
}

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#endif  // Per-target include guard.
