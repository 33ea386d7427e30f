// Which keys a query of sparse attention attends to: a window, log-strides,
// global tokens, and landmarks that stand for blocks of keys.

#ifndef PASTICHE_KERNELS_SPARSE_PATTERN_H_
#define PASTICHE_KERNELS_SPARSE_PATTERN_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/status.h"

namespace pastiche::kernels {

// The entries of the query at position i of n keys. A key is attended exactly
// at most once: as part of the window, else as a global, else as a stride.
struct SparsePattern {
  // Keys with |i - j| <= window; causal: i - window <= j <= i.
  std::size_t window = 128;
  bool causal = false;
  // Keys i - 2^k and, unless causal, i + 2^k beyond the window.
  bool log_stride = true;
  // Keys that every query sees (causal: from their position on). Any order;
  // numbers >= n and repetitions are skipped.
  std::span<const std::uint32_t> globals = {};
  // Keys per landmark; 0: no landmarks. A block of keys wholly outside the
  // window (causal: complete and before it) is one more entry: its mean key and
  // mean value. Keys that are also attended exactly stay in both.
  std::size_t landmark_block = 64;
  // A landmark of c keys has the bias landmark_bias * ln(c). 1 restores the
  // weight of the keys it stands for; 0 gives it that of a single key.
  float landmark_bias = 1.0f;
  // Blocks per group, the second level of landmarks; 0: never. Where a query
  // has more than group_min_keys keys (n; causal: i + 1), a group farther from
  // it than half a group, and outside the window, is one entry with the mean of
  // its keys; its blocks have none. So no key is in two landmarks of a query.
  std::size_t landmark_group = 64;
  std::size_t group_min_keys = 16384;
  // The gate: per key, 0 drops it. Empty: keeps all. Windows and globals always
  // stay; a stride or landmark stays iff any of the keys it stands for is kept,
  // and is then what it would be without a gate.
  std::span<const std::uint8_t> keep = {};
};

// Rows or blocks [begin, end); empty if begin == end.
struct IndexRange {
  std::size_t begin = 0;
  std::size_t end = 0;
  [[nodiscard]] std::size_t size() const { return end - begin; }
};

// One query's contiguous entries, before the gate: rows of the window, numbers
// of landmark blocks and groups below ([0]) and above ([1]) it. Every range
// lies below the next: groups[0], blocks[0], window, blocks[1], groups[1].
struct EntrySpans {
  IndexRange window;
  IndexRange blocks[2];
  IndexRange groups[2];
};

// Keys of block or group number b are [b * size, min(n, (b + 1) * size)).
[[nodiscard]] IndexRange KeysOf(std::size_t b, std::size_t size, std::size_t n);

// Requires position < n and CheckPattern to succeed. O(1).
[[nodiscard]] EntrySpans SpansOf(std::size_t position, std::size_t n,
                                 const SparsePattern& pattern);

// Whether the gate keeps any of these keys; true without a gate. O(range).
[[nodiscard]] bool KeepsAny(const SparsePattern& pattern, IndexRange keys);

// Calls visit(j) for the strides of a query, before the gate, ascending in
// distance: 2^k with 2^k > window, inside [0, n). Globals are not left out.
template <typename Visitor>
void ForEachStride(std::size_t position, std::size_t n,
                   const SparsePattern& pattern, const Visitor& visit) {
  if (!pattern.log_stride) return;
  for (std::size_t step = 1; step < n; step *= 2) {
    if (step <= pattern.window) continue;
    if (step <= position) visit(position - step);
    if (!pattern.causal && step < n - position) visit(position + step);
  }
}

// Errors: a gate whose length is not n, a bias that is not finite, more than
// 2^48 (of 32-bit sizes: 2^30) keys or keys per group.
Status CheckPattern(std::size_t n, const SparsePattern& pattern);

// How many entries the n queries of a sequence have together, for choosing a
// kernel. An upper bound for n <= 4096 (a global inside a window, or also a
// stride, counts twice; the gate is ignored); beyond, extrapolated from 1024
// queries. 0 for a pattern that fails CheckPattern. Cost: at most 4096 queries.
[[nodiscard]] double EstimateEntries(std::size_t n,
                                     const SparsePattern& pattern);

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_SPARSE_PATTERN_H_
