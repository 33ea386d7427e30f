// Double-precision twin of the FastGRNN cell, with the library's exp and tanh.

#ifndef PASTICHE_KERNELS_FAST_GRNN_REFERENCE_H_
#define PASTICHE_KERNELS_FAST_GRNN_REFERENCE_H_

#include <span>

#include "kernels/fast_grnn.h"

namespace pastiche::kernels::reference {

// salience (n) and, if not empty, the hidden state after the last row (hidden);
// the same errors as the kernel.
Status ScoreSequence(const GrnnWeights& weights, const ConstMatrix& rows,
                     std::span<double> salience, std::span<double> hidden);

}  // namespace pastiche::kernels::reference

#endif  // PASTICHE_KERNELS_FAST_GRNN_REFERENCE_H_
