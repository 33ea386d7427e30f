// Asks early for what a tile reads once and late: its outputs, the rows of its
// diagonals, the next tile's queries. Included once per SIMD target.

// NOLINTNEXTLINE(llvm-header-guard): Highway's per-target toggle.
#if defined(PASTICHE_KERNELS_LOOKAHEAD_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PASTICHE_KERNELS_LOOKAHEAD_INL_H_
#undef PASTICHE_KERNELS_LOOKAHEAD_INL_H_
#else
#define PASTICHE_KERNELS_LOOKAHEAD_INL_H_
#endif

#include <stddef.h>

#include "hwy/base.h"
#include "hwy/highway.h"
#include "kernels/plan.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

inline constexpr size_t kLineFloats = 16;  // A cache line.

// Hands out lines for the loops that multiply and add, whose loads leave room:
// one line per step. Rows apart from each other (strides) are left out.
class Lookahead {
 public:
  explicit Lookahead(const TileTask& task) : task_(task) {}

  // The first of the next `lines` lines, or `otherwise` when all were handed
  // out. The last ones of a run may lie behind it.
  HWY_INLINE const float* Next(size_t lines, const float* otherwise) {
    if (at_ >= end_ && !Open()) return otherwise;
    const float* const first = at_;
    at_ += lines * kLineFloats;
    return first;
  }

 private:
  // Goes on to the next run that is not empty; false after the last.
  HWY_INLINE bool Open() {
    const size_t diagonals = 2 * task_.diagonals.size();
    for (; stage_ < diagonals + 2;) {
      const size_t stage = stage_++;
      if (stage == 0) {
        Take(task_.out, task_.out_stride, task_.value_dim, 0,
             task_.query_count);
      } else if (stage == diagonals + 1) {
        Take(task_.next_queries, task_.query_stride, task_.key_dim, 0,
             task_.next_query_count);
      } else {
        OpenDiagonal(task_.diagonals[(stage - 1) / 2], stage % 2 == 1);
      }
      if (at_ < end_) return true;
    }
    return false;
  }

  HWY_INLINE void OpenDiagonal(const Diagonal& diagonal, bool keys) {
    if (diagonal.queries == 0) return;
    const RowSource& source = task_.sources[0];
    const auto first =
        static_cast<size_t>(static_cast<ptrdiff_t>(task_.position) +
                            diagonal.offset) +
        hwy::Num0BitsBelowLS1Bit_Nonzero64(diagonal.queries);
    const size_t rows = 64 -
                        hwy::Num0BitsAboveMS1Bit_Nonzero64(diagonal.queries) -
                        hwy::Num0BitsBelowLS1Bit_Nonzero64(diagonal.queries);
    if (keys) {
      Take(source.keys, source.key_stride, task_.key_dim, first, rows);
    } else {
      Take(source.values, source.value_stride, task_.value_dim, first, rows);
    }
  }

  HWY_INLINE void Take(const float* data, size_t stride, size_t dim,
                       size_t first, size_t rows) {
    if (stride != dim || rows == 0) return;
    at_ = data + first * stride;
    end_ = at_ + rows * stride;
  }

  const TileTask& task_;
  size_t stage_ = 0;
  const float* at_ = nullptr;
  const float* end_ = nullptr;
};

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#endif  // Per-target include guard.
