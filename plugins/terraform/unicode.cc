#include "plugins/terraform/unicode.h"

namespace pastiche::terraform {
namespace {

constexpr CodePoint kBroken = {0xfffd, 1, false};

}  // namespace

CodePoint DecodeUtf8(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return static_cast<unsigned char>(text[i]);
  };
  const unsigned char lead = byte(at);
  if (lead < 0x80) return {lead, 1, true};
  std::size_t length = 0;
  char32_t code = 0;
  char32_t smallest = 0;
  if (lead >= 0xc2 && lead <= 0xdf) {
    length = 2, code = lead & 0x1fu, smallest = 0x80;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    length = 3, code = lead & 0x0fu, smallest = 0x800;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    length = 4, code = lead & 0x07u, smallest = 0x10000;
  } else {
    return kBroken;
  }
  if (text.size() - at < length) return kBroken;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xc0) != 0x80) return kBroken;
    code = (code << 6) | (byte(at + i) & 0x3fu);
  }
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  if (code < smallest || code > 0x10ffff || surrogate) return kBroken;
  return {code, length, true};
}

std::size_t FindInvalidUtf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = DecodeUtf8(text, at);
    if (!point.valid) return at;
    at += point.length;
  }
  return text.size();
}

bool IsUnicodeSpace(char32_t code) {
  return (code >= 9 && code <= 13) || code == 0x20 || code == 0x85 ||
         code == 0xa0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200a) ||
         code == 0x2028 || code == 0x2029 || code == 0x202f || code == 0x205f ||
         code == 0x3000;
}

std::string_view TrimUnicodeSpace(std::string_view text) {
  while (!text.empty()) {
    const CodePoint point = DecodeUtf8(text, 0);
    if (!point.valid || !IsUnicodeSpace(point.code)) break;
    text.remove_prefix(point.length);
  }
  while (!text.empty()) {
    std::size_t start = text.size() - 1;
    while (start > 0 && text.size() - start < 4 &&
           (static_cast<unsigned char>(text[start]) & 0xc0) == 0x80) {
      --start;
    }
    const CodePoint point = DecodeUtf8(text, start);
    if (!point.valid || start + point.length != text.size() ||
        !IsUnicodeSpace(point.code)) {
      break;
    }
    text.remove_suffix(point.length);
  }
  return text;
}

}  // namespace pastiche::terraform
