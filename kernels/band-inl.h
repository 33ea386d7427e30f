// A block of a band, as windows and causal edges have: a query sees the rows
// near its position. Each vector of a tile works on its own part of the rows
// only. Included once per SIMD target.

// NOLINTNEXTLINE(llvm-header-guard): Highway's per-target toggle.
#if defined(PASTICHE_KERNELS_BAND_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PASTICHE_KERNELS_BAND_INL_H_
#undef PASTICHE_KERNELS_BAND_INL_H_
#else
#define PASTICHE_KERNELS_BAND_INL_H_
#endif

#include <stddef.h>

#include "hwy/highway.h"
#include "kernels/lookahead-inl.h"
#include "kernels/mask-inl.h"
#include "kernels/plan.h"
#include "kernels/scores-inl.h"
#include "kernels/softmax-inl.h"
#include "kernels/tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

template <bool kValue>
struct BoolOf {
  static constexpr bool value = kValue;
};
template <size_t kValue>
struct SizeOf {
  static constexpr size_t value = kValue;
};

// Row r of a block is seen by queries first + r ... last + r of the tile. Some
// query of vector v sees rows [begin[v], end[v]), every one of them rows
// [full_begin[v], full_end[v]). All four rise with v; they lie on multiples of
// kUnrolledRows, rounded outwards and inwards, or at the block's end.
template <size_t kVecs>
struct Band {
  ptrdiff_t first, last;
  size_t begin[kVecs], end[kVecs], full_begin[kVecs], full_end[kVecs];
};

template <size_t kVecs>
HWY_INLINE Band<kVecs> MakeBand(ptrdiff_t first, ptrdiff_t last, size_t rows) {
  Band<kVecs> band;
  band.first = first;
  band.last = last;
  const auto clamp = [rows](ptrdiff_t row) {
    return row < 0 ? 0 : HWY_MIN(static_cast<size_t>(row), rows);
  };
  const auto down = [](size_t row) {
    return row / kUnrolledRows * kUnrolledRows;
  };
  const auto up = [rows, down](size_t row) {
    return HWY_MIN(rows, down(row + kUnrolledRows - 1));
  };
  for (size_t v = 0; v < kVecs; ++v) {
    const auto low = static_cast<ptrdiff_t>(v * kLanes);
    const auto high = static_cast<ptrdiff_t>(v * kLanes + kLanes - 1);
    const size_t full_end = clamp(low - first + 1);
    band.begin[v] = down(clamp(low - last));
    band.end[v] = up(clamp(high - first + 1));
    band.full_begin[v] = up(clamp(high - last));
    band.full_end[v] = full_end == rows ? rows : down(full_end);
  }
  return band;
}

// Rows of a band that vectors kLow ... kHigh - 1 need and no other vector.
template <size_t kLow, size_t kHigh, size_t kVecs>
HWY_INLINE void PartOf(const Band<kVecs>& band, size_t& begin, size_t& end) {
  begin = band.begin[kHigh - 1];
  end = band.end[kLow];
  if constexpr (kLow > 0) begin = HWY_MAX(begin, band.end[kLow - 1]);
  if constexpr (kHigh < kVecs) end = HWY_MIN(end, band.begin[kHigh]);
}

// Scores of the rows that only vectors kLow ... kHigh - 1 need; bounded: their
// 2^(s - m).
template <size_t kLow, size_t kHigh, bool kBounded, size_t kVecs>
HWY_INLINE void ScoreBandPart(const TileTask& task, const BlockRows& block,
                              const Band<kVecs>& band,
                              const float* HWY_RESTRICT queries_t,
                              float* HWY_RESTRICT scores,
                              SoftmaxState<kVecs>& state,
                              Lookahead& lookahead) {
  constexpr size_t kCount = kHigh - kLow;
  constexpr size_t kAt = kLow * kLanes;
  HWY_ALIGN float ignored[kCount * kLanes];
  size_t begin, end;
  PartOf<kLow, kHigh, kVecs>(band, begin, end);
  for (size_t r = begin; r < end;) {
    bool full = true;
    for (size_t v = kLow; v < kHigh; ++v) {
      full &= r >= band.full_begin[v] && r < band.full_end[v];
    }
    const float* const keys = block.keys + r * block.key_stride;
    const float* const bias = block.bias == nullptr ? nullptr : block.bias + r;
    float* const at = scores + r * kVecs * kLanes;
    const float* const ahead = lookahead.Next(task.key_dim, keys);
    const size_t rows = r + kUnrolledRows <= end ? kUnrolledRows : 1;
    const auto score = [&](auto kind, float* maxima_or_sums) HWY_ATTR {
      const auto run =
          rows == 1
              ? &ScoreRows<1, kCount, kVecs, decltype(kind)::value>
              : &ScoreRows<kUnrolledRows, kCount, kVecs, decltype(kind)::value>;
      run(queries_t + kAt, task.key_dim, keys, block.key_stride, bias, at + kAt,
          maxima_or_sums, state.exponent + kAt, ahead);
    };
    if (full && kBounded) {
      score(BoolOf<kBounded>(), state.block_sum + kAt);
    } else {
      score(BoolOf<false>(), full ? state.block_max + kAt : ignored);
      for (size_t v = kLow; !full && v < kHigh; ++v) {
        MaskBandRows<kVecs>(v, band.first, band.last, r, r + rows, scores,
                            state);
      }
      if (kBounded) ExpBounded<kVecs>(kLow, kHigh, rows, at, state);
    }
    r += rows;
  }
}

// sum[c][v] += probs[r][v] * values[r][c] over the rows that only vectors kLow
// ... kHigh - 1 need.
template <size_t kLow, size_t kHigh, size_t kCols, size_t kVecs>
HWY_INLINE void AddBandPart(const float* HWY_RESTRICT probs,
                            const Band<kVecs>& band,
                            const float* HWY_RESTRICT values,
                            size_t value_stride, const float* ahead,
                            Vf (&sum)[kCols][kVecs]) {
  const Df d;
  size_t begin, end;
  PartOf<kLow, kHigh, kVecs>(band, begin, end);
  const auto add_row = [&](size_t r) HWY_ATTR {
    hwy::Prefetch(ahead + r * kLineFloats);
    Vf prob[kVecs];
    PASTICHE_UNROLL for (size_t v = kLow; v < kHigh; ++v) {
      prob[v] = hn::Load(d, probs + (r * kVecs + v) * kLanes);
    }
    PASTICHE_UNROLL for (size_t c = 0; c < kCols; ++c) {
      const Vf value = hn::Set(d, values[r * value_stride + c]);
      PASTICHE_UNROLL for (size_t v = kLow; v < kHigh; ++v) {
        sum[c][v] = hn::MulAdd(value, prob[v], sum[c][v]);
      }
    }
  };
  size_t r = begin;
  for (; r + kUnrolledSteps <= end; r += kUnrolledSteps) {
    PASTICHE_UNROLL for (size_t k = 0; k < kUnrolledSteps; ++k) add_row(r + k);
  }
  for (; r < end; ++r) add_row(r);
}

// AddValueCols for a band: sums rows in the same order. Prefetches as many
// lines from `ahead` on as the block has rows. Not inlined: in one
// function with everything else, g++ 12 keeps some of the sums in memory.
template <size_t kCols, size_t kVecs>
HWY_NOINLINE void AddBandCols(const float* HWY_RESTRICT probs,
                              const Band<kVecs>& band,
                              const float* HWY_RESTRICT values,
                              size_t value_stride,
                              const float* HWY_RESTRICT keep,
                              float* HWY_RESTRICT out_t, const float* ahead) {
  const Df d;
  Vf sum[kCols][kVecs];
  PASTICHE_UNROLL for (size_t c = 0; c < kCols; ++c) {
    PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) sum[c][v] = hn::Zero(d);
  }
  AddBandPart<0, 1, kCols, kVecs>(probs, band, values, value_stride, ahead,
                                  sum);
  if constexpr (kVecs >= 2) {
    AddBandPart<0, 2, kCols, kVecs>(probs, band, values, value_stride, ahead,
                                    sum);
  }
  if constexpr (kVecs == 3) {
    AddBandPart<0, 3, kCols, kVecs>(probs, band, values, value_stride, ahead,
                                    sum);
  }
  if constexpr (kVecs >= 2) {
    AddBandPart<1, 2, kCols, kVecs>(probs, band, values, value_stride, ahead,
                                    sum);
  }
  if constexpr (kVecs == 3) {
    AddBandPart<1, 3, kCols, kVecs>(probs, band, values, value_stride, ahead,
                                    sum);
    AddBandPart<2, 3, kCols, kVecs>(probs, band, values, value_stride, ahead,
                                    sum);
  }
  PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) {
    const Vf k = hn::Load(d, keep + v * kLanes);
    PASTICHE_UNROLL for (size_t c = 0; c < kCols; ++c) {
      float* const to = out_t + (c * kVecs + v) * kLanes;
      hn::Store(hn::MulAdd(hn::Load(d, to), k, sum[c][v]), d, to);
    }
  }
}

template <bool kBounded, size_t kVecs>
HWY_INLINE void ScoreBand(const TileTask& task, const BlockRows& block,
                          const Band<kVecs>& band,
                          const float* HWY_RESTRICT queries_t,
                          float* HWY_RESTRICT scores,
                          SoftmaxState<kVecs>& state, Lookahead& lookahead) {
  static_assert(kVecs <= 3);
  const auto part = [&](auto low, auto high) HWY_ATTR {
    ScoreBandPart<decltype(low)::value, decltype(high)::value, kBounded, kVecs>(
        task, block, band, queries_t, scores, state, lookahead);
  };
  part(SizeOf<0>(), SizeOf<1>());
  if constexpr (kVecs >= 2) {
    part(SizeOf<0>(), SizeOf<2>());
    part(SizeOf<1>(), SizeOf<2>());
  }
  if constexpr (kVecs == 3) {
    part(SizeOf<0>(), SizeOf<3>());
    part(SizeOf<1>(), SizeOf<3>());
    part(SizeOf<2>(), SizeOf<3>());
  }
}

// Scores, softmax and values of one block of a band. Bounded: between
// BeginBounded and EndBounded; else state.block_max must hold -infinity.
template <size_t kVecs, bool kBounded>
HWY_INLINE void AttendBandBlock(const TileTask& task, const BlockRows& block,
                                const Band<kVecs>& band,
                                const float* HWY_RESTRICT queries_t,
                                float* HWY_RESTRICT scores,
                                SoftmaxState<kVecs>& state,
                                float* HWY_RESTRICT out_t,
                                Lookahead& lookahead) {
  ScoreBand<kBounded, kVecs>(task, block, band, queries_t, scores, state,
                             lookahead);
  for (size_t v = 0; !kBounded && v < kVecs; ++v) {
    SoftmaxColumn<kVecs>(v, band.begin[v], HWY_MAX(band.begin[v], band.end[v]),
                         scores, state);
  }
  size_t c = 0;
  for (; c + kUnrolledRows <= task.value_dim; c += kUnrolledRows) {
    AddBandCols<kUnrolledRows, kVecs>(
        scores, band, block.values + c, block.value_stride, state.keep,
        out_t + c * kVecs * kLanes, lookahead.Next(block.count, scores));
  }
  for (; c < task.value_dim; ++c) {
    AddBandCols<1, kVecs>(scores, band, block.values + c, block.value_stride,
                          state.keep, out_t + c * kVecs * kLanes, scores);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#endif  // Per-target include guard.
