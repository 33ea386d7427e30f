#include "kernels/status.h"

#include <algorithm>
#include <charconv>

namespace pastiche::kernels {

void Status::Append(std::string_view text) {
  const std::size_t count = std::min(text.size(), kMaxMessage - length_);
  std::copy_n(text.data(), count, message_.data() + length_);
  length_ += count;
}

void Status::Append(std::size_t number) {
  std::array<char, 20> digits;  // 2^64 - 1 has 20.
  char* const begin = digits.data();
  const char* const end =
      std::to_chars(begin, begin + digits.size(), number).ptr;
  Append(std::string_view(begin, static_cast<std::size_t>(end - begin)));
}

}  // namespace pastiche::kernels
