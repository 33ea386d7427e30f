// Dense or sparse attention, whichever is estimated to take less time.

#ifndef PASTICHE_KERNELS_ATTEND_AUTO_H_
#define PASTICHE_KERNELS_ATTEND_AUTO_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/attend_sparse.h"
#include "kernels/matrix.h"
#include "kernels/sparse_pattern.h"
#include "kernels/status.h"

namespace pastiche::kernels {

enum class AttendPath : std::uint8_t { kDense, kSparse };

// Estimated times for n queries and keys, in those that one query-key pair
// takes in Attend. `sparse` counts an entry of a window, a landmark or a global
// as kEntryCost, a stride as kStrideCost, and kQueryCost for each query's share
// of plan and means; both were measured at d = 64 (Xeon, AVX-512). Looks at no
// more than 64 positions.
struct AttendCosts {
  double dense = 0.0;
  double sparse = 0.0;
};
inline constexpr double kEntryCost = 1.25;
inline constexpr double kStrideCost = 5.0;
inline constexpr double kQueryCost = 8.0;

// Zeros if CheckPattern(n, pattern) fails.
[[nodiscard]] AttendCosts EstimateCosts(std::size_t n,
                                        const SparsePattern& pattern);

// kSparse if that is estimated to be faster, or if the pattern has a gate:
// dense attention would see the keys it drops.
[[nodiscard]] AttendPath ChoosePath(std::size_t n,
                                    const SparsePattern& pattern);

// The smallest n <= limit from which on, up to `limit`, ChoosePath gives
// kSparse by cost, found by bisection; `limit` if there is none. For printing.
[[nodiscard]] std::size_t SparseCrossover(const SparsePattern& pattern,
                                          std::size_t limit);

// AttendSparse, or Attend with the causality of the pattern, by ChoosePath. The
// dense path is what the sparse one approximates. `path`, if not null, is set
// to the one taken. Shapes and errors as AttendSparse.
Status AttendAuto(const ConstMatrix& queries, const ConstMatrix& keys,
                  const ConstMatrix& values, const SparsePattern& pattern,
                  const SparseOptions& options, const MutableMatrix& out,
                  std::span<float> lse, AttendPath* path = nullptr);

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_ATTEND_AUTO_H_
