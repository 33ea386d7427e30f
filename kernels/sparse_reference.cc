#include "kernels/sparse_reference.h"

#include <algorithm>

namespace pastiche::kernels::reference {
namespace {

// Decides, for one query, by the words of SparsePattern.
struct Rules {
  std::size_t i;
  std::size_t n;
  const SparsePattern& pattern;

  [[nodiscard]] bool Visible(std::size_t j) const {
    return j < n && !(pattern.causal && j > i);
  }
  [[nodiscard]] std::size_t Distance(std::size_t j) const {
    return j > i ? j - i : i - j;
  }
  [[nodiscard]] bool InWindow(std::size_t j) const {
    return Visible(j) && Distance(j) <= pattern.window;
  }
  [[nodiscard]] bool IsGlobal(std::size_t j) const {
    return std::find(pattern.globals.begin(), pattern.globals.end(), j) !=
           pattern.globals.end();
  }
  // From the query to the nearest of keys [begin, end).
  [[nodiscard]] std::size_t DistanceTo(IndexRange keys) const {
    if (i >= keys.begin && i < keys.end) return 0;
    return std::min(Distance(keys.begin), Distance(keys.end - 1));
  }
  // Wholly outside the window; causal: complete and before the query.
  [[nodiscard]] bool IsCandidate(IndexRange keys) const {
    if (pattern.causal && keys.end > i) return false;
    return DistanceTo(keys) > pattern.window;
  }
  // Whether a group is one entry, rather than its blocks.
  [[nodiscard]] bool IsFarGroup(IndexRange keys) const {
    if (pattern.landmark_group == 0) return false;
    if ((pattern.causal ? i + 1 : n) <= pattern.group_min_keys) return false;
    return IsCandidate(keys) && DistanceTo(keys) > pattern.landmark_group *
                                                       pattern.landmark_block /
                                                       2;
  }
};

void AddIfKept(const Rules& rules, IndexRange keys,
               std::vector<SparseEntry>& entries) {
  for (std::size_t j = keys.begin; j < keys.end; ++j) {
    if (rules.pattern.keep.empty() || rules.pattern.keep[j] != 0) {
      entries.push_back({keys.begin, keys.end - keys.begin});
      return;
    }
  }
}

void AddLandmarks(const Rules& rules, std::vector<SparseEntry>& entries) {
  const std::size_t block = rules.pattern.landmark_block;
  const std::size_t group = block * rules.pattern.landmark_group;
  for (std::size_t b = 0; b * block < rules.n; ++b) {
    const IndexRange keys = KeysOf(b, block, rules.n);
    const bool grouped = group > 0 && rules.IsFarGroup(KeysOf(
                                          keys.begin / group, group, rules.n));
    if (rules.IsCandidate(keys) && !grouped) AddIfKept(rules, keys, entries);
  }
  for (std::size_t g = 0; group > 0 && g * group < rules.n; ++g) {
    const IndexRange keys = KeysOf(g, group, rules.n);
    if (rules.IsFarGroup(keys)) AddIfKept(rules, keys, entries);
  }
}

}  // namespace

std::vector<SparseEntry> SparseEntries(std::size_t position, std::size_t n,
                                       const SparsePattern& pattern) {
  const Rules rules{position, n, pattern};
  std::vector<SparseEntry> entries;
  for (std::size_t j = 0; j < n; ++j) {
    if (rules.InWindow(j)) entries.push_back({j, 1});
  }
  for (std::size_t j = 0; j < n; ++j) {
    if (rules.Visible(j) && !rules.InWindow(j) && rules.IsGlobal(j)) {
      entries.push_back({j, 1});
    }
  }
  const auto add_stride = [&](std::size_t j) {
    if (rules.Visible(j) && !rules.InWindow(j) && !rules.IsGlobal(j)) {
      AddIfKept(rules, {j, j + 1}, entries);
    }
  };
  for (std::size_t step = 1; pattern.log_stride && step < n; step *= 2) {
    if (step <= position) add_stride(position - step);
    add_stride(position + step);
  }
  if (pattern.landmark_block > 0) AddLandmarks(rules, entries);
  return entries;
}

}  // namespace pastiche::kernels::reference
