#include "kernels/block_summary.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "kernels/plan.h"

namespace pastiche::kernels {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// The least float that is not below x >= 0, with room for the rounding of the
// sum that x comes from.
float RoundUp(double x) {
  const double padded = x * (1.0 + 1e-12);
  if (padded > double{std::numeric_limits<float>::max()}) return kInfinity;
  const auto rounded = static_cast<float>(padded);
  return double{rounded} < padded ? std::nextafter(rounded, kInfinity)
                                  : rounded;
}

// +infinity where a difference is NaN. Four sums hide the additions' latency.
double Distance(const float* a, const float* b, std::size_t size) {
  std::array<double, 4> sums{};
  const auto add = [&](std::size_t c, double& sum) {
    const double difference = double{a[c]} - double{b[c]};
    sum += difference * difference;
  };
  std::size_t c = 0;
  for (; c + 4 <= size; c += 4) {
    for (std::size_t i = 0; i < 4; ++i) add(c + i, sums[i]);
  }
  for (; c < size; ++c) add(c, sums[0]);
  const double sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  return std::isnan(sum) ? double{kInfinity} : std::sqrt(sum);
}

// Without a way out of the loop, so that compilers vectorise it.
bool AllFinite(const float* x, std::size_t size) {
  std::uint32_t odd = 0;
  for (std::size_t c = 0; c < size; ++c) {
    const auto exponent = std::bit_cast<std::uint32_t>(x[c]) & 0x7F800000u;
    odd |= exponent == 0x7F800000u ? 1u : 0u;
  }
  return odd == 0;
}

// A key, then a value.
using Row = std::array<float, 2 * kMaxHeadDim>;

}  // namespace

void BlockSummaries::InitLevel(std::size_t block, std::size_t capacity,
                               Level& level, MemoryCarver& carver) {
  level.block = block;
  level.capacity = capacity;
  level.key_floats = KeyBlocksSize(capacity, key_dim_);
  level.mean_keys = carver.Take<float>(kv_heads_, level.key_floats);
  level.mean_values = carver.Take<float>(kv_heads_, capacity, value_dim_);
  level.radius = carver.Take<float>(kv_heads_, capacity);
  level.sizes = carver.Take<std::uint32_t>(kv_heads_, capacity);
  level.newest = carver.Take<std::size_t>(capacity);
  if (level.newest != nullptr) {
    std::fill_n(level.mean_keys, kv_heads_ * level.key_floats, 0.0f);
  }
}

void BlockSummaries::Init(const KvCacheOptions& options, MemoryCarver& carver) {
  kv_heads_ = options.kv_heads;
  key_dim_ = options.key_dim;
  value_dim_ = options.value_dim;
  group_ = options.summary_group;
  const std::size_t block = options.summary_block;
  levels_[0] = levels_[1] = {};
  if (block == 0) return;
  const std::size_t blocks =
      options.capacity / block + (options.capacity % block != 0 ? 1 : 0);
  InitLevel(block, blocks, levels_[0], carver);
  if (group_ != 0 && group_ <= blocks) {
    InitLevel(block * group_, blocks / group_, levels_[1], carver);
  }
  open_sums_ = carver.Take<float>(kv_heads_, key_dim_ + value_dim_);
}

void BlockSummaries::Clear() {
  levels_[0].entries = levels_[1].entries = 0;
  stale_ = kNoBlock;
}

void BlockSummaries::StoreMeans(const float* sums, std::size_t count,
                                std::size_t head, std::size_t entry,
                                Level& level) {
  const auto divisor = static_cast<float>(std::max<std::size_t>(count, 1));
  float* const keys = level.mean_keys + head * level.key_floats +
                      entry / kKeyBlock * key_dim_ * kKeyBlock +
                      entry % kKeyBlock;
  for (std::size_t c = 0; c < key_dim_; ++c) {
    keys[c * kKeyBlock] = sums[c] / divisor;
  }
  const std::size_t row = head * level.capacity + entry;
  float* const values = level.mean_values + row * value_dim_;
  for (std::size_t c = 0; c < value_dim_; ++c) {
    values[c] = sums[key_dim_ + c] / divisor;
  }
  level.sizes[row] = static_cast<std::uint32_t>(count);
}

void BlockSummaries::ReadMeanKey(const Level& level, std::size_t head,
                                 std::size_t entry, float* out) const {
  const float* const keys = level.mean_keys + head * level.key_floats +
                            entry / kKeyBlock * key_dim_ * kKeyBlock +
                            entry % kKeyBlock;
  for (std::size_t c = 0; c < key_dim_; ++c) out[c] = keys[c * kKeyBlock];
}

// When the mean moves by s, no old key gets farther from it than radius + s.
void BlockSummaries::AppendToHead(const CacheStore& store, std::size_t head,
                                  std::size_t slot) {
  Level& level = levels_[0];
  const std::size_t block = slot / level.block;
  const std::size_t row = head * level.capacity + block;
  const std::size_t dims = key_dim_ + value_dim_;
  float* const sums = open_sums_ + head * dims;
  if (slot % level.block == 0) {
    std::fill_n(sums, dims, 0.0f);
    StoreMeans(sums, 0, head, block, level);
    level.radius[row] = 0.0f;
  }
  Row token;
  store.ReadKey(head, slot, token.data());
  store.ReadValue(head, slot, token.data() + key_dim_);
  if (!AllFinite(token.data(), key_dim_)) {
    level.radius[row] = kInfinity;
    return;
  }
  for (std::size_t c = 0; c < dims; ++c) sums[c] += token[c];
  std::array<float, kMaxHeadDim> before;
  std::array<float, kMaxHeadDim> mean;
  const bool first = level.sizes[row] == 0;
  ReadMeanKey(level, head, block, before.data());
  StoreMeans(sums, level.sizes[row] + 1, head, block, level);
  ReadMeanKey(level, head, block, mean.data());
  const double moved =
      first ? 0.0 : Distance(before.data(), mean.data(), key_dim_);
  level.radius[row] =
      RoundUp(std::max(double{level.radius[row]} + moved,
                       Distance(token.data(), mean.data(), key_dim_)));
}

void BlockSummaries::Append(const CacheStore& store, const TokenIndex& tokens) {
  Level& level = levels_[0];
  if (level.block == 0) return;
  const std::size_t slot = tokens.size() - 1;
  const std::size_t block = slot / level.block;
  const std::size_t position = tokens.position(slot);
  level.entries = block + 1;
  level.newest[block] = position;  // The greatest of the whole cache.
  const bool complete = tokens.size() % level.block == 0;
  for (std::size_t head = 0; head < kv_heads_; ++head) {
    AppendToHead(store, head, slot);
    if (complete) RefreshRadius(store, head, block, tokens.size());
  }
  const Level& groups = levels_[1];
  if (groups.block != 0 && complete && (block + 1) % group_ == 0) {
    RefreshGroup(block / group_);
  }
}

void BlockSummaries::RefreshHead(const CacheStore& store, std::size_t head,
                                 std::size_t block, std::size_t end) {
  Level& level = levels_[0];
  const std::size_t dims = key_dim_ + value_dim_;
  Row sums{};
  Row token;
  std::size_t count = 0;
  for (std::size_t slot = block * level.block; slot < end; ++slot) {
    store.ReadKey(head, slot, token.data());
    if (!AllFinite(token.data(), key_dim_)) continue;
    store.ReadValue(head, slot, token.data() + key_dim_);
    for (std::size_t c = 0; c < dims; ++c) sums[c] += token[c];
    ++count;
  }
  StoreMeans(sums.data(), count, head, block, level);
  RefreshRadius(store, head, block, end);
  if (block + 1 == level.entries) {
    std::copy_n(sums.begin(), dims, open_sums_ + head * dims);
  }
}

void BlockSummaries::RefreshRadius(const CacheStore& store, std::size_t head,
                                   std::size_t block, std::size_t end) {
  Level& level = levels_[0];
  std::array<float, kMaxHeadDim> mean;
  std::array<float, kMaxHeadDim> key;
  ReadMeanKey(level, head, block, mean.data());
  double largest = 0.0;
  for (std::size_t slot = block * level.block; slot < end; ++slot) {
    store.ReadKey(head, slot, key.data());
    largest = std::max(largest, Distance(key.data(), mean.data(), key_dim_));
  }
  level.radius[head * level.capacity + block] = RoundUp(largest);
}

void BlockSummaries::RefreshBlock(const CacheStore& store,
                                  const TokenIndex& tokens, std::size_t block) {
  Level& level = levels_[0];
  const std::size_t begin = block * level.block;
  const std::size_t end = begin + std::min(level.block, tokens.size() - begin);
  level.newest[block] = 0;
  for (std::size_t slot = begin; slot < end; ++slot) {
    level.newest[block] = std::max(level.newest[block], tokens.position(slot));
  }
  for (std::size_t head = 0; head < kv_heads_; ++head) {
    RefreshHead(store, head, block, end);
  }
}

void BlockSummaries::RefreshGroup(std::size_t group) {
  const Level& blocks = levels_[0];
  Level& level = levels_[1];
  const std::size_t first = group * group_;
  level.entries = std::max(level.entries, group + 1);
  level.newest[group] =
      *std::max_element(blocks.newest + first, blocks.newest + first + group_);
  for (std::size_t head = 0; head < kv_heads_; ++head) {
    Row sums{};
    Row mean;
    std::size_t count = 0;
    for (std::size_t b = first; b < first + group_; ++b) {
      const std::size_t row = head * blocks.capacity + b;
      const auto weight = static_cast<float>(blocks.sizes[row]);
      ReadMeanKey(blocks, head, b, mean.data());
      std::copy_n(blocks.mean_values + row * value_dim_, value_dim_,
                  mean.data() + key_dim_);
      for (std::size_t c = 0; c < key_dim_ + value_dim_; ++c) {
        sums[c] += weight * mean[c];
      }
      count += blocks.sizes[row];
    }
    StoreMeans(sums.data(), count, head, group, level);
    std::array<float, kMaxHeadDim> center;
    ReadMeanKey(level, head, group, center.data());
    double largest = 0.0;
    for (std::size_t b = first; b < first + group_; ++b) {
      ReadMeanKey(blocks, head, b, mean.data());
      largest = std::max(largest,
                         Distance(mean.data(), center.data(), key_dim_) +
                             double{blocks.radius[head * blocks.capacity + b]});
    }
    level.radius[head * level.capacity + group] = RoundUp(largest);
  }
}

void BlockSummaries::RefreshStale(const CacheStore& store,
                                  const TokenIndex& tokens) {
  const std::size_t block = stale_;
  stale_ = kNoBlock;
  if (block >= levels_[0].entries) return;
  RefreshBlock(store, tokens, block);
  if (group_ != 0 && block / group_ < levels_[1].entries) {
    RefreshGroup(block / group_);
  }
}

void BlockSummaries::Forget(std::size_t kv_heads, std::size_t entry,
                            Level& level) {
  for (std::size_t head = 0; head < kv_heads; ++head) {
    level.sizes[head * level.capacity + entry] = 0;
    level.radius[head * level.capacity + entry] = kInfinity;
  }
}

void BlockSummaries::Replace(const CacheStore& store, const TokenIndex& tokens,
                             std::size_t slot) {
  if (levels_[0].block == 0) return;
  const std::size_t block = slot / levels_[0].block;
  if (stale_ != block) RefreshStale(store, tokens);
  stale_ = block;
  Forget(kv_heads_, block, levels_[0]);
  levels_[0].newest[block] = tokens.position(slot);
  if (group_ == 0 || block / group_ >= levels_[1].entries) return;
  Forget(kv_heads_, block / group_, levels_[1]);
  levels_[1].newest[block / group_] = tokens.position(slot);
}

void BlockSummaries::MoveLast(const CacheStore& store, const TokenIndex& tokens,
                              std::size_t slot) {
  Level& level = levels_[0];
  if (level.block == 0) return;
  const std::size_t size = tokens.size();
  level.entries = size / level.block + (size % level.block != 0 ? 1 : 0);
  Level& groups = levels_[1];
  if (groups.block != 0) {
    groups.entries = std::min(groups.entries, size / groups.block);
  }
  const std::size_t block = slot / level.block;
  if (stale_ != block) RefreshStale(store, tokens);
  stale_ = block;
}

// The last block has lost tokens without having become stale.
void BlockSummaries::Flush(const CacheStore& store, const TokenIndex& tokens) {
  if (levels_[0].block == 0) return;
  RefreshStale(store, tokens);
  if (levels_[0].entries == 0) return;
  stale_ = levels_[0].entries - 1;
  RefreshStale(store, tokens);
}

SummaryView BlockSummaries::view(std::size_t head, int level_number) const {
  const Level& level = levels_[level_number - 1];
  const std::size_t n = level.entries;
  if (n == 0) return {};
  return {
      .block = level.block,
      .mean_keys = {.data = {level.mean_keys + head * level.key_floats,
                             level.key_floats},
                    .count = n,
                    .dim = key_dim_},
      .mean_values = {{level.mean_values + head * level.capacity * value_dim_,
                       n * value_dim_},
                      n,
                      value_dim_},
      .radius = {level.radius + head * level.capacity, n},
      .sizes = {level.sizes + head * level.capacity, n}};
}

std::span<const std::size_t> BlockSummaries::newest(int level_number) const {
  const Level& level = levels_[level_number - 1];
  return {level.newest, level.entries};
}

}  // namespace pastiche::kernels
