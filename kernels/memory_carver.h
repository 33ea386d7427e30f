// Lays arrays out one after the other in memory given by the caller, or only
// measures how much they need. For structures that must not allocate.

#ifndef PASTICHE_KERNELS_MEMORY_CARVER_H_
#define PASTICHE_KERNELS_MEMORY_CARVER_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>

namespace pastiche::kernels {

class MemoryCarver {
 public:
  MemoryCarver() = default;  // Measures: Take returns null.
  explicit MemoryCarver(std::span<std::byte> memory)
      : base_(memory.data()), size_(memory.size()) {}

  // a * b * c objects, 64-byte aligned and uninitialised; null if measuring or
  // if the memory does not suffice.
  template <typename T>
  T* Take(std::size_t a, std::size_t b = 1, std::size_t c = 1) {
    static_assert(std::is_trivially_copyable_v<T>);
    const std::size_t bytes = Product(Product(a, b), Product(c, sizeof(T)));
    if (bytes > kMax - kAlignment || used_ > kMax - kAlignment - bytes) {
      used_ = kMax;
      return nullptr;
    }
    used_ += bytes + kPadding;
    if (base_ == nullptr || used_ > size_) return nullptr;
    const auto end = reinterpret_cast<std::uintptr_t>(base_) + used_;
    const std::uintptr_t start = (end - bytes) / kAlignment * kAlignment;
    return reinterpret_cast<T*>(base_ + (start - (end - used_)));
  }

  // Bytes taken so far, padding included: the same whatever the base's
  // alignment. SIZE_MAX once a size overflowed, which no memory satisfies.
  [[nodiscard]] std::size_t used() const { return used_; }
  [[nodiscard]] bool fits() const { return used_ <= size_; }

 private:
  static constexpr std::size_t kMax = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t kAlignment = 64;
  static constexpr std::size_t kPadding = kAlignment - 1;

  static std::size_t Product(std::size_t a, std::size_t b) {
    return b != 0 && a > kMax / b ? kMax : a * b;
  }

  std::byte* base_ = nullptr;
  std::size_t size_ = 0;
  std::size_t used_ = 0;
};

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_MEMORY_CARVER_H_
