// FastGRNN, a gated recurrent cell of a few kilobytes that says which tokens
// are worth attending to from afar. No allocation, exceptions or threads.

#ifndef PASTICHE_KERNELS_FAST_GRNN_H_
#define PASTICHE_KERNELS_FAST_GRNN_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/matrix.h"
#include "kernels/status.h"

namespace pastiche::kernels {

inline constexpr std::size_t kMaxGrnnHidden = 256;
inline constexpr std::size_t kMaxGrnnInput = 1024;

// A weight matrix W (rows, cols): `full`, or the product of `left` (rows, rank)
// and `right` (rank, cols) if rank > 0. Row-major, dense. Not owned.
struct GrnnMatrix {
  std::size_t rank = 0;
  std::span<const float> full;
  std::span<const float> left;
  std::span<const float> right;
};

// Kusupati et al., "FastGRNN", NeurIPS 2018, with a linear salience head:
//   a  = W x + U h
//   z  = sigmoid(a + b_z)
//   h' = (zeta (1 - z) + nu) * tanh(a + b_h) + z * h      elementwise
//   salience = <head, h'> + head_bias                     a logit
// W is (hidden, input), U (hidden, hidden). zeta and nu are used as given; the
// paper trains them through a sigmoid, so that both are in (0, 1).
struct GrnnWeights {
  std::size_t input = 0;   // 1 ... kMaxGrnnInput
  std::size_t hidden = 0;  // 1 ... kMaxGrnnHidden
  GrnnMatrix w;
  GrnnMatrix u;
  std::span<const float> bias_z;  // (hidden)
  std::span<const float> bias_h;  // (hidden)
  float zeta = 1.0f;
  float nu = 0.0f;
  std::span<const float> head;  // (hidden)
  float head_bias = 0.0f;
};

// Errors: sizes of 0 or above the limits, spans of other lengths, a rank above
// min(rows, cols), numbers that are not finite.
Status CheckGrnn(const GrnnWeights& weights);

// Weights as one row of floats, for files: input, hidden, rank of w, rank of u
// (as floats), then w (full, or left then right), u likewise, bias_z, bias_h,
// zeta, nu, head, head_bias.
inline constexpr std::size_t kGrnnHeader = 4;

// Floats that the flat layout takes; 0 for sizes out of range.
[[nodiscard]] std::size_t GrnnFlatSize(std::size_t input, std::size_t hidden,
                                       std::size_t w_rank, std::size_t u_rank);

// Writes the flat layout. Errors: what CheckGrnn reports, `flat` not of
// GrnnFlatSize() floats.
Status SaveGrnn(const GrnnWeights& weights, std::span<float> flat);

// Points `weights` into `flat`, which must outlive it. Errors: a header of
// numbers that are not sizes in range, another length, what CheckGrnn reports;
// `weights` is then unchanged.
Status LoadGrnn(std::span<const float> flat, GrnnWeights& weights);

// 1 / (1 + e^-x) and tanh x, as the cell computes them: within 3 ULP (sigmoids
// below 2^-125 become 0); the same bytes on every CPU and compiler. Tanh is odd
// exactly. NaN gives NaN.
[[nodiscard]] float GrnnSigmoid(float x);
[[nodiscard]] float GrnnTanh(float x);

// One step: `hidden` (weights.hidden), zeros at the start of a sequence,
// becomes h'; returns the salience. x (weights.input). Requires CheckGrnn to
// succeed and matching lengths (asserted). Infinite or NaN inputs give what
// arithmetic gives. The same bytes on every target. Scratch: 2 KiB of stack.
float StepGrnn(const GrnnWeights& weights, std::span<const float> x,
               std::span<float> hidden);

// salience[t] of row t of `rows` (n, input), from a hidden state of zeros:
// StepGrnn row by row, bit for bit. Errors, with nothing written: what
// CheckGrnn reports, shapes that do not match.
Status ScoreSequence(const GrnnWeights& weights, const ConstMatrix& rows,
                     std::span<float> salience);

// The same over tokens t whose input is their key followed by their value:
// keys (n, d_k), values (n, d_v), d_k + d_v = input.
Status ScoreKv(const GrnnWeights& weights, const ConstMatrix& keys,
               const ConstMatrix& values, std::span<float> salience);

// keep[t] = 1 for the k tokens of greatest salience, else 0; of equals the
// first tokens. NaN counts as the least. k >= n keeps all. Requires equal
// lengths (an error otherwise). 33 passes over the saliences; needs no memory.
Status KeepTopK(std::span<const float> salience, std::size_t k,
                std::span<std::uint8_t> keep);

// Drops the floor(quantile * n) tokens of least salience and keeps the rest,
// ties as in KeepTopK: quantile .75 keeps a quarter. Errors: lengths that
// differ, a quantile outside [0, 1] or NaN.
Status KeepQuantile(std::span<const float> salience, float quantile,
                    std::span<std::uint8_t> keep);

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_FAST_GRNN_H_
