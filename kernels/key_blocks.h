// The key cache format of one-query decoding: blocks of 64 keys, each stored
// transposed, so that one vector load brings the same column of many keys.

#ifndef PASTICHE_KERNELS_KEY_BLOCKS_H_
#define PASTICHE_KERNELS_KEY_BLOCKS_H_

#include <cstddef>
#include <span>

#include "kernels/matrix.h"
#include "kernels/status.h"

namespace pastiche::kernels {

inline constexpr std::size_t kKeyBlock = 64;

// `count` keys of `dim` floats. Column c of key j is at
//   data[(j / 64 * dim + c) * 64 + j % 64].
// The unused places of the last block are read but do not matter. Not owned.
struct KeyBlocks {
  std::span<const float> data;
  std::size_t count = 0;
  std::size_t dim = 0;
};

// Floats that `count` keys occupy: whole blocks. SIZE_MAX if the number
// overflows, which no allocation satisfies.
[[nodiscard]] std::size_t KeyBlocksSize(std::size_t count, std::size_t dim);

// Writes the rows of `keys` as keys number first, first + 1, ... of a cache
// whose floats are `blocks`, with dim = keys.cols. The first row written into a
// block also clears the block's later places. Appending row by row and packing
// all at once give the same cache.
// Errors: a key span too small for its shape, `blocks` too small for
// first + keys.rows keys.
Status PackKeys(const ConstMatrix& keys, std::size_t first,
                std::span<float> blocks);

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_KEY_BLOCKS_H_
