// Keys that only one query of a tile sees, as log-strides are: one inner
// product at a time, with vectors along the columns, of a fixed virtual width
// of 16 floats. Included once per SIMD target.

// NOLINTNEXTLINE(llvm-header-guard): Highway's per-target toggle.
#if defined(PASTICHE_KERNELS_DIAGONALS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PASTICHE_KERNELS_DIAGONALS_INL_H_
#undef PASTICHE_KERNELS_DIAGONALS_INL_H_
#else
#define PASTICHE_KERNELS_DIAGONALS_INL_H_
#endif

#include <stddef.h>

#include "hwy/highway.h"
#include "kernels/mask-inl.h"
#include "kernels/plan.h"
#include "kernels/softmax-inl.h"
#include "kernels/tile-inl.h"
#include "kernels/transpose-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

inline constexpr size_t kDotWidth = 16;  // Partial sums of an inner product.
inline constexpr size_t kDotVecs = kDotWidth / kLanes;
inline constexpr size_t kDots = 4;  // Inner products with one query at a time.
static_assert(kDotWidth % kLanes == 0);
static_assert(kMaxHeadDim % kDotWidth == 0 && kMaxDiagonals % kDots == 0);

// from[0, count) * scale, then zeros up to a multiple of kDotWidth.
HWY_INLINE void CopyPadded(const float* HWY_RESTRICT from, size_t count,
                           float scale, float* HWY_RESTRICT to) {
  size_t c = 0;
  for (; c < count; ++c) to[c] = from[c] * scale;
  for (; c % kDotWidth != 0; ++c) to[c] = 0.0f;
}

// sums[i][c mod 16] += query[c] * keys[i][c], for kDots keys. `query` is
// padded, keys are not.
HWY_INLINE void AddProducts(const float* HWY_RESTRICT query, size_t dim,
                            const float* const (&keys)[kDots],
                            Vf (&sums)[kDots][kDotVecs]) {
  const Df d;
  const size_t whole = dim / kDotWidth * kDotWidth;
  for (size_t c = 0; c < whole; c += kDotWidth) {
    PASTICHE_UNROLL for (size_t v = 0; v < kDotVecs; ++v) {
      const Vf q = hn::Load(d, query + c + v * kLanes);
      PASTICHE_UNROLL for (size_t i = 0; i < kDots; ++i) {
        sums[i][v] =
            hn::MulAdd(q, hn::LoadU(d, keys[i] + c + v * kLanes), sums[i][v]);
      }
    }
  }
  if (whole == dim) return;
  HWY_ALIGN float tail[kDotWidth];
  PASTICHE_UNROLL for (size_t i = 0; i < kDots; ++i) {
    CopyPadded(keys[i] + whole, dim - whole, 1.0f, tail);
    PASTICHE_UNROLL for (size_t v = 0; v < kDotVecs; ++v) {
      sums[i][v] = hn::MulAdd(hn::Load(d, query + whole + v * kLanes),
                              hn::Load(d, tail + v * kLanes), sums[i][v]);
    }
  }
}

#if HWY_TARGET != HWY_SCALAR
// Lanes l and l + half of them added, down to four.
template <class D>
HWY_INLINE V4 FoldToFour([[maybe_unused]] D d, hn::Vec<D> v) {
  if constexpr (hn::MaxLanes(D()) == 4) {
    return v;
  } else {
    const hn::Half<D> half;
    return FoldToFour(half,
                      hn::Add(hn::LowerHalf(half, v), hn::UpperHalf(half, v)));
  }
}
#endif

// dots[i] = <query, keys[i]>. The 16 partial sums are added by halves on every
// target: 16, 8, 4, 2, 1.
HWY_INLINE void DotKeys(const float* HWY_RESTRICT query, size_t dim,
                        const float* const (&keys)[kDots],
                        float* HWY_RESTRICT dots) {
  const Df d;
  Vf sums[kDots][kDotVecs];
  PASTICHE_UNROLL for (size_t i = 0; i < kDots; ++i) {
    PASTICHE_UNROLL for (size_t v = 0; v < kDotVecs; ++v) {
      sums[i][v] = hn::Zero(d);
    }
  }
  AddProducts(query, dim, keys, sums);
  PASTICHE_UNROLL for (size_t i = 0; i < kDots; ++i) {
    PASTICHE_UNROLL for (size_t half = kDotVecs / 2; half > 0; half /= 2) {
      PASTICHE_UNROLL for (size_t v = 0; v < half; ++v) {
        sums[i][v] = hn::Add(sums[i][v], sums[i][v + half]);
      }
    }
  }
#if HWY_TARGET == HWY_SCALAR
  for (size_t i = 0; i < kDots; ++i) dots[i] = hn::GetLane(sums[i][0]);
#else
  static_assert(kDots == 4);
  const D4 d4;
  const V4 r0 = FoldToFour(d, sums[0][0]);
  const V4 r1 = FoldToFour(d, sums[1][0]);
  const V4 r2 = FoldToFour(d, sums[2][0]);
  const V4 r3 = FoldToFour(d, sums[3][0]);
  const V4 r01 =
      hn::Add(hn::InterleaveLower(d4, r0, r1), hn::InterleaveUpper(d4, r0, r1));
  const V4 r23 =
      hn::Add(hn::InterleaveLower(d4, r2, r3), hn::InterleaveUpper(d4, r2, r3));
  hn::StoreU(hn::Add(hn::ConcatLowerLower(d4, r23, r01),
                     hn::ConcatUpperUpper(d4, r23, r01)),
             d4, dots);
#endif
}

// dots[q][e] = scale * log2(e) * <query q, its key on diagonal e>, `width` to a
// row. A query outside a diagonal's set is given some number.
HWY_INLINE void DotDiagonals(const TileTask& task, size_t width,
                             float* HWY_RESTRICT dots) {
  const RowSource& source = task.sources[0];
  const float scale = task.scale * 1.44269504f;
  HWY_ALIGN float query[kMaxHeadDim];
  for (size_t q = 0; q < task.query_count; ++q) {
    CopyPadded(task.queries + q * task.query_stride, task.key_dim, scale,
               query);
    const auto position = static_cast<ptrdiff_t>(task.position + q);
    for (size_t e = 0; e < task.diagonals.size(); e += kDots) {
      const float* keys[kDots];
      for (size_t i = 0; i < kDots; ++i) {
        keys[i] = query;
        if (e + i >= task.diagonals.size()) continue;
        const Diagonal& diagonal = task.diagonals[e + i];
        if ((diagonal.queries >> q & 1) == 0) continue;
        keys[i] =
            source.keys +
            static_cast<size_t>(position + diagonal.offset) * source.key_stride;
      }
      DotKeys(query, task.key_dim, keys, dots + q * width + e);
    }
  }
}

// scores[e][q] += log2(e) * bias of query q's key on diagonal e.
template <size_t kVecs>
HWY_INLINE void AddDiagonalBias(const TileTask& task,
                                float* HWY_RESTRICT scores) {
  const Df d;
  const float* const bias = task.sources[0].bias;
  HWY_ALIGN float row[kVecs * kLanes] = {};
  for (size_t e = 0; e < task.diagonals.size(); ++e) {
    const Diagonal& diagonal = task.diagonals[e];
    for (size_t q = 0; q < task.query_count; ++q) {
      const auto j =
          static_cast<ptrdiff_t>(task.position + q) + diagonal.offset;
      row[q] = (diagonal.queries >> q & 1) != 0 ? bias[j] : 0.0f;
    }
    for (size_t v = 0; v < kVecs; ++v) {
      float* const at = scores + (e * kVecs + v) * kLanes;
      hn::Store(hn::MulAdd(hn::Load(d, row + v * kLanes),
                           hn::Set(d, 1.44269504f), hn::Load(d, at)),
                d, at);
    }
  }
}

// Takes the diagonals into the softmax as one block. Leaves their weights
// 2^(s - m) in `scores` and, in state.keep, the factor of the outputs so far.
// `dots` is scratch for kMaxHeadDim rows of a tile.
template <size_t kVecs>
HWY_NOINLINE void AttendDiagonals(const TileTask& task,
                                  float* HWY_RESTRICT dots,
                                  float* HWY_RESTRICT scores,
                                  SoftmaxState<kVecs>& state) {
  static_assert(kMaxDiagonals <= kMaxHeadDim && kMaxDiagonals <= kSoftmaxBlock);
  const Df d;
  const float one = 1.0f;
  const size_t count = task.diagonals.size();
  const size_t width = (count + kDots - 1) / kDots * kDots;
  DotDiagonals(task, width, dots);
  for (size_t i = 0; i < count * kVecs; ++i) {
    hn::Store(hn::Zero(d), d, scores + i * kLanes);
  }
  TransposeScaled(dots, width, task.query_count, count, &one, /*scale_step=*/0,
                  scores, kVecs * kLanes);
  if (task.sources[0].bias != nullptr) AddDiagonalBias<kVecs>(task, scores);
  QuerySet sets[kMaxDiagonals];
  for (size_t e = 0; e < count; ++e) sets[e] = task.diagonals[e].queries;
  for (size_t v = 0; v < kVecs; ++v) {
    hn::Store(hn::Neg(hn::Inf(d)), d, state.block_max + v * kLanes);
  }
  MaskRowSets<kVecs>(sets, count, scores, state);
  SoftmaxBlock<kVecs>(count, scores, state);
}

// The diagonals one query is in: their values and their weights.
struct QueryDiagonals {
  size_t count = 0;
  const float* values[kMaxDiagonals];
  float weights[kMaxDiagonals];
};

// out[c] += sum over e of weights[e] * values[e][c], from column `c` for kVecs
// vectors of D at a time. Returns the first column left.
template <size_t kVecs, class D>
HWY_INLINE size_t AddWeighted(D d, const QueryDiagonals& entries, size_t c,
                              size_t dim, float* HWY_RESTRICT out) {
  const size_t lanes = hn::Lanes(d);
  for (; c + kVecs * lanes <= dim; c += kVecs * lanes) {
    hn::Vec<D> sum[kVecs];
    PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) {
      sum[v] = hn::LoadU(d, out + c + v * lanes);
    }
    for (size_t e = 0; e < entries.count; ++e) {
      const auto weight = hn::Set(d, entries.weights[e]);
      PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) {
        sum[v] = hn::MulAdd(
            weight, hn::LoadU(d, entries.values[e] + c + v * lanes), sum[v]);
      }
    }
    PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) {
      hn::StoreU(sum[v], d, out + c + v * lanes);
    }
  }
  return c;
}

// Adds the diagonals' share to the finished outputs of the rest: out[q] += sum
// over e of weights[e][q] * inverse[q] * value of q's key on diagonal e.
template <size_t kVecs>
HWY_NOINLINE void AddDiagonalValues(const TileTask& task,
                                    const float* HWY_RESTRICT weights,
                                    const float* HWY_RESTRICT inverse) {
  if (task.diagonals.empty()) return;
  const RowSource& source = task.sources[0];
  QueryDiagonals entries;
  for (size_t q = 0; q < task.query_count; ++q) {
    const auto position = static_cast<ptrdiff_t>(task.position + q);
    entries.count = 0;
    for (size_t e = 0; e < task.diagonals.size(); ++e) {
      const Diagonal& diagonal = task.diagonals[e];
      if ((diagonal.queries >> q & 1) == 0) continue;
      const auto row = static_cast<size_t>(position + diagonal.offset);
      entries.values[entries.count] = source.values + row * source.value_stride;
      entries.weights[entries.count] =
          weights[e * kVecs * kLanes + q] * inverse[q];
      ++entries.count;
    }
    float* const out = task.out + q * task.out_stride;
    size_t c = AddWeighted<4>(Df(), entries, 0, task.value_dim, out);
    c = AddWeighted<1>(Df(), entries, c, task.value_dim, out);
    AddWeighted<1>(hn::CappedTag<float, 1>(), entries, c, task.value_dim, out);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#endif  // Per-target include guard.
