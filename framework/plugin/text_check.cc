#include "framework/plugin/text_check.h"

#include <fmt/format.h>

#include <algorithm>

namespace pastiche {
namespace {

constexpr std::uint64_t kLowBits = 0x0101010101010101u;
constexpr std::uint64_t kHighBits = 0x8080808080808080u;

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Length of the well-formed character at `at`, 0 if there is none.
std::size_t CharacterLength(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const unsigned first = byte(at);
  if (first == 0) return 0;
  if (first < 0x80) return 1;
  // Table 3-7 of the Unicode standard: the second byte's range depends on the
  // first, which excludes overlong forms and surrogates.
  const unsigned lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  const std::size_t length = first >= 0xC2 && first <= 0xDF   ? 2
                             : first >= 0xE0 && first <= 0xEF ? 3
                             : first >= 0xF0 && first <= 0xF4 ? 4
                                                              : 0;
  if (length == 0 || byte(at + 1) < lowest || byte(at + 1) > highest) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  }
  return length;
}

}  // namespace

std::size_t FindInvalidText(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    // Eight plain characters at a time: no high bit, no zero byte.
    if (text.size() - at >= sizeof(std::uint64_t)) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data() + at, sizeof word);
      if (((word | (word - kLowBits)) & kHighBits) == 0) {
        at += sizeof word;
        continue;
      }
    }
    const std::size_t length = CharacterLength(text, at);
    if (length == 0) return at;
    at += length;
  }
  return text.size();
}

bool IsId(std::string_view text) {
  if (text.empty() || text.size() > 64) return false;
  if (!IsLower(text[0]) && !IsDigit(text[0])) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return IsLower(c) || IsDigit(c) || c == '.' || c == '_' || c == '+' ||
           c == '-';
  });
}

bool IsDomainId(std::string_view text) {
  if (text.size() < 2 || text.size() > 32 || !IsLower(text[0])) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return IsLower(c) || IsDigit(c) || c == '-';
  });
}

void BoundaryCheck::Breach(std::string_view what) {
  if (ok()) breach_ = fmt::format("{}{}", place_, what);
}

std::string BoundaryCheck::Text(const pst_bytes& text, std::string_view what,
                                std::size_t max_bytes, Empty empty) {
  if (text.size == 0) {
    if (empty == Empty::kRefused) Breach(fmt::format("{} is empty", what));
    return {};
  }
  if (text.size > max_bytes) {
    Breach(fmt::format("{} is {} bytes long, the limit is {}", what, text.size,
                       max_bytes));
    return {};
  }
  if (text.data == nullptr) {
    Breach(fmt::format("{} has no data", what));
    return {};
  }
  std::string copy(static_cast<const char*>(text.data),
                   static_cast<std::size_t>(text.size));
  const std::size_t invalid = FindInvalidText(copy);
  if (invalid == copy.size()) return copy;
  Breach(fmt::format("{} is not UTF-8 without NUL (byte {})", what, invalid));
  return {};
}

std::string BoundaryCheck::Text(const char* text, std::string_view what,
                                std::size_t max_bytes, Empty empty) {
  if (text == nullptr) {
    Breach(fmt::format("{} is NULL", what));
    return {};
  }
  const std::size_t size = strnlen(text, max_bytes + 1);
  return Text(pst_bytes{text, size}, what, max_bytes, empty);
}

std::string BoundaryCheck::Id(const char* text, std::string_view what) {
  std::string id = Text(text, what, kMaxNameBytes);
  if (id.empty() || IsId(id)) return id;
  Breach(fmt::format(
      "{} \"{}\" is not of the form [a-z0-9][a-z0-9._+-]{{0,63}}", what, id));
  return {};
}

bool BoundaryCheck::StructSize(std::uint64_t given, std::uint64_t minimal,
                               std::string_view what) {
  if (given >= minimal && given <= kMaxStructBytes) return true;
  Breach(fmt::format("{} has struct_size {}, expected at least {}", what, given,
                     minimal));
  return false;
}

}  // namespace pastiche
