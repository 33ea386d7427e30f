#include "kernels/cache_store.h"

#include <algorithm>
#include <array>

#include "kernels/plan.h"

namespace pastiche::kernels {
namespace {

// Arrays of elements in untyped memory, which Take<std::byte> has aligned.
template <typename T>
T* As(std::byte* memory) {
  return static_cast<T*>(static_cast<void*>(memory));
}

float ToFloat(float x) { return x; }
float ToFloat(Half x) { return HalfToFloat(x); }
float ToFloat(Bfloat16 x) { return Bfloat16ToFloat(x); }
float ToFloat(std::int8_t x) { return static_cast<float>(x); }

// Calls `body` with a value of the element type.
template <typename Body>
void WithType(StorageType type, const Body& body) {
  switch (type) {
    case StorageType::kFloat32:
      return body(float{});
    case StorageType::kFloat16:
      return body(Half{});
    case StorageType::kBfloat16:
      return body(Bfloat16{});
    case StorageType::kInt8:
      return body(std::int8_t{});
  }
}

}  // namespace

void CacheStore::Init(const KvCacheOptions& options, MemoryCarver& carver) {
  type_ = options.type;
  stochastic_ = options.stochastic_rounding;
  seed_ = options.seed;
  capacity_ = options.capacity;
  kv_heads_ = options.kv_heads;
  key_dim_ = options.key_dim;
  value_dim_ = options.value_dim;
  key_elements_ = KeyBlocksSize(capacity_, key_dim_);
  padded_ = KeyBlocksSize(capacity_, 1);
  const std::size_t bytes = StorageBytes(type_);
  keys_ = carver.Take<std::byte>(key_elements_, kv_heads_, bytes);
  values_ = carver.Take<std::byte>(capacity_, value_dim_, kv_heads_ * bytes);
  const std::size_t scales = type_ == StorageType::kInt8 ? padded_ : 0;
  key_scales_ = carver.Take<float>(scales, kv_heads_);
  value_scales_ = carver.Take<float>(scales, kv_heads_);
}

template <typename T>
void CacheStore::WriteAs(std::size_t head, std::size_t slot, bool opens,
                         const T* key, const T* value) {
  T* line = As<T>(keys_) + KeyAt(head, slot);
  for (std::size_t c = 0; c < key_dim_; ++c, line += kKeyBlock) {
    *line = key[c];
    if (opens) std::fill(line + 1, line + kKeyBlock, T{});
  }
  std::copy_n(value, value_dim_, As<T>(values_) + ValueAt(head, slot));
}

void CacheStore::Write(std::size_t head, std::size_t slot, std::size_t position,
                       bool opens, const float* key, const float* value) {
  if (type_ == StorageType::kFloat32) {
    WriteAs(head, slot, opens, key, value);
  } else if (type_ == StorageType::kInt8) {
    std::array<std::int8_t, 2 * kMaxHeadDim> row;
    const std::uint64_t stream = std::uint64_t{position} * kv_heads_ + head;
    const auto quantize = [&](const float* from, std::size_t dim,
                              std::uint64_t which, std::int8_t* to) {
      return stochastic_ ? QuantizeRowStochastic({from, dim}, seed_,
                                                 2 * stream + which, {to, dim})
                         : QuantizeRow({from, dim}, {to, dim});
    };
    float* const key_scale = &key_scales_[ScaleAt(head, slot)];
    if (opens) std::fill_n(key_scale, kKeyBlock, 0.0f);
    *key_scale = quantize(key, key_dim_, 0, row.data());
    value_scales_[ScaleAt(head, slot)] =
        quantize(value, value_dim_, 1, row.data() + key_dim_);
    WriteAs(head, slot, opens, row.data(), row.data() + key_dim_);
  } else if (type_ == StorageType::kFloat16) {
    std::array<Half, 2 * kMaxHeadDim> row;
    std::transform(key, key + key_dim_, row.begin(), SaturatingHalf);
    std::transform(value, value + value_dim_, row.begin() + key_dim_,
                   SaturatingHalf);
    WriteAs(head, slot, opens, row.data(), row.data() + key_dim_);
  } else {
    std::array<Bfloat16, 2 * kMaxHeadDim> row;
    std::transform(key, key + key_dim_, row.begin(), SaturatingBfloat16);
    std::transform(value, value + value_dim_, row.begin() + key_dim_,
                   SaturatingBfloat16);
    WriteAs(head, slot, opens, row.data(), row.data() + key_dim_);
  }
}

template <typename T>
void CacheStore::MoveAs(std::size_t from, std::size_t to) {
  for (std::size_t head = 0; head < kv_heads_; ++head) {
    T* const keys = As<T>(keys_);
    const std::size_t source = KeyAt(head, from);
    const std::size_t target = KeyAt(head, to);
    for (std::size_t c = 0; c < key_dim_; ++c) {
      keys[target + c * kKeyBlock] = keys[source + c * kKeyBlock];
    }
    std::copy_n(As<T>(values_) + ValueAt(head, from), value_dim_,
                As<T>(values_) + ValueAt(head, to));
  }
}

void CacheStore::Move(std::size_t from, std::size_t to) {
  if (from == to) return;
  WithType(type_, [&](auto element) { MoveAs<decltype(element)>(from, to); });
  if (type_ != StorageType::kInt8) return;
  for (std::size_t head = 0; head < kv_heads_; ++head) {
    key_scales_[ScaleAt(head, to)] = key_scales_[ScaleAt(head, from)];
    value_scales_[ScaleAt(head, to)] = value_scales_[ScaleAt(head, from)];
  }
}

template <typename T>
void CacheStore::ReadKeyAs(std::size_t head, std::size_t slot,
                           float* out) const {
  const T* const keys = As<T>(keys_) + KeyAt(head, slot);
  for (std::size_t c = 0; c < key_dim_; ++c) {
    out[c] = ToFloat(keys[c * kKeyBlock]);
  }
}

void CacheStore::ReadKey(std::size_t head, std::size_t slot, float* out) const {
  WithType(type_, [&](auto element) {
    ReadKeyAs<decltype(element)>(head, slot, out);
  });
  if (type_ != StorageType::kInt8) return;
  const float scale = key_scales_[ScaleAt(head, slot)];
  for (std::size_t c = 0; c < key_dim_; ++c) out[c] *= scale;
}

void CacheStore::ReadValue(std::size_t head, std::size_t slot,
                           float* out) const {
  WithType(type_, [&](auto element) {
    using T = decltype(element);
    const T* const row = As<T>(values_) + ValueAt(head, slot);
    for (std::size_t c = 0; c < value_dim_; ++c) out[c] = ToFloat(row[c]);
  });
  if (type_ != StorageType::kInt8) return;
  const float scale = value_scales_[ScaleAt(head, slot)];
  for (std::size_t c = 0; c < value_dim_; ++c) out[c] *= scale;
}

CacheView CacheStore::view(std::size_t head, std::size_t count) const {
  const std::size_t bytes = StorageBytes(type_);
  const bool scaled = type_ == StorageType::kInt8;
  return {.type = type_,
          .count = count,
          .key_dim = key_dim_,
          .value_dim = value_dim_,
          .keys = keys_ + head * key_elements_ * bytes,
          .values = values_ + head * capacity_ * value_dim_ * bytes,
          .value_stride = value_dim_,
          .key_scales = scaled ? key_scales_ + head * padded_ : nullptr,
          .value_scales = scaled ? value_scales_ + head * padded_ : nullptr};
}

}  // namespace pastiche::kernels
