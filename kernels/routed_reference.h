// Scalar double-precision twin of routed attention, for any choice of blocks.

#ifndef PASTICHE_KERNELS_ROUTED_REFERENCE_H_
#define PASTICHE_KERNELS_ROUTED_REFERENCE_H_

#include <cstdint>
#include <span>

#include "kernels/routed.h"

namespace pastiche::kernels::reference {

// AttendRouted with the blocks `opened` (n_q, n_k / 64), as
// RoutedResult::opened reports them: out and lse as defined there. Instead of a
// bound, missed_mass (n_q) gets the exact share of the mass in unopened blocks;
// 0 where there is no mass. The same errors, and an `opened` of another size.
Status AttendRouted(const ConstMatrix& queries, const KeyBlocks& keys,
                    const ConstMatrix& values, const RouteSummaries& summaries,
                    const RoutedOptions& options,
                    std::span<const std::uint8_t> opened,
                    const MutableMatrix& out, std::span<float> lse,
                    std::span<double> missed_mass);

}  // namespace pastiche::kernels::reference

#endif  // PASTICHE_KERNELS_ROUTED_REFERENCE_H_
