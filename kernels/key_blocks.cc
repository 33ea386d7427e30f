#include "kernels/key_blocks.h"

#include <algorithm>
#include <limits>

namespace pastiche::kernels {
namespace {

constexpr std::size_t kMaxSize = std::numeric_limits<std::size_t>::max();

}  // namespace

std::size_t KeyBlocksSize(std::size_t count, std::size_t dim) {
  const std::size_t blocks =
      count / kKeyBlock + (count % kKeyBlock != 0 ? 1 : 0);
  if (dim == 0) return 0;
  if (dim > kMaxSize / kKeyBlock || blocks > kMaxSize / (dim * kKeyBlock)) {
    return kMaxSize;
  }
  return blocks * dim * kKeyBlock;
}

Status PackKeys(const ConstMatrix& keys, std::size_t first,
                std::span<float> blocks) {
  const Status status = CheckMatrix("keys", keys, kMaxSize);
  if (!status.ok()) return status;
  if (first > kMaxSize - keys.rows ||
      KeyBlocksSize(first + keys.rows, keys.cols) > blocks.size()) {
    return Status::Error("keys ", first, " and ", keys.rows,
                         " more do not fit blocks of ", blocks.size(),
                         " floats");
  }
  for (std::size_t r = 0; r < keys.rows; ++r) {
    const std::size_t place = (first + r) % kKeyBlock;
    const std::size_t block = (first + r) / kKeyBlock;
    const float* const from = keys.row(r);
    for (std::size_t c = 0; c < keys.cols; ++c) {
      float* const line = &blocks[(block * keys.cols + c) * kKeyBlock];
      line[place] = from[c];
      if (place == 0) std::fill(line + 1, line + kKeyBlock, 0.0f);
    }
  }
  return {};
}

}  // namespace pastiche::kernels
