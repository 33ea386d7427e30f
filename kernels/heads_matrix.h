// Borrowed matrices of several attention heads: how callers hand multi-head
// queries, keys and values to the kernels.

#ifndef PASTICHE_KERNELS_HEADS_MATRIX_H_
#define PASTICHE_KERNELS_HEADS_MATRIX_H_

#include <cstddef>
#include <span>
#include <string_view>

#include "kernels/matrix.h"
#include "kernels/status.h"

namespace pastiche::kernels {

// Shape (heads, rows, cols); row r of head h starts at data[h * head_stride + r
// * row_stride]. Heads may lie one after the other (head_stride = rows * cols)
// or side by side in the rows of tokens (head_stride = cols, row_stride = heads
// * cols). Nothing is owned.
template <typename T>
struct BasicHeads {
  // One head after the other, dense.
  static constexpr BasicHeads Stacked(std::span<T> cells, std::size_t heads,
                                      std::size_t rows, std::size_t cols) {
    return {cells, heads, rows, cols, rows * cols, cols};
  }
  // Each row holds the row of every head.
  static constexpr BasicHeads Interleaved(std::span<T> cells, std::size_t heads,
                                          std::size_t rows, std::size_t cols) {
    return {cells, heads, rows, cols, cols, heads * cols};
  }
  static constexpr BasicHeads One(const BasicMatrix<T>& matrix) {
    return {matrix.data, 1, matrix.rows, matrix.cols, 0, matrix.stride};
  }

  // Requires CheckHeads to succeed and h < heads.
  [[nodiscard]] BasicMatrix<T> head(std::size_t h) const {
    const bool empty = rows == 0 || cols == 0;
    return {empty ? data : data.subspan(h * head_stride), rows, cols,
            row_stride};
  }

  std::span<T> data;
  std::size_t heads = 0;
  std::size_t rows = 0;
  std::size_t cols = 0;
  std::size_t head_stride = 0;
  std::size_t row_stride = 0;  // >= cols.
};

using ConstHeads = BasicHeads<const float>;
using MutableHeads = BasicHeads<float>;

// CheckMatrix for every head. Safe for any numbers: no product can overflow.
template <typename T>
Status CheckHeads(std::string_view name, const BasicHeads<T>& matrix,
                  std::size_t max_cols) {
  if (matrix.heads == 0) return {};
  Status status = CheckMatrix(name, matrix.data.size(), matrix.rows,
                              matrix.cols, matrix.row_stride, max_cols);
  if (!status.ok() || matrix.rows == 0 || matrix.cols == 0) return status;
  const std::size_t one =
      (matrix.rows - 1) * matrix.row_stride + matrix.cols;  // Fits the span.
  if (matrix.heads > 1 &&
      (matrix.data.size() - one) / (matrix.heads - 1) < matrix.head_stride) {
    return Status::Error(name, " needs ", matrix.heads, " heads of stride ",
                         matrix.head_stride, " but its span holds ",
                         matrix.data.size(), " floats");
  }
  return status;
}

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_HEADS_MATRIX_H_
