// Runs one TileTask per SIMD target: pack the queries, walk the plan block by
// block, normalise, unpack. What happens in a block is in scores-inl.h,
// softmax-inl.h and values-inl.h; in one that not all queries see, band-inl.h,
// mask-inl.h and diagonals-inl.h.

#include <stddef.h>

#include "kernels/plan.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/attend_tile.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
// Must come after foreach_target.h.
#include "hwy/highway.h"
#include "kernels/band-inl.h"
#include "kernels/diagonals-inl.h"
#include "kernels/exp2-inl.h"
#include "kernels/lookahead-inl.h"
#include "kernels/mask-inl.h"
#include "kernels/scores-inl.h"
#include "kernels/softmax-inl.h"
#include "kernels/tile-inl.h"
#include "kernels/transpose-inl.h"
#include "kernels/values-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

// Everything a tile works on besides the caller's matrices.
template <size_t kVecs>
struct TileScratch {
  HWY_ALIGN float queries_t[kMaxHeadDim * kVecs * kLanes];
  HWY_ALIGN float out_t[kMaxHeadDim * kVecs * kLanes];
  HWY_ALIGN float scores[kSoftmaxBlock * kVecs * kLanes];
  HWY_ALIGN float inverse[kVecs * kLanes];
  SoftmaxState<kVecs> state;
  bool bounded;  // All scores are within +-kBoundedScore.
};

// By Cauchy and Schwarz, with room for rounding.
template <size_t kVecs>
HWY_INLINE bool AreScoresBounded(const TileTask& task,
                                 const float* HWY_RESTRICT queries_t) {
  const Df d;
  if (!(task.key_length <= hwy::HighestValue<float>())) return false;
  const float room = 0.999f * (kBoundedScore - 1.45f * task.bias_size);
  const Vf limit = hn::Set(d, room);
  bool bounded = room > 0.0f;
  for (size_t v = 0; v < kVecs && bounded; ++v) {
    Vf sum = hn::Zero(d);
    for (size_t c = 0; c < task.key_dim; ++c) {
      const Vf q = hn::Load(d, queries_t + (c * kVecs + v) * kLanes);
      sum = hn::MulAdd(q, q, sum);
    }
    const Vf bound = hn::Mul(hn::Sqrt(sum), hn::Set(d, task.key_length));
    bounded = hn::AllTrue(d, hn::Le(bound, limit));
  }
  return bounded;
}

template <size_t kVecs>
HWY_INLINE void Begin(const TileTask& task, TileScratch<kVecs>& scratch) {
  const Df d;
  constexpr size_t kWidth = kVecs * kLanes;
  if (task.query_count < kWidth) {  // Lanes without a query compute zeros.
    for (size_t i = 0; i < task.key_dim * kVecs; ++i) {
      hn::Store(hn::Zero(d), d, scratch.queries_t + i * kLanes);
    }
  }
  const float scale = task.scale * 1.44269504f;  // Scores in log2 units.
  TransposeScaled(task.queries, task.query_stride, task.query_count,
                  task.key_dim, &scale, /*scale_step=*/0, scratch.queries_t,
                  kWidth);
  for (size_t i = 0; i < task.value_dim * kVecs; ++i) {
    hn::Store(hn::Zero(d), d, scratch.out_t + i * kLanes);
  }
  for (size_t v = 0; v < kVecs; ++v) {
    hn::Store(hn::Neg(hn::Inf(d)), d, scratch.state.exponent + v * kLanes);
    hn::Store(hn::Zero(d), d, scratch.state.sum + v * kLanes);
  }
}

// Attends the rows of a block, which start at row `begin` of their source.
template <size_t kVecs, bool kBounded>
HWY_INLINE void AttendRows(const TileTask& task, const RowRange& range,
                           size_t begin, const BlockRows& block,
                           TileScratch<kVecs>& scratch, Lookahead& lookahead) {
  SoftmaxState<kVecs>& state = scratch.state;
  if (range.kind == RangeKind::kMasked) {
    const auto first_row = static_cast<ptrdiff_t>(begin - task.position);
    AttendBandBlock<kVecs, kBounded>(
        task, block,
        MakeBand<kVecs>(first_row - range.upper, first_row - range.lower,
                        block.count),
        scratch.queries_t, scratch.scores, state, scratch.out_t, lookahead);
    return;
  }
  if (range.kind == RangeKind::kRowMasks) {
    ScoreMaskedRows<kVecs, kBounded>(task, block, range, begin,
                                     scratch.queries_t, scratch.scores, state);
  } else {
    ScoreBlock<kVecs, kBounded>(
        scratch.queries_t, task.key_dim, block.keys, block.key_stride,
        block.bias, block.count, scratch.scores,
        kBounded ? state.block_sum : state.block_max, state.exponent);
  }
  if (!kBounded) SoftmaxBlock<kVecs>(block.count, scratch.scores, state);
  AddValueBlock<kVecs>(scratch.scores, block.count, block.values,
                       block.value_stride, task.value_dim, state.keep,
                       scratch.out_t);
}

// Attends rows [begin, end) of one source, all in one block of the grid.
template <size_t kVecs>
HWY_INLINE void AttendBlock(const TileTask& task, const RowRange& range,
                            size_t begin, size_t end,
                            TileScratch<kVecs>& scratch, Lookahead& lookahead) {
  const Df d;
  const RowSource& source = task.sources[range.source];
  SoftmaxState<kVecs>& state = scratch.state;
  const BlockRows block = {
      .count = end - begin,
      .keys = source.keys + begin * source.key_stride,
      .key_stride = source.key_stride,
      .values = source.values + begin * source.value_stride,
      .value_stride = source.value_stride,
      .bias = source.bias == nullptr ? nullptr : source.bias + begin};
  if (scratch.bounded) {
    BeginBounded<kVecs>(state);
    AttendRows<kVecs, true>(task, range, begin, block, scratch, lookahead);
    EndBounded<kVecs>(state);
  } else {
    for (size_t v = 0; v < kVecs; ++v) {
      hn::Store(hn::Neg(hn::Inf(d)), d, state.block_max + v * kLanes);
    }
    AttendRows<kVecs, false>(task, range, begin, block, scratch, lookahead);
  }
}

template <size_t kVecs>
HWY_INLINE void Finish(const TileTask& task, TileScratch<kVecs>& scratch) {
  const Df d;
  constexpr size_t kWidth = kVecs * kLanes;
  SoftmaxState<kVecs>& state = scratch.state;
  for (size_t v = 0; v < kVecs; ++v) {
    const Vf sum = hn::Load(d, state.sum + v * kLanes);
    const Vf inverse = hn::IfThenElseZero(hn::Gt(sum, hn::Zero(d)),
                                          hn::Div(hn::Set(d, 1.0f), sum));
    // Diagonals have left out_t to be rescaled here.
    const Vf scale =
        task.diagonals.empty()
            ? inverse
            : hn::Mul(inverse, hn::Load(d, state.keep + v * kLanes));
    hn::Store(scale, d, state.keep + v * kLanes);
    hn::Store(inverse, d, scratch.inverse + v * kLanes);
    const Vf m = hn::Load(d, state.exponent + v * kLanes);
    hn::Store(LogOfScaled(d, m, sum), d, state.block_max + v * kLanes);
  }
  for (size_t q = 0; q < task.query_count; ++q) {
    task.lse[q] = state.block_max[q];
  }
  TransposeScaled(scratch.out_t, kWidth, task.value_dim, task.query_count,
                  state.keep, /*scale_step=*/1, task.out, task.out_stride);
  AddDiagonalValues<kVecs>(task, scratch.scores, scratch.inverse);
}

template <size_t kVecs>
HWY_NOINLINE void RunTile(const TileTask& task) {
  TileScratch<kVecs> scratch;
  Begin(task, scratch);
  scratch.bounded = AreScoresBounded<kVecs>(task, scratch.queries_t);
  Lookahead lookahead(task);
  for (const RowRange& range : task.ranges) {
    for (size_t begin = range.begin; begin < range.end;) {
      const size_t grid_end = (begin / kSoftmaxBlock + 1) * kSoftmaxBlock;
      const size_t end = HWY_MIN(grid_end, range.end);
      AttendBlock(task, range, begin, end, scratch, lookahead);
      begin = end;
    }
  }
  if (!task.diagonals.empty()) {
    AttendDiagonals<kVecs>(task, scratch.queries_t, scratch.scores,
                           scratch.state);
  }
  Finish(task, scratch);
}

// Uses no more vectors than the queries need: a tile of one vector costs half
// of a tile of two.
void RunTask(const TileTask& task) {
  const size_t vecs = (task.query_count + kLanes - 1) / kLanes;
  if constexpr (kTileVecs >= 3) {
    if (vecs == 3) return RunTile<3>(task);
  }
  if (vecs == 2) return RunTile<2>(task);
  RunTile<1>(task);
}

TileKernel MakeTileKernel() { return {kTileQueries, &RunTask}; }

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pastiche::kernels {
HWY_EXPORT(MakeTileKernel);

TileKernel ActiveTileKernel() { return HWY_DYNAMIC_DISPATCH(MakeTileKernel)(); }

}  // namespace pastiche::kernels
#endif  // HWY_ONCE
