// Numbers and arrays one after the other in a block of bytes: how the parts of
// a memory are saved, and read in place. Little-endian, as all our targets are.

#ifndef PASTICHE_FRAMEWORK_MEMORY_IMAGE_ARCHIVE_H_
#define PASTICHE_FRAMEWORK_MEMORY_IMAGE_ARCHIVE_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace pastiche {

// Arrays begin at multiples of this in a block that does too.
inline constexpr std::size_t kImageAlignment = 64;

class ImageWriter {
 public:
  void Number(std::uint64_t value) { Append(&value, sizeof(value)); }
  // Its length, zeros up to the alignment, its elements.
  template <typename T>
  void Array(std::span<const T> values) {
    static_assert(std::is_trivially_copyable_v<T>);
    Number(values.size());
    bytes_.resize((bytes_.size() + kImageAlignment - 1) / kImageAlignment *
                  kImageAlignment);
    Append(values.data(), values.size_bytes());
  }
  template <typename T>
  void Array(const std::vector<T>& values) {
    Array(std::span<const T>(values));
  }
  void Text(std::string_view text) {
    Array(std::span<const char>(text.data(), text.size()));
  }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  void Append(const void* data, std::size_t size) {
    if (size > 0) bytes_.append(static_cast<const char*>(data), size);
  }
  std::string bytes_;
};

// Never reads outside its block, whatever that holds: after the first number or
// array that does not fit, everything is 0 or empty and ok() is false.
class ImageReader {
 public:
  // `block` is aligned to kImageAlignment.
  explicit ImageReader(std::span<const std::byte> block) : block_(block) {}

  [[nodiscard]] std::uint64_t Number() {
    std::uint64_t value = 0;
    const auto bytes = Take(sizeof(value));
    if (!bytes.empty()) std::memcpy(&value, bytes.data(), sizeof(value));
    return value;
  }
  // In place.
  template <typename T>
  [[nodiscard]] std::span<const T> Array() {
    static_assert(std::is_trivially_copyable_v<T>);
    const std::uint64_t count = Number();
    Take((kImageAlignment - at_ % kImageAlignment) % kImageAlignment);
    if (count > block_.size() / sizeof(T)) ok_ = false;
    const auto bytes = Take(ok_ ? count * sizeof(T) : 0);
    return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
  }
  [[nodiscard]] std::string_view Text() {
    const auto text = Array<char>();
    return {text.data(), text.size()};
  }
  [[nodiscard]] bool ok() const { return ok_; }
  // ok, and nothing is left.
  [[nodiscard]] bool done() const { return ok_ && at_ == block_.size(); }

 private:
  std::span<const std::byte> Take(std::size_t size) {
    if (!ok_ || size > block_.size() - at_) {
      ok_ = false;
      return {};
    }
    at_ += size;
    return block_.subspan(at_ - size, size);
  }

  std::span<const std::byte> block_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_MEMORY_IMAGE_ARCHIVE_H_
