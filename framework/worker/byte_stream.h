// Plain values as bytes and back, for messages between the host and its worker
// on one machine: native byte order, every length checked before memory is
// taken.

#ifndef PASTICHE_FRAMEWORK_WORKER_BYTE_STREAM_H_
#define PASTICHE_FRAMEWORK_WORKER_BYTE_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace pastiche {

class ByteWriter {
 public:
  template <typename T>
  void Put(T value) {
    static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>);
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void PutText(std::string_view text) {
    Put<std::uint64_t>(text.size());
    bytes_.append(text);
  }
  // Of a type without padding or pointers.
  template <typename T>
  void PutArray(const T* items, std::uint64_t count) {
    static_assert(std::is_trivially_copyable_v<T>);
    Put(count);
    if (count == 0) return;
    bytes_.append(reinterpret_cast<const char*>(items), count * sizeof(T));
  }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Reads what ByteWriter wrote. After the first value that is not there, every
// answer is zero or empty and ok() is false. Never reads beyond the bytes.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  template <typename T>
  [[nodiscard]] T Get() {
    static_assert(std::is_arithmetic_v<T>);
    T value = {};
    const std::string_view bytes = Take(sizeof value);
    if (ok_) std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }
  // Valid as long as the bytes given to the constructor.
  [[nodiscard]] std::string_view GetText() {
    const auto size = Get<std::uint64_t>();
    return Take(size);
  }
  template <typename T>
  [[nodiscard]] std::vector<T> GetArray() {
    static_assert(std::is_trivially_copyable_v<T>);
    const std::uint64_t count = GetCount(sizeof(T));
    std::vector<T> items(count);
    const std::string_view bytes = Take(count * sizeof(T));
    if (ok_ && count > 0) std::memcpy(items.data(), bytes.data(), bytes.size());
    return items;
  }
  // A number of items that each take at least `bytes` of what follows.
  [[nodiscard]] std::uint64_t GetCount(std::size_t bytes) {
    const auto count = Get<std::uint64_t>();
    if (count > rest_.size() / bytes) Fail();
    return ok_ ? count : 0;
  }
  void Fail() {
    ok_ = false;
    rest_ = {};
  }
  [[nodiscard]] bool ok() const { return ok_; }
  // Everything was there, and nothing more.
  [[nodiscard]] bool done() const { return ok_ && rest_.empty(); }

 private:
  std::string_view Take(std::uint64_t size) {
    if (size > rest_.size()) Fail();
    if (!ok_) return {};
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_WORKER_BYTE_STREAM_H_
