#include "kernels/cache_reference.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace pastiche::kernels::reference {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLargestScore = 0x1.62e42dp127;  // As in reference.cc.

// One thing attended to: a token, or the mean of several.
struct Entry {
  std::vector<double> token;  // Key, then value.
  double bias = 0.0;
};

Entry TokenEntry(const KvCache& cache, std::size_t head, std::size_t slot) {
  const std::size_t key_dim = cache.options().key_dim;
  std::vector<float> token(key_dim + cache.options().value_dim);
  cache.ReadKey(head, slot, token.data());
  cache.ReadValue(head, slot, token.data() + key_dim);
  return {.token = {token.begin(), token.end()}, .bias = 0.0};
}

// out = sum of softmax(scale * <query, key> + bias) * value, *lse.
void AttendEntries(const float* query, std::size_t key_dim, float scale,
                   const std::vector<Entry>& entries, std::span<float> out,
                   float* lse) {
  std::vector<double> scores;
  double m = -kInfinity;
  for (const Entry& entry : entries) {
    double dot = 0.0;
    for (std::size_t c = 0; c < key_dim; ++c) {
      dot += double{query[c]} * entry.token[c];
    }
    double score = double{scale} * dot + entry.bias;
    if (std::isnan(score) || score < -kLargestScore) score = -kInfinity;
    scores.push_back(std::min(score, kLargestScore));
    m = std::max(m, scores.back());
  }
  double sum = 0.0;
  std::vector<double> total(out.size(), 0.0);
  for (std::size_t e = 0; e < entries.size(); ++e) {
    if (scores[e] == -kInfinity) continue;
    const double p = std::exp(scores[e] - m);
    sum += p;
    for (std::size_t c = 0; c < out.size(); ++c) {
      total[c] += p * entries[e].token[key_dim + c];
    }
  }
  for (std::size_t c = 0; c < out.size(); ++c) {
    out[c] = sum > 0.0 ? static_cast<float>(total[c] / sum) : 0.0f;
  }
  *lse = static_cast<float>(sum > 0.0 ? m + std::log(sum) : -kInfinity);
}

// Calls entries_of(kv_head) for every row and attends.
template <typename EntriesOf>
void AttendRows(const CacheQueries& queries, const CacheDecodeOptions& options,
                const EntriesOf& entries_of) {
  const std::size_t rows = queries.queries.rows;
  const std::size_t heads =
      options.query_heads == 0 ? rows : options.query_heads;
  const std::size_t kv_heads = queries.cache->options().kv_heads;
  for (std::size_t kv_head = 0; kv_head < kv_heads; ++kv_head) {
    const std::vector<Entry> entries = entries_of(kv_head);
    for (std::size_t row = 0; row < rows; ++row) {
      if (row % heads / (heads / kv_heads) != kv_head) continue;
      AttendEntries(
          queries.queries.row(row), queries.queries.cols, options.scale,
          entries, {queries.out.row(row), queries.out.cols}, &queries.lse[row]);
    }
  }
}

// Which single tokens the newest position attends to.
std::vector<std::size_t> ExactSlots(const KvCache& cache,
                                    const SparsePattern& pattern) {
  const std::size_t newest = cache.next_position() - 1;
  std::vector<std::size_t> slots;
  for (std::size_t slot = 0; slot < cache.size(); ++slot) {
    const std::size_t position = cache.tokens().position(slot);
    const std::size_t distance = newest - position;
    const bool global =
        std::find(pattern.globals.begin(), pattern.globals.end(), position) !=
        pattern.globals.end();
    const bool stride =
        pattern.log_stride && distance != 0 && (distance & (distance - 1)) == 0;
    const bool kept = pattern.keep.empty() || pattern.keep[position] != 0;
    if (distance <= pattern.window || global || (stride && kept)) {
      slots.push_back(slot);
    }
  }
  return slots;
}

// The landmarks of that position.
class Landmarks {
 public:
  Landmarks(const KvCache& cache, const SparsePattern& pattern)
      : cache_(cache), pattern_(pattern) {}

  std::vector<Entry> Entries(std::size_t head) const {
    std::vector<Entry> entries;
    const std::size_t block = pattern_.landmark_block;
    if (block == 0) return entries;
    const std::size_t group = block * pattern_.landmark_group;
    const bool grouped = group != 0 && cache_.size() > pattern_.group_min_keys;
    for (std::size_t begin = 0; begin + block <= cache_.size();
         begin += block) {
      if (!grouped || !IsFar(begin / group * group, group, group / 2)) {
        AddIfKept(head, begin, block, entries);
      } else if (begin % group == 0) {
        AddIfKept(head, begin, group, entries);
      }
    }
    return entries;
  }

 private:
  // Whether all of `size` slots are in use and farther than both distances.
  [[nodiscard]] bool IsFar(std::size_t begin, std::size_t size,
                           std::size_t reach) const {
    if (begin + size > cache_.size()) return false;
    for (std::size_t slot = begin; slot < begin + size; ++slot) {
      const std::size_t distance =
          cache_.next_position() - 1 - cache_.tokens().position(slot);
      if (distance <= std::max(reach, pattern_.window)) return false;
    }
    return true;
  }

  void AddIfKept(std::size_t head, std::size_t begin, std::size_t size,
                 std::vector<Entry>& entries) const {
    bool kept = pattern_.keep.empty();
    std::vector<float> key(cache_.options().key_dim);
    double count = 0.0;
    for (std::size_t slot = begin; slot < begin + size; ++slot) {
      kept = kept || pattern_.keep[cache_.tokens().position(slot)] != 0;
      cache_.ReadKey(head, slot, key.data());
      count += std::all_of(key.begin(), key.end(),
                           [](float x) { return std::isfinite(x); })
                   ? 1.0
                   : 0.0;
    }
    if (!kept || count == 0.0 || !IsFar(begin, size, 0)) return;
    entries.push_back(
        {.token = MeanToken(cache_, head, begin, begin + size),
         .bias = double{pattern_.landmark_bias} * std::log(count)});
  }

  const KvCache& cache_;
  const SparsePattern& pattern_;
};

}  // namespace

std::vector<double> MeanToken(const KvCache& cache, std::size_t head,
                              std::size_t begin, std::size_t end) {
  const std::size_t key_dim = cache.options().key_dim;
  std::vector<double> mean(key_dim + cache.options().value_dim, 0.0);
  double count = 0.0;
  for (std::size_t slot = begin; slot < end; ++slot) {
    const Entry entry = TokenEntry(cache, head, slot);
    const auto key_end =
        entry.token.begin() + static_cast<std::ptrdiff_t>(key_dim);
    if (!std::all_of(entry.token.begin(), key_end,
                     [](double x) { return std::isfinite(x); })) {
      continue;
    }
    count += 1.0;
    for (std::size_t c = 0; c < mean.size(); ++c) mean[c] += entry.token[c];
  }
  for (double& x : mean) x = count > 0.0 ? x / count : 0.0;
  return mean;
}

Status DecodeCache(const CacheQueries& queries,
                   const CacheDecodeOptions& options) {
  const Status status = CheckCacheQueries(queries, options);
  if (!status.ok()) return status;
  AttendRows(queries, options, [&](std::size_t head) {
    std::vector<Entry> entries;
    for (std::size_t slot = 0; slot < queries.cache->size(); ++slot) {
      entries.push_back(TokenEntry(*queries.cache, head, slot));
    }
    return entries;
  });
  return status;
}

Status DecodeSparse(const CacheQueries& queries, const SparsePattern& pattern,
                    const CacheDecodeOptions& options) {
  const Status status = CheckDecodeSparse(queries, pattern, options);
  if (!status.ok()) return status;
  const KvCache& cache = *queries.cache;
  AttendRows(queries, options, [&](std::size_t head) {
    std::vector<Entry> entries;
    if (cache.size() == 0) return entries;
    entries = Landmarks(cache, pattern).Entries(head);
    for (const std::size_t slot : ExactSlots(cache, pattern)) {
      entries.push_back(TokenEntry(cache, head, slot));
    }
    return entries;
  });
  return status;
}

}  // namespace pastiche::kernels::reference
