// Landmarks: the means of blocks of rows, and of groups of blocks, that stand
// for the keys and values of a sequence's far parts.

#ifndef PASTICHE_KERNELS_LANDMARKS_H_
#define PASTICHE_KERNELS_LANDMARKS_H_

#include <cstddef>

#include "kernels/matrix.h"
#include "kernels/status.h"

namespace pastiche::kernels {

// Blocks of `size` rows that `rows` rows have; the last may be shorter. 0 if
// size is 0.
[[nodiscard]] constexpr std::size_t BlockCount(std::size_t rows,
                                               std::size_t size) {
  return size == 0 ? 0 : rows / size + (rows % size != 0 ? 1 : 0);
}

// means[b] = the mean of rows [b * size, min(rows.rows, (b + 1) * size)),
// summed from the first row to the last in float, divided by their number.
//
// rows (n, d), means (BlockCount(n, size), d). The same bytes on every target
// with fused multiply-adds or without, and for any thread count. Errors, with
// nothing written: size 0, shapes that do not fit. Cost: reads every row once;
// runs on ParallelFor's threads above 1 MB.
Status BlockMeans(const ConstMatrix& rows, std::size_t size,
                  const MutableMatrix& means);

// groups[g] = the mean of the rows of `group` consecutive blocks, from the
// means of the blocks: sum of size_b * mean_b in order, divided by the rows'
// number.
//
// block_means (BlockCount(n, size), d) of n rows, groups
// (BlockCount(n, size * group), d). Errors as BlockMeans.
Status GroupMeans(const ConstMatrix& block_means, std::size_t n,
                  std::size_t size, std::size_t group,
                  const MutableMatrix& groups);

// BlockMeans for blocks first ... end - 1 on the calling thread, unchecked.
void BlockMeansOf(const ConstMatrix& rows, std::size_t size, std::size_t first,
                  std::size_t end, const MutableMatrix& means);

namespace reference {

Status BlockMeans(const ConstMatrix& rows, std::size_t size,
                  const MutableMatrix& means);

}  // namespace reference
}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_LANDMARKS_H_
