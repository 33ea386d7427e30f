// An array that is owned, or lies in a saved memory that outlives it. Reads are
// the same; what would change a borrowed one copies it first.

#ifndef PASTICHE_FRAMEWORK_MEMORY_IMAGE_ARRAY_H_
#define PASTICHE_FRAMEWORK_MEMORY_IMAGE_ARRAY_H_

#include <cstddef>
#include <span>
#include <vector>

namespace pastiche {

template <typename T>
class ImageArray {
 public:
  ImageArray() = default;
  // Borrows `image`.
  explicit ImageArray(std::span<const T> image)
      : image_(image), borrowed_(true) {}

  [[nodiscard]] std::span<const T> view() const {
    return borrowed_ ? image_ : std::span<const T>(own_);
  }
  // For changing it.
  [[nodiscard]] std::vector<T>& own() {
    if (borrowed_) {
      own_.assign(image_.begin(), image_.end());
      borrowed_ = false;
    }
    return own_;
  }

  // What of a vector the indices use.
  operator std::span<const T>() const { return view(); }  // NOLINT: a span.
  [[nodiscard]] std::size_t size() const { return view().size(); }
  [[nodiscard]] bool empty() const { return view().empty(); }
  [[nodiscard]] auto begin() const { return view().begin(); }
  [[nodiscard]] auto end() const { return view().end(); }
  [[nodiscard]] const T& operator[](std::size_t i) const { return view()[i]; }
  [[nodiscard]] T& operator[](std::size_t i) { return own()[i]; }
  [[nodiscard]] T& back() { return own().back(); }
  void push_back(const T& value) { own().push_back(value); }
  void resize(std::size_t size, const T& value = {}) {
    own().resize(size, value);
  }

 private:
  std::vector<T> own_;
  std::span<const T> image_;
  bool borrowed_ = false;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_MEMORY_IMAGE_ARRAY_H_
