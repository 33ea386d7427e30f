// Random FastGRNN weights that own their floats. Shared by the tests of the
// gate.

#ifndef PASTICHE_TESTS_KERNELS_GRNN_CASE_H_
#define PASTICHE_TESTS_KERNELS_GRNN_CASE_H_

#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include "kernels/fast_grnn.h"
#include "tests/kernels/attention_case.h"

namespace pastiche::kernels::test {

struct GrnnCase {
  GrnnCase(std::size_t input, std::size_t hidden, std::size_t w_rank,
           std::size_t u_rank, std::mt19937& rng) {
    w = Matrix(hidden, input, w_rank, rng);
    u = Matrix(hidden, hidden, u_rank, rng);
    bias_z = RandomFloats(hidden, rng);
    bias_h = RandomFloats(hidden, rng);
    head = RandomFloats(hidden, rng);
    weights.input = input;
    weights.hidden = hidden;
    weights.w = View(w, w_rank);
    weights.u = View(u, u_rank);
    weights.bias_z = bias_z;
    weights.bias_h = bias_h;
    weights.zeta = 0.75f;
    weights.nu = 0.125f;
    weights.head = head;
    weights.head_bias = -0.25f;
  }
  GrnnCase(const GrnnCase&) = delete;  // The views point into this object.
  GrnnCase& operator=(const GrnnCase&) = delete;

  struct Factors {
    std::vector<float> left, right;  // Full rank: left alone.
  };
  // Entries such that a product with inputs in [-1, 1) is of order 1.
  static Factors Matrix(std::size_t rows, std::size_t cols, std::size_t rank,
                        std::mt19937& rng) {
    Factors m;
    m.left = RandomFloats(rows * (rank == 0 ? cols : rank), rng);
    m.right = RandomFloats(rank * cols, rng);
    const float size =
        2.0f / std::sqrt(static_cast<float>(rank == 0 ? cols : rank));
    for (float& x : m.left) x *= size;
    for (float& x : m.right) x /= std::sqrt(static_cast<float>(cols));
    return m;
  }
  static GrnnMatrix View(const Factors& m, std::size_t rank) {
    GrnnMatrix view;
    view.rank = rank;
    if (rank == 0) {
      view.full = m.left;
    } else {
      view.left = m.left;
      view.right = m.right;
    }
    return view;
  }

  Factors w, u;
  std::vector<float> bias_z, bias_h, head;
  GrnnWeights weights;
};

}  // namespace pastiche::kernels::test

#endif  // PASTICHE_TESTS_KERNELS_GRNN_CASE_H_
