// What a kernel reports when its arguments do not fit together. Holds its
// message inline: no allocation, so that embedded builds can use it.

#ifndef PASTICHE_KERNELS_STATUS_H_
#define PASTICHE_KERNELS_STATUS_H_

#include <array>
#include <cstddef>
#include <string_view>

namespace pastiche::kernels {

// Success, or one sentence that names the offending argument and its value.
// Kernels that return an error have not written to their outputs.
class [[nodiscard]] Status {
 public:
  Status() = default;  // Success.

  // Error(text, number, text, number, ...) as one sentence, cut off after
  // kMaxMessage characters. The first part must not be empty.
  template <typename... Parts>
  static Status Error(std::string_view first, const Parts&... rest) {
    Status status;
    status.Append(first);
    (status.Append(rest), ...);
    return status;
  }

  [[nodiscard]] bool ok() const { return length_ == 0; }

  // Empty on success. Valid while this object lives.
  [[nodiscard]] std::string_view message() const {
    return {message_.data(), length_};
  }

  static constexpr std::size_t kMaxMessage = 120;

 private:
  void Append(std::string_view text);
  void Append(std::size_t number);

  std::array<char, kMaxMessage> message_{};
  std::size_t length_ = 0;
};

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_STATUS_H_
