// Sums of one chunk's values, weighted for a few queries: vectors run along
// value columns. Included once per SIMD target.

// NOLINTNEXTLINE(llvm-header-guard): Highway's per-target toggle.
#if defined(PASTICHE_KERNELS_CACHE_VALUES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PASTICHE_KERNELS_CACHE_VALUES_INL_H_
#undef PASTICHE_KERNELS_CACHE_VALUES_INL_H_
#else
#define PASTICHE_KERNELS_CACHE_VALUES_INL_H_
#endif

#include <stddef.h>

#include "hwy/highway.h"
#include "kernels/cache_scores-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

// Rows of values whose weights are probs[g * kDecodeChunk + r].
template <class T>
struct ValueRows {
  const T* values;
  size_t stride;
  const float* probs;
  size_t count;
};

// partials[g].out[c] += sum over the rows of probs[g][r] * values[r][c], for
// the columns from `c` that fill kVecs vectors of D. Returns the first column
// left. Each column is one chain of multiply-adds from zero, whatever kQueries,
// kVecs and D are.
template <size_t kQueries, size_t kVecs, class D, class T>
HWY_INLINE size_t AddColumns(D d, const ValueRows<T>& rows, size_t c,
                             size_t dim, DecodePartial* partials) {
  const size_t lanes = hn::Lanes(d);
  for (; c + kVecs * lanes <= dim; c += kVecs * lanes) {
    hn::Vec<D> sum[kQueries][kVecs];
    PASTICHE_UNROLL for (size_t g = 0; g < kQueries; ++g) {
      PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) {
        sum[g][v] = hn::Zero(d);
      }
    }
    const T* row = rows.values + c;
    for (size_t r = 0; r < rows.count; ++r, row += rows.stride) {
      hn::Vec<D> value[kVecs];
      PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) {
        value[v] = LoadStored(d, row + v * lanes);
      }
      PASTICHE_UNROLL for (size_t g = 0; g < kQueries; ++g) {
        const auto p = hn::Set(d, rows.probs[g * kDecodeChunk + r]);
        PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) {
          sum[g][v] = hn::MulAdd(p, value[v], sum[g][v]);
        }
      }
    }
    PASTICHE_UNROLL for (size_t g = 0; g < kQueries; ++g) {
      float* const out = partials[g].out.data() + c;
      PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) {
        hn::StoreU(hn::Add(hn::LoadU(d, out + v * lanes), sum[g][v]), d,
                   out + v * lanes);
      }
    }
  }
  return c;
}

// AddColumns for all columns: many vectors at a time, then fewer, then quarters
// of vectors, then one by one.
template <size_t kQueries, class T>
HWY_INLINE void AddRows(const ValueRows<T>& rows, size_t dim,
                        DecodePartial* partials) {
  constexpr size_t kVecs = AtMost(8, kAccumulators / kQueries);
  size_t c = AddColumns<kQueries, kVecs>(Df(), rows, 0, dim, partials);
  if constexpr (kVecs > 4) {
    c = AddColumns<kQueries, 4>(Df(), rows, c, dim, partials);
  }
  if constexpr (kVecs > 2) {
    c = AddColumns<kQueries, 2>(Df(), rows, c, dim, partials);
  }
  c = AddColumns<kQueries, 1>(Df(), rows, c, dim, partials);
  c = AddColumns<kQueries, 1>(hn::CappedTag<float, 4>(), rows, c, dim,
                              partials);
  AddColumns<kQueries, 1>(hn::CappedTag<float, 1>(), rows, c, dim, partials);
}

// Sets partials[g].out to the weighted sums of the chunk's values, one block of
// 64 slots after the other; probs as left by ExpScores.
template <class T, size_t kQueries>
HWY_INLINE void AddValues(const CacheTask& task,
                          const float* HWY_RESTRICT probs,
                          DecodePartial* partials) {
  const CacheView& view = task.view;
  for (size_t g = 0; g < kQueries; ++g) {
    float* const out = partials[g].out.data();
    for (size_t c = 0; c < view.value_dim; ++c) out[c] = 0.0f;
  }
  const size_t start = ChunkStart(task);
  for (size_t slot = task.begin; slot < task.end;) {
    const size_t block_end = (slot / kKeyBlock + 1) * kKeyBlock;
    const size_t stop = AtMost(block_end, task.end);
    const T* const values =
        static_cast<const T*>(view.values) + slot * view.value_stride;
    AddRows<kQueries>(ValueRows<T>{.values = values,
                                   .stride = view.value_stride,
                                   .probs = probs + (slot - start),
                                   .count = stop - slot},
                      view.value_dim, partials);
    slot = stop;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#endif  // Per-target include guard.
