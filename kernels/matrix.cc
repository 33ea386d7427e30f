#include "kernels/matrix.h"

namespace pastiche::kernels {

Status CheckMatrix(std::string_view name, std::size_t data_size,
                   std::size_t rows, std::size_t cols, std::size_t stride,
                   std::size_t max_cols) {
  if (cols > max_cols) {
    return Status::Error(name, " has ", cols, " columns; the most is ",
                         max_cols);
  }
  if (stride < cols) {
    return Status::Error(name, " has a stride of ", stride, " for ", cols,
                         " columns");
  }
  if (rows == 0 || cols == 0) return {};
  // The last row may end before its stride does.
  const bool fits = data_size >= cols &&
                    (rows == 1 || (data_size - cols) / (rows - 1) >= stride);
  if (!fits) {
    return Status::Error(name, " needs ", rows, " rows of stride ", stride,
                         " but its span holds ", data_size, " floats");
  }
  return {};
}

}  // namespace pastiche::kernels
