#include "kernels/kv_cache.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "kernels/plan.h"

namespace pastiche::kernels {
namespace {

constexpr std::size_t kMaxHeads = std::size_t{1} << 16;

bool RowsAreFinite(const ConstMatrix& matrix) {
  for (std::size_t r = 0; r < matrix.rows; ++r) {
    const float* const row = matrix.row(r);
    if (!std::all_of(row, row + matrix.cols,
                     [](float x) { return std::isfinite(x); })) {
      return false;
    }
  }
  return true;
}

}  // namespace

Status CheckCacheOptions(const KvCacheOptions& options) {
  if (options.capacity > kMaxCacheTokens) {
    return Status::Error("capacity is ", options.capacity,
                         " tokens; the most is ", kMaxCacheTokens);
  }
  if (options.kv_heads == 0 || options.kv_heads > kMaxHeads) {
    return Status::Error("kv_heads is ", options.kv_heads, "; it must be 1 to ",
                         kMaxHeads);
  }
  if (options.key_dim > kMaxHeadDim || options.value_dim > kMaxHeadDim) {
    return Status::Error("key_dim ", options.key_dim, ", value_dim ",
                         options.value_dim, "; the most is ", kMaxHeadDim);
  }
  if (options.eviction != EvictionPolicy::kNone &&
      (options.keep_recent >= options.capacity ||
       options.sinks >= options.capacity - options.keep_recent)) {
    return Status::Error(
        "sinks ", options.sinks, " and keep_recent ", options.keep_recent,
        " leave nothing to evict of capacity ", options.capacity);
  }
  return {};
}

void KvCache::Layout(MemoryCarver& carver) {
  store_.Init(options_, carver);
  tokens_.Init(options_.capacity, carver);
  summaries_.Init(options_, carver);
  if (options_.eviction != EvictionPolicy::kHeavyHitter) return;
  mass_ = carver.Take<float>(options_.capacity);
  victims_ = carver.Take<std::size_t>(options_.capacity / 16 + 1);
  candidates_ = carver.Take<std::uint32_t>(options_.capacity);
}

std::size_t KvCacheBytes(const KvCacheOptions& options) {
  if (!CheckCacheOptions(options).ok()) {
    return std::numeric_limits<std::size_t>::max();
  }
  MemoryCarver measure;
  KvCache cache;
  cache.options_ = options;
  cache.Layout(measure);
  return measure.used();
}

Status KvCache::Init(const KvCacheOptions& options,
                     std::span<std::byte> memory) {
  const Status status = CheckCacheOptions(options);
  if (!status.ok()) return status;
  const std::size_t bytes = KvCacheBytes(options);
  if (memory.size() < bytes || memory.data() == nullptr) {
    return Status::Error("the cache needs ", bytes, " bytes of memory, not ",
                         memory.size());
  }
  *this = KvCache();
  options_ = options;
  MemoryCarver carver(memory);
  Layout(carver);
  assert(carver.fits());
  Reset();
  return {};
}

void KvCache::Reset() {
  if (options_.capacity != 0) tokens_.Clear();
  summaries_.Clear();
  next_position_ = 0;
  next_victim_ = victim_count_ = 0;
}

Status KvCache::CheckTokens(const ConstMatrix& keys,
                            const ConstMatrix& values) const {
  Status status = CheckMatrix("keys", keys, kMaxHeadDim);
  if (status.ok()) status = CheckMatrix("values", values, kMaxHeadDim);
  if (!status.ok()) return status;
  if (keys.cols != options_.key_dim || values.cols != options_.value_dim) {
    return Status::Error("keys have ", keys.cols, " and values ", values.cols,
                         " columns but the cache has ", options_.key_dim,
                         " and ", options_.value_dim);
  }
  if (keys.rows != values.rows || keys.rows % options_.kv_heads != 0) {
    return Status::Error("keys have ", keys.rows, " rows and values ",
                         values.rows, "; both need one for each of ",
                         options_.kv_heads, " heads");
  }
  const std::size_t count = keys.rows / options_.kv_heads;
  if (options_.eviction == EvictionPolicy::kNone &&
      count > options_.capacity - size()) {
    return Status::Error("a cache of ", options_.capacity,
                         " tokens that holds ", size(), " has no room for ",
                         count, " more");
  }
  if (!RowsAreFinite(values)) {
    return Status::Error("values hold a number that is not finite");
  }
  return {};
}

Status KvCache::Append(const ConstMatrix& keys, const ConstMatrix& values) {
  if (keys.rows != options_.kv_heads) {
    return Status::Error("keys have ", keys.rows, " rows but the cache has ",
                         options_.kv_heads, " heads");
  }
  return AppendAll(keys, values);
}

Status KvCache::AppendAll(const ConstMatrix& keys, const ConstMatrix& values) {
  const Status status = CheckTokens(keys, values);
  if (!status.ok()) return status;
  for (std::size_t row = 0; row < keys.rows; row += options_.kv_heads) {
    AppendToken(keys, values, row);
  }
  return {};
}

void KvCache::AppendToken(const ConstMatrix& keys, const ConstMatrix& values,
                          std::size_t first_row) {
  const bool grows = size() < options_.capacity;
  const std::size_t slot = grows ? size() : ChooseVictim();
  assert(slot != kNoSlot);  // CheckCacheOptions and Protect leave a victim.
  const std::size_t position = next_position_++;
  for (std::size_t head = 0; head < options_.kv_heads; ++head) {
    store_.Write(head, slot, position, grows && slot % kKeyBlock == 0,
                 keys.row(first_row + head), values.row(first_row + head));
  }
  tokens_.Append(slot, position);
  if (mass_ != nullptr) mass_[slot] = 0.0f;
  if (position < options_.sinks) tokens_.Protect(slot);
  if (grows) {
    summaries_.Append(store_, tokens_);
  } else {
    summaries_.Replace(store_, tokens_, slot);
  }
}

CacheView KvCache::head(std::size_t head) const {
  assert(head < options_.kv_heads);
  return store_.view(head, size());
}

SummaryView KvCache::summary(std::size_t head, int level) const {
  assert(head < options_.kv_heads && (level == 1 || level == 2));
  return summaries_.view(head, level);
}

std::span<const std::size_t> KvCache::newest(int level) const {
  assert(level == 1 || level == 2);
  return summaries_.newest(level);
}

void KvCache::ReadKey(std::size_t head, std::size_t slot, float* out) const {
  assert(head < options_.kv_heads && slot < size());
  store_.ReadKey(head, slot, out);
}

void KvCache::ReadValue(std::size_t head, std::size_t slot, float* out) const {
  assert(head < options_.kv_heads && slot < size());
  store_.ReadValue(head, slot, out);
}

}  // namespace pastiche::kernels
