// Joins attention results over disjoint key sets into the result over their
// union: what sinks, own prefixes, shards and threads are combined with.

#ifndef PASTICHE_KERNELS_MERGE_H_
#define PASTICHE_KERNELS_MERGE_H_

#include <span>

#include "kernels/matrix.h"
#include "kernels/status.h"

namespace pastiche::kernels {

// (out, lse) becomes (out, lse) + (other_out, other_lse), row by row:
//   m = max(l, l'),  w = e^(l-m),  w' = e^(l'-m),
//   out = (w out + w' out') / (w + w'),   lse = m + ln(w + w').
// Exact up to rounding, and commutative bit for bit. A row whose lse is
// -infinity is an empty set and adds nothing; two empty sets give (0,
// -infinity). Outputs must be finite and lse not +infinity; a NaN lse counts as
// an empty set.
//
// other_out and out have shape (n, d), other_lse and lse (n); any d. Errors,
// with nothing written: shapes that differ, a span too small for its shape.
// The same bytes on AVX2 and AVX-512. Runs on the calling thread.
Status Merge(const ConstMatrix& other_out, std::span<const float> other_lse,
             const MutableMatrix& out, std::span<float> lse);

// The errors documented at Merge; shared with its scalar twin.
Status CheckMerge(const ConstMatrix& other_out,
                  std::span<const float> other_lse, const MutableMatrix& out,
                  std::span<const float> lse);

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_MERGE_H_
