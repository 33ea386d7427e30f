// Random attention problems. Shared by the kernel tests.

#ifndef PASTICHE_TESTS_KERNELS_ATTENTION_CASE_H_
#define PASTICHE_TESTS_KERNELS_ATTENTION_CASE_H_

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <span>
#include <vector>

#include "kernels/attention.h"
#include "kernels/matrix.h"

namespace pastiche::kernels::test {

inline constexpr float kInfinity = std::numeric_limits<float>::infinity();

// Uniform in [-1, 1), from raw engine bits: the same on every library.
inline std::vector<float> RandomFloats(std::size_t size, std::mt19937& rng) {
  std::vector<float> v(size);
  for (float& x : v) x = static_cast<float>(rng() >> 8) * 0x1p-23f - 1.0f;
  return v;
}

// A matrix that owns its floats, starting `offset` floats into its storage.
struct OwnedMatrix {
  OwnedMatrix(std::size_t row_count, std::size_t col_count, std::mt19937& rng,
              std::size_t extra_stride = 0, std::size_t start = 0)
      : rows(row_count),
        cols(col_count),
        stride(col_count + extra_stride),
        offset(start),
        cells(RandomFloats(row_count * stride + start, rng)) {}

  [[nodiscard]] ConstMatrix view() const {
    return {std::span(cells).subspan(offset), rows, cols, stride};
  }
  [[nodiscard]] MutableMatrix mutable_view() {
    return {std::span(cells).subspan(offset), rows, cols, stride};
  }

  std::size_t rows, cols, stride, offset;
  std::vector<float> cells;
};

struct AttentionShape {
  std::size_t queries, keys, key_dim, value_dim;
};

// Results of one attention call, in dense rows.
struct Attended {
  Attended(std::size_t rows, std::size_t cols)
      : out(rows * cols, -7.0f), lse(rows, -7.0f) {}
  std::vector<float> out, lse;
};

struct AttentionCase {
  AttentionCase(const AttentionShape& shape, std::mt19937& rng)
      : queries(shape.queries, shape.key_dim, rng),
        keys(shape.keys, shape.key_dim, rng),
        values(shape.keys, shape.value_dim, rng) {}

  template <typename Kernel>
  Attended Run(const Kernel& kernel) const {
    Attended result(queries.rows, values.cols);
    const Status status = kernel(
        queries.view(), keys.view(), values.view(), options,
        MutableMatrix(result.out, queries.rows, values.cols), result.lse);
    BOOST_TEST(status.ok(), status.message());
    return result;
  }

  // Largest |scale| * sum_c |q_ic k_jc| + |bias_j| over keys j that count.
  [[nodiscard]] double ScoreMagnitude(std::size_t i) const {
    double largest = 0.0;
    for (std::size_t j = 0; j < keys.rows; ++j) {
      const double bias =
          options.key_bias.empty() ? 0.0 : double{options.key_bias[j]};
      if (!std::isfinite(bias)) continue;
      double sum = std::abs(bias);
      for (std::size_t c = 0; c < keys.cols; ++c) {
        sum +=
            std::abs(double{options.scale} * double{queries.view().row(i)[c]} *
                     double{keys.view().row(j)[c]});
      }
      largest = std::max(largest, sum);
    }
    return largest;
  }

  OwnedMatrix queries, keys, values;
  AttendOptions options;
};

}  // namespace pastiche::kernels::test

#endif  // PASTICHE_TESTS_KERNELS_ATTENTION_CASE_H_
