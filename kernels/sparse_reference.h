// Scalar twins of sparse attention: the literal definition of a query's
// entries, and attention over them in double precision.

#ifndef PASTICHE_KERNELS_SPARSE_REFERENCE_H_
#define PASTICHE_KERNELS_SPARSE_REFERENCE_H_

#include <cstddef>
#include <vector>

#include "kernels/sparse_pattern.h"

namespace pastiche::kernels::reference {

// The mean of keys [begin, begin + count), with the bias landmark_bias *
// ln(count). A key attended exactly is one with count 1.
struct SparseEntry {
  std::size_t begin = 0;
  std::size_t count = 1;
  friend bool operator==(const SparseEntry&, const SparseEntry&) = default;
};

// What the query at `position` attends to, gate included: window ascending,
// globals ascending, strides by distance (the earlier key first), landmarks of
// blocks ascending, of groups ascending. Same requirements as SpansOf. Cost:
// O(n); tests every block against the definition.
std::vector<SparseEntry> SparseEntries(std::size_t position, std::size_t n,
                                       const SparsePattern& pattern);

}  // namespace pastiche::kernels::reference

#endif  // PASTICHE_KERNELS_SPARSE_REFERENCE_H_
