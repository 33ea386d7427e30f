#include "kernels/fast_grnn.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>

// Plain scalar code on purpose: the cell must compute the same bits on every
// CPU, with and without vectors. Sums run in eight lanes, which compilers turn
// into vectors without changing a bit.

namespace pastiche::kernels {
namespace {

constexpr std::size_t kLanes = 8;
constexpr float kSmallest = -87.0f;  // e^x is normal from here up.

// e^x for x <= 0; 0 below kSmallest. x = n ln 2 + r with |r| <= .35; e^r by its
// series to r^7, whose rest is below 5e-9.
float ExpOfNegative(float x) {
  if (x < kSmallest) return 0.0f;
  constexpr float kMagic = 12582912.0f;  // 1.5 * 2^23: rounds to an integer.
  const float rounded = x * 1.44269504f + kMagic;
  const float n = rounded - kMagic;
  // ln 2 in two parts, the first short enough for an exact product.
  const float r = (x - n * 0.693359375f) - n * -2.12194440e-4f;
  float p = 1.0f / 5040.0f;
  p = p * r + 1.0f / 720.0f;
  p = p * r + 1.0f / 120.0f;
  p = p * r + 1.0f / 24.0f;
  p = p * r + 1.0f / 6.0f;
  p = p * r + 0.5f;
  const float e_r = (p * r) * r + r + 1.0f;
  // 2^n: the magic's own low bits are zero, n is in them.
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(rounded) + 127u;
  return e_r * std::bit_cast<float>(bits << 23);
}

float Dot(const float* a, const float* b, std::size_t count) {
  std::array<float, kLanes> sums{};
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      sums[lane] += a[i + lane] * b[i + lane];
    }
  }
  for (std::size_t lane = 0; i < count; ++i, ++lane) {
    sums[lane] += a[i] * b[i];
  }
  for (std::size_t width = kLanes / 2; width > 0; width /= 2) {
    for (std::size_t lane = 0; lane < width; ++lane) {
      sums[lane] += sums[lane + width];
    }
  }
  return sums[0];
}

// out[r] += <row r of m, x>.
void AddProduct(const GrnnMatrix& m, std::span<const float> x,
                std::span<float> out) {
  if (m.rank == 0) {
    for (std::size_t r = 0; r < out.size(); ++r) {
      out[r] += Dot(&m.full[r * x.size()], x.data(), x.size());
    }
    return;
  }
  std::array<float, kMaxGrnnHidden> inner;
  for (std::size_t i = 0; i < m.rank; ++i) {
    inner[i] = Dot(&m.right[i * x.size()], x.data(), x.size());
  }
  for (std::size_t r = 0; r < out.size(); ++r) {
    out[r] += Dot(&m.left[r * m.rank], inner.data(), m.rank);
  }
}

// StepGrnn, nothing asserted.
float Step(const GrnnWeights& weights, std::span<const float> x,
           std::span<float> hidden) {
  std::array<float, kMaxGrnnHidden> sums{};
  const std::span<float> a(sums.data(), hidden.size());
  AddProduct(weights.w, x, a);
  AddProduct(weights.u, hidden, a);
  for (std::size_t i = 0; i < hidden.size(); ++i) {
    const float z = GrnnSigmoid(a[i] + weights.bias_z[i]);
    const float candidate = GrnnTanh(a[i] + weights.bias_h[i]);
    const float gate = weights.zeta * (1.0f - z) + weights.nu;
    hidden[i] = gate * candidate + z * hidden[i];
  }
  return Dot(weights.head.data(), hidden.data(), hidden.size()) +
         weights.head_bias;
}

Status CheckSalience(std::size_t rows, std::size_t size) {
  if (rows == size) return {};
  return Status::Error("salience has ", size, " entries for ", rows, " tokens");
}

}  // namespace

float GrnnSigmoid(float x) {
  if (x < 0.0f) {
    const float e = ExpOfNegative(x);
    return e / (1.0f + e);
  }
  return 1.0f / (1.0f + ExpOfNegative(-x));
}

float GrnnTanh(float x) {
  const float size = x < 0.0f ? -x : x;
  if (size < 0.25f) {  // Its series to x^11; the rest is below 4e-10 x.
    const float s = x * x;
    float p = -1382.0f / 155925.0f;
    p = p * s + 62.0f / 2835.0f;
    p = p * s - 17.0f / 315.0f;
    p = p * s + 2.0f / 15.0f;
    p = p * s - 1.0f / 3.0f;
    return (p * s) * x + x;
  }
  const float e = ExpOfNegative(-2.0f * size);
  const float tanh = (1.0f - e) / (1.0f + e);
  return x < 0.0f ? -tanh : tanh;
}

float StepGrnn(const GrnnWeights& weights, std::span<const float> x,
               std::span<float> hidden) {
  assert(x.size() == weights.input && hidden.size() == weights.hidden);
  return Step(weights, x, hidden);
}

Status ScoreSequence(const GrnnWeights& weights, const ConstMatrix& rows,
                     std::span<float> salience) {
  Status status = CheckGrnn(weights);
  if (status.ok()) status = CheckMatrix("rows", rows, kMaxGrnnInput);
  if (status.ok()) status = CheckSalience(rows.rows, salience.size());
  if (!status.ok()) return status;
  if (rows.cols != weights.input) {
    return Status::Error("rows have ", rows.cols, " columns; the cell takes ",
                         weights.input);
  }
  std::array<float, kMaxGrnnHidden> state{};
  const std::span<float> hidden(state.data(), weights.hidden);
  for (std::size_t t = 0; t < rows.rows; ++t) {
    salience[t] = Step(weights, {rows.row(t), rows.cols}, hidden);
  }
  return status;
}

Status ScoreKv(const GrnnWeights& weights, const ConstMatrix& keys,
               const ConstMatrix& values, std::span<float> salience) {
  Status status = CheckGrnn(weights);
  if (status.ok()) status = CheckMatrix("keys", keys, kMaxGrnnInput);
  if (status.ok()) status = CheckMatrix("values", values, kMaxGrnnInput);
  if (status.ok()) status = CheckSalience(keys.rows, salience.size());
  if (!status.ok()) return status;
  if (keys.cols + values.cols != weights.input) {
    return Status::Error("keys and values have ", keys.cols, " and ",
                         values.cols, " columns; the cell takes ",
                         weights.input);
  }
  if (values.rows != keys.rows) {
    return Status::Error("values have ", values.rows, " rows for ", keys.rows,
                         " keys");
  }
  std::array<float, kMaxGrnnHidden> state{};
  const std::span<float> hidden(state.data(), weights.hidden);
  std::array<float, kMaxGrnnInput> input;
  for (std::size_t t = 0; t < keys.rows; ++t) {
    std::copy_n(keys.row(t), keys.cols, input.begin());
    std::copy_n(values.row(t), values.cols, input.data() + keys.cols);
    salience[t] = Step(weights, {input.data(), weights.input}, hidden);
  }
  return status;
}

}  // namespace pastiche::kernels
