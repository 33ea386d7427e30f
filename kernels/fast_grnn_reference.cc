#include "kernels/fast_grnn_reference.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace pastiche::kernels::reference {
namespace {

// Entry (r, c) of a matrix with `cols` columns.
double At(const GrnnMatrix& m, std::size_t cols, std::size_t r, std::size_t c) {
  if (m.rank == 0) return double{m.full[r * cols + c]};
  double sum = 0.0;
  for (std::size_t i = 0; i < m.rank; ++i) {
    sum += double{m.left[r * m.rank + i]} * double{m.right[i * cols + c]};
  }
  return sum;
}

}  // namespace

Status ScoreSequence(const GrnnWeights& weights, const ConstMatrix& rows,
                     std::span<double> salience, std::span<double> hidden) {
  Status status = CheckGrnn(weights);
  if (status.ok()) status = CheckMatrix("rows", rows, kMaxGrnnInput);
  if (!status.ok()) return status;
  if (rows.cols != weights.input || salience.size() != rows.rows) {
    return Status::Error("rows have ", rows.cols, " columns; the cell takes ",
                         weights.input);
  }
  const std::size_t n = weights.hidden;
  std::vector<double> h(n, 0.0);
  for (std::size_t t = 0; t < rows.rows; ++t) {
    std::vector<double> next(n);
    salience[t] = double{weights.head_bias};
    for (std::size_t r = 0; r < n; ++r) {
      double a = 0.0;
      for (std::size_t c = 0; c < rows.cols; ++c) {
        a += At(weights.w, rows.cols, r, c) * double{rows.row(t)[c]};
      }
      for (std::size_t c = 0; c < n; ++c) a += At(weights.u, n, r, c) * h[c];
      const double z = 1.0 / (1.0 + std::exp(-(a + double{weights.bias_z[r]})));
      const double candidate = std::tanh(a + double{weights.bias_h[r]});
      next[r] =
          (double{weights.zeta} * (1.0 - z) + double{weights.nu}) * candidate +
          z * h[r];
      salience[t] += double{weights.head[r]} * next[r];
    }
    h = next;
  }
  if (!hidden.empty()) std::copy(h.begin(), h.end(), hidden.begin());
  return status;
}

}  // namespace pastiche::kernels::reference
