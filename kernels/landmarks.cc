#include "kernels/landmarks.h"

#include <stddef.h>

#include <algorithm>
#include <limits>

#include "kernels/executor.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/landmarks.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
// Must come after foreach_target.h.
#include "hwy/highway.h"
#include "kernels/tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pastiche::kernels {
namespace HWY_NAMESPACE {

inline constexpr size_t kMeanVecs = 4;  // Column vectors at a time.

// mean[c] = sum over r of rows[r][c] / count, for kVecs vectors of D.
template <size_t kVecs, class D>
HWY_INLINE void MeanOfCols(D d, const float* HWY_RESTRICT rows, size_t stride,
                           size_t count, float* HWY_RESTRICT mean) {
  const size_t lanes = hn::Lanes(d);
  hn::Vec<D> sum[kVecs];
  PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) sum[v] = hn::Zero(d);
  for (size_t r = 0; r < count; ++r) {
    const float* const row = rows + r * stride;
    PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) {
      sum[v] = hn::Add(sum[v], hn::LoadU(d, row + v * lanes));
    }
  }
  const auto divisor = hn::Set(d, static_cast<float>(count));
  PASTICHE_UNROLL for (size_t v = 0; v < kVecs; ++v) {
    hn::StoreU(hn::Div(sum[v], divisor), d, mean + v * lanes);
  }
}

void MeanOfRows(const float* rows, size_t stride, size_t count, size_t dim,
                float* mean) {
  const Df d;
  size_t c = 0;
  for (; c + kMeanVecs * kLanes <= dim; c += kMeanVecs * kLanes) {
    MeanOfCols<kMeanVecs>(d, rows + c, stride, count, mean + c);
  }
  for (; c + kLanes <= dim; c += kLanes) {
    MeanOfCols<1>(d, rows + c, stride, count, mean + c);
  }
  for (; c < dim; ++c) {
    MeanOfCols<1>(hn::CappedTag<float, 1>(), rows + c, stride, count, mean + c);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pastiche::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pastiche::kernels {
namespace {

HWY_EXPORT(MeanOfRows);

constexpr std::size_t kAnyCols = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kSerialFloats = std::size_t{1} << 18;

Status CheckMeans(const ConstMatrix& rows, std::size_t n, std::size_t size,
                  const MutableMatrix& means) {
  if (size == 0) return Status::Error("blocks of 0 rows have no mean");
  Status status = CheckMatrix("rows", rows, kAnyCols);
  if (status.ok()) status = CheckMatrix("means", means, kAnyCols);
  if (!status.ok()) return status;
  if (means.rows != BlockCount(n, size) || means.cols != rows.cols) {
    return Status::Error("means are ", means.rows, " by ", means.cols,
                         "; this many rows need ", BlockCount(n, size), " by ",
                         rows.cols);
  }
  return {};
}

}  // namespace

void BlockMeansOf(const ConstMatrix& rows, std::size_t size, std::size_t first,
                  std::size_t end, const MutableMatrix& means) {
  const auto mean_of_rows = HWY_DYNAMIC_DISPATCH(MeanOfRows);
  for (std::size_t b = first; b < end; ++b) {
    const std::size_t begin = b * size;
    mean_of_rows(rows.row(begin), rows.stride,
                 std::min(size, rows.rows - begin), rows.cols, means.row(b));
  }
}

Status BlockMeans(const ConstMatrix& rows, std::size_t size,
                  const MutableMatrix& means) {
  Status status = CheckMeans(rows, rows.rows, size, means);
  if (!status.ok()) return status;
  const std::size_t block =
      std::max<std::size_t>(1, std::min(size, rows.rows) * rows.cols);
  const std::size_t grain = std::max<std::size_t>(1, kSerialFloats / block);
  ParallelFor(means.rows, grain, [&](std::size_t first, std::size_t end) {
    BlockMeansOf(rows, size, first, end, means);
  });
  return status;
}

Status GroupMeans(const ConstMatrix& block_means, std::size_t n,
                  std::size_t size, std::size_t group,
                  const MutableMatrix& groups) {
  if (size == 0 || group == 0 || group > kAnyCols / size) {
    return Status::Error("groups of ", group, " blocks of ", size, " rows");
  }
  Status status = CheckMeans(block_means, n, size * group, groups);
  if (!status.ok()) return status;
  if (block_means.rows != BlockCount(n, size)) {
    return Status::Error("block_means has ", block_means.rows,
                         " rows; this many keys need ", BlockCount(n, size));
  }
  for (std::size_t g = 0; g < groups.rows; ++g) {
    const std::size_t first = g * group;
    const std::size_t end = std::min(block_means.rows, first + group);
    const std::size_t rows = std::min(n - first * size, size * group);
    std::fill_n(groups.row(g), groups.cols, 0.0f);
    for (std::size_t b = first; b < end; ++b) {
      const auto weight = static_cast<float>(std::min(size, n - b * size));
      for (std::size_t c = 0; c < groups.cols; ++c) {
        groups.row(g)[c] += weight * block_means.row(b)[c];
      }
    }
    for (std::size_t c = 0; c < groups.cols; ++c) {
      groups.row(g)[c] /= static_cast<float>(rows);
    }
  }
  return status;
}

namespace reference {

Status BlockMeans(const ConstMatrix& rows, std::size_t size,
                  const MutableMatrix& means) {
  Status status = CheckMeans(rows, rows.rows, size, means);
  if (!status.ok()) return status;
  for (std::size_t b = 0; b < means.rows; ++b) {
    const std::size_t end = std::min(rows.rows, (b + 1) * size);
    for (std::size_t c = 0; c < rows.cols; ++c) {
      double sum = 0.0;
      for (std::size_t r = b * size; r < end; ++r)
        sum += double{rows.row(r)[c]};
      means.row(b)[c] =
          static_cast<float>(sum / static_cast<double>(end - b * size));
    }
  }
  return status;
}

}  // namespace reference
}  // namespace pastiche::kernels
#endif  // HWY_ONCE
