// Borrowed row-major float matrices: how callers hand rows to the kernels.

#ifndef PASTICHE_KERNELS_MATRIX_H_
#define PASTICHE_KERNELS_MATRIX_H_

#include <cstddef>
#include <span>
#include <string_view>

#include "kernels/status.h"

namespace pastiche::kernels {

// Shape (rows, cols); row r starts at data[r * stride]. Nothing is owned, no
// alignment or padding is needed, and cells between rows are never touched.
template <typename T>
struct BasicMatrix {
  constexpr BasicMatrix() = default;
  // Dense rows: stride is cols.
  constexpr BasicMatrix(std::span<T> cells, std::size_t row_count,
                        std::size_t col_count)
      : BasicMatrix(cells, row_count, col_count, col_count) {}
  constexpr BasicMatrix(std::span<T> cells, std::size_t row_count,
                        std::size_t col_count, std::size_t row_stride)
      : data(cells), rows(row_count), cols(col_count), stride(row_stride) {}

  [[nodiscard]] T* row(std::size_t r) const { return data.data() + r * stride; }

  std::span<T> data;
  std::size_t rows = 0;
  std::size_t cols = 0;
  std::size_t stride = 0;  // Floats from one row to the next, >= cols.
};

using ConstMatrix = BasicMatrix<const float>;
using MutableMatrix = BasicMatrix<float>;

// An error naming the matrix unless cols <= max_cols, cols <= stride and every
// cell lies inside `data`. Safe for any numbers: no product can overflow.
Status CheckMatrix(std::string_view name, std::size_t data_size,
                   std::size_t rows, std::size_t cols, std::size_t stride,
                   std::size_t max_cols);

template <typename T>
Status CheckMatrix(std::string_view name, const BasicMatrix<T>& matrix,
                   std::size_t max_cols) {
  return CheckMatrix(name, matrix.data.size(), matrix.rows, matrix.cols,
                     matrix.stride, max_cols);
}

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_MATRIX_H_
