// The length of the longest row of a matrix, from which scores are bounded.

#ifndef PASTICHE_KERNELS_ROW_LENGTH_H_
#define PASTICHE_KERNELS_ROW_LENGTH_H_

#include "kernels/matrix.h"

namespace pastiche::kernels {

// At least max_r sqrt(sum_c rows[r][c]^2), and at most .1 % above it; 0 for no
// rows; infinity if a cell is not finite or a sum overflows. The last bits may
// differ between SIMD targets. Runs on the calling thread.
[[nodiscard]] float MaxRowLength(const ConstMatrix& rows);

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_ROW_LENGTH_H_
