// Routed attention: each query attends exactly inside the blocks of 64 keys
// that promise most, and to landmarks for the others, and is told how much of
// the exact attention's mass it may have missed. docs/algorithms/routed.md

#ifndef PASTICHE_KERNELS_ROUTED_H_
#define PASTICHE_KERNELS_ROUTED_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>

#include "kernels/key_blocks.h"
#include "kernels/matrix.h"
#include "kernels/route_index.h"
#include "kernels/status.h"

namespace pastiche::kernels {

struct RoutedOptions {
  // Of the inner products; finite. 1/sqrt(d) is up to the caller.
  float scale = 1.0f;
  // (n_k), natural log units; empty: none. The same as the summaries were built
  // with.
  std::span<const float> key_bias = {};
  // Fraction of the complete blocks that a query sees to be opened, rounded up;
  // in [0, 1].
  float budget = 0.15f;
  // Opens no more blocks than hold this many keys, rounded up.
  std::size_t budget_keys = std::numeric_limits<std::size_t>::max();
  // Opens further blocks, best first, until missed_mass is at most this; in [0,
  // 1]. 1: never. Counts before the budget: 0 opens all that may matter.
  float max_missed_mass = 1.0f;
  // Query i sees keys 0 ... query_position + i / group only. The block that
  // holds the last of them is always read, masked.
  bool causal = false;
  std::size_t query_position = 0;
  // Consecutive query rows that share a position: the heads of a GQA group,
  // for queries laid out (position, head).
  std::size_t group = 1;
};

// Where results go. All but `out` may be empty: not wanted.
struct RoutedResult {
  MutableMatrix out;                  // (n_q, d_v)
  std::span<float> lse = {};          // (n_q)
  std::span<float> missed_mass = {};  // (n_q), in [0, 1]
  // (n_q, n_k / 64), row-major: 1 where a complete block was opened, else 0. A
  // causal query's diagonal block, always read, is 0.
  std::span<std::uint8_t> opened = {};
};

// Scratch that grows to what calls need and is reused. One per thread that
// calls. About 24 bytes per landmark and query, for at most 32 queries at a
// time, and 1 KiB per query and 1024 keys.
class RoutedWorkspace {
 public:
  RoutedWorkspace();
  ~RoutedWorkspace();
  RoutedWorkspace(RoutedWorkspace&&) noexcept;
  RoutedWorkspace& operator=(RoutedWorkspace&&) noexcept;

  struct Buffers;
  [[nodiscard]] Buffers& buffers() { return *buffers_; }

 private:
  std::unique_ptr<Buffers> buffers_;
};

// For query i, with s_ie as in Attend over the keys it sees, O the opened
// blocks' keys and those in no complete block, and L the segments of the other
// blocks, with mean key m_l, mean value u_l and weight w_l:
//   Z = sum_{e in O} exp(s_ie) + sum_{l in L} w_l exp(scale * <q_i, m_l>)
//   out[i] = (sum_O exp(s_ie) v_e + sum_L w_l exp(..) u_l) / Z,  lse[i] = ln Z.
// Blocks are opened by the largest, over their segments, of ln w + (score of
// the mean + upper bound of any score) / 2; of equals the first.
//
// missed_mass[i] is an upper bound on sum_{e not in O} exp(s_ie) / sum_e
// exp(s_ie), the share of exact attention's mass that lies in unopened blocks,
// rounding included; 0 if there are none. The landmarks stand for that mass:
// out is in general much closer to Attend's than it says.
//
// queries (n_q, d_k), keys (n_k, d_k) in block format, values (n_k, d_v),
// `summaries` of exactly these keys, values and biases (only shapes are
// checked). Limits, empty and infinite cases as Attend. With everything opened,
// Decode's result within rounding.
//
// Errors, with nothing written: dimensions that do not match or exceed 256, an
// summaries of another shape, spans too small, a scale that is not finite,
// budget or max_missed_mass outside [0, 1] or NaN, group 0. The same bytes for
// any thread count and batching, on AVX2 and AVX-512.
Status AttendRouted(const ConstMatrix& queries, const KeyBlocks& keys,
                    const ConstMatrix& values, const RouteSummaries& summaries,
                    const RoutedOptions& options, const RoutedResult& result,
                    RoutedWorkspace& workspace);

// The errors documented at AttendRouted; shared with its twin.
Status CheckRouted(const ConstMatrix& queries, const KeyBlocks& keys,
                   const ConstMatrix& values, const RouteSummaries& summaries,
                   const RoutedOptions& options, const RoutedResult& result);

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_ROUTED_H_
