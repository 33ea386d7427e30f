// The raw memory of a KV cache: rows of keys and values of all heads in their
// storage type, by slot. Internal to KvCache.

#ifndef PASTICHE_KERNELS_CACHE_STORE_H_
#define PASTICHE_KERNELS_CACHE_STORE_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/cache_view.h"
#include "kernels/kv_cache_options.h"
#include "kernels/memory_carver.h"

namespace pastiche::kernels {

// Knows nothing of tokens, order or counts: callers keep slots < capacity.
class CacheStore {
 public:
  // Takes its arrays from `carver`; usable only if that has memory enough.
  void Init(const KvCacheOptions& options, MemoryCarver& carver);

  // Stores one head of one token, rounded to the type. `position` picks the
  // random bits of stochastic rounding. If the slot `opens` a block of 64, its
  // other places are cleared.
  void Write(std::size_t head, std::size_t slot, std::size_t position,
             bool opens, const float* key, const float* value);
  // Copies all heads of a slot.
  void Move(std::size_t from, std::size_t to);

  // What is stored, as floats: exact.
  void ReadKey(std::size_t head, std::size_t slot, float* out) const;
  void ReadValue(std::size_t head, std::size_t slot, float* out) const;

  [[nodiscard]] CacheView view(std::size_t head, std::size_t count) const;

 private:
  template <typename T>
  void WriteAs(std::size_t head, std::size_t slot, bool opens, const T* key,
               const T* value);
  template <typename T>
  void MoveAs(std::size_t from, std::size_t to);
  template <typename T>
  void ReadKeyAs(std::size_t head, std::size_t slot, float* out) const;

  [[nodiscard]] std::size_t KeyAt(std::size_t head, std::size_t slot) const {
    return head * key_elements_ + slot / kKeyBlock * key_dim_ * kKeyBlock +
           slot % kKeyBlock;
  }
  [[nodiscard]] std::size_t ValueAt(std::size_t head, std::size_t slot) const {
    return (head * capacity_ + slot) * value_dim_;
  }
  [[nodiscard]] std::size_t ScaleAt(std::size_t head, std::size_t slot) const {
    return head * padded_ + slot;
  }

  StorageType type_ = StorageType::kFloat32;
  bool stochastic_ = false;
  std::uint64_t seed_ = 0;
  std::size_t capacity_ = 0;
  std::size_t padded_ = 0;  // capacity_ in whole blocks.
  std::size_t kv_heads_ = 0;
  std::size_t key_dim_ = 0;
  std::size_t value_dim_ = 0;
  std::size_t key_elements_ = 0;  // Of one head.
  std::byte* keys_ = nullptr;
  std::byte* values_ = nullptr;
  float* key_scales_ = nullptr;    // (kv_heads, padded_), kInt8 only.
  float* value_scales_ = nullptr;  // The same.
};

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_CACHE_STORE_H_
