#include "kernels/sparse_pattern.h"

#include <algorithm>
#include <cmath>

namespace pastiche::kernels {
namespace {

constexpr std::size_t kMaxKeys = std::size_t{1}
                                 << (sizeof(std::size_t) > 4 ? 48 : 30);

// [position - reach, position + reach], causal: up to position, cut to [0, n).
IndexRange Around(std::size_t position, std::size_t reach, std::size_t n,
                  bool causal) {
  const std::size_t above = causal ? 0 : std::min(reach, n - position - 1);
  return {position - std::min(reach, position), position + above + 1};
}

}  // namespace

IndexRange KeysOf(std::size_t b, std::size_t size, std::size_t n) {
  return {b * size, std::min(n, (b + 1) * size)};
}

EntrySpans SpansOf(std::size_t position, std::size_t n,
                   const SparsePattern& pattern) {
  EntrySpans spans;
  spans.window = Around(position, pattern.window, n, pattern.causal);
  const std::size_t block = pattern.landmark_block;
  if (block == 0) return spans;
  const auto blocks_to = [block](std::size_t keys) {
    return keys / block + (keys % block != 0 ? 1 : 0);
  };
  spans.blocks[0] = {0, spans.window.begin / block};
  if (!pattern.causal) {
    const std::size_t end = blocks_to(n);
    spans.blocks[1] = {std::min(end, blocks_to(spans.window.end)), end};
  }
  const std::size_t seen = pattern.causal ? position + 1 : n;
  if (pattern.landmark_group == 0 || seen <= pattern.group_min_keys) {
    return spans;
  }
  const std::size_t group = pattern.landmark_group * block;
  const IndexRange near =
      Around(position, std::max(pattern.window, group / 2), n, pattern.causal);
  spans.groups[0] = {0, near.begin / group};
  spans.blocks[0].begin = std::min(
      spans.blocks[0].end, spans.groups[0].end * pattern.landmark_group);
  if (!pattern.causal) {
    const std::size_t end = n / group + (n % group != 0 ? 1 : 0);
    const std::size_t first = (near.end + group - 1) / group;
    spans.groups[1] = {std::min(end, first), end};
    spans.blocks[1].end =
        std::max(spans.blocks[1].begin,
                 std::min(spans.blocks[1].end, first * pattern.landmark_group));
  }
  return spans;
}

bool KeepsAny(const SparsePattern& pattern, IndexRange keys) {
  if (pattern.keep.empty()) return true;
  const auto kept = pattern.keep.subspan(keys.begin, keys.size());
  return std::any_of(kept.begin(), kept.end(),
                     [](std::uint8_t k) { return k != 0; });
}

Status CheckPattern(std::size_t n, const SparsePattern& pattern) {
  if (n > kMaxKeys) {
    return Status::Error("a pattern of ", n, " keys; the most is ", kMaxKeys);
  }
  if (!pattern.keep.empty() && pattern.keep.size() != n) {
    return Status::Error("keep has ", pattern.keep.size(), " entries for ", n,
                         " keys");
  }
  if (!std::isfinite(pattern.landmark_bias)) {
    return Status::Error("landmark_bias is not finite");
  }
  if (pattern.landmark_block > kMaxKeys) {
    return Status::Error("landmark_block is ", pattern.landmark_block,
                         "; the most is ", kMaxKeys);
  }
  if (pattern.landmark_block > 0 &&
      pattern.landmark_group > kMaxKeys / pattern.landmark_block) {
    return Status::Error("landmark_group is ", pattern.landmark_group,
                         "; with this landmark_block the most is ",
                         kMaxKeys / pattern.landmark_block);
  }
  return {};
}

double EstimateEntries(std::size_t n, const SparsePattern& pattern) {
  constexpr std::size_t kExact = 4096;
  constexpr std::size_t kSamples = 1024;
  if (n == 0 || !CheckPattern(n, pattern).ok()) return 0.0;
  const std::size_t samples = n <= kExact ? n : kSamples;
  double sum = 0.0;
  for (std::size_t s = 0; s < samples; ++s) {
    // The middle of the s-th of `samples` equal parts.
    const std::size_t position =
        samples == n ? s : s * (n / samples) + n / samples / 2;
    const EntrySpans spans = SpansOf(position, n, pattern);
    std::size_t count = spans.window.size();
    for (const IndexRange& range : spans.blocks) count += range.size();
    for (const IndexRange& range : spans.groups) count += range.size();
    ForEachStride(position, n, pattern, [&count](std::size_t) { ++count; });
    for (const std::uint32_t g : pattern.globals) {
      if (g < n && (!pattern.causal || g <= position)) ++count;
    }
    sum += static_cast<double>(count);
  }
  return sum * static_cast<double>(n) / static_cast<double>(samples);
}

}  // namespace pastiche::kernels
