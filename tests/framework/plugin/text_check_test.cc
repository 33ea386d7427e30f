// UTF-8 against a decoder, ids, breaches, sizes of structs.

#include "framework/plugin/text_check.h"

#include <boost/test/unit_test.hpp>
#include <string>

namespace pastiche {
namespace {

// As a struct looks to the host that appended a field.
struct Grown {
  std::uint64_t struct_size;
  std::uint64_t value;
  std::uint64_t appended;
};

}  // namespace

template <>
inline constexpr std::uint64_t kFirstSize<Grown> = 16;

namespace {

BOOST_AUTO_TEST_SUITE(text_check)

// The obvious decoder: decodes, then asks whether that code point would have
// been written so.
std::size_t SlowFindInvalid(const std::string& text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto byte = [&](std::size_t i) {
      return static_cast<unsigned char>(i < text.size() ? text[i] : 0);
    };
    const unsigned first = byte(at);
    const std::size_t length = first < 0x80             ? 1
                               : (first & 0xE0) == 0xC0 ? 2
                               : (first & 0xF0) == 0xE0 ? 3
                               : (first & 0xF8) == 0xF0 ? 4
                                                        : 0;
    if (length == 0 || first == 0) return at;
    unsigned code = length == 1 ? first : first & (0x7Fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
      if ((byte(at + i) & 0xC0) != 0x80) return at;
      code = code << 6 | (byte(at + i) & 0x3Fu);
    }
    const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (code < least[length] || code > 0x10FFFF) return at;
    if (code >= 0xD800 && code <= 0xDFFF) return at;
    at += length;
  }
  return text.size();
}

BOOST_AUTO_TEST_CASE(agrees_with_a_decoder_on_every_two_byte_text) {
  for (unsigned first = 0; first < 256; ++first) {
    for (unsigned second = 0; second < 256; ++second) {
      const std::string text = {static_cast<char>(first),
                                static_cast<char>(second)};
      BOOST_REQUIRE_EQUAL(FindInvalidText(text), SlowFindInvalid(text));
    }
  }
}

BOOST_AUTO_TEST_CASE(agrees_with_a_decoder_on_long_characters_at_every_offset) {
  const unsigned char edges[] = {0x01, 0x7F, 0x80, 0x8F, 0x90,
                                 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};
  for (unsigned first = 0xE0; first < 0x100; ++first) {
    for (const unsigned char second : edges) {
      for (const unsigned char third : edges) {
        const std::string character = {
            static_cast<char>(first), static_cast<char>(second),
            static_cast<char>(third), static_cast<char>(third)};
        for (std::size_t offset = 0; offset < 10; ++offset) {
          const std::string text =
              std::string(offset, 'x') + character + "tail of ASCII";
          BOOST_REQUIRE_EQUAL(FindInvalidText(text), SlowFindInvalid(text));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(nul_is_invalid_wherever_it_stands) {
  for (std::size_t size = 1; size < 40; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      std::string text(size, 'a');
      text[at] = '\0';
      BOOST_REQUIRE_EQUAL(FindInvalidText(text), at);
    }
  }
}

BOOST_AUTO_TEST_CASE(ids_follow_their_patterns) {
  BOOST_TEST(IsId("p1"));
  BOOST_TEST(IsId("1-2.3_4+5"));
  BOOST_TEST(IsId(std::string(64, 'a')));
  BOOST_TEST(!IsId(std::string(65, 'a')));
  BOOST_TEST(!IsId(""));
  BOOST_TEST(!IsId("-a"));
  BOOST_TEST(!IsId("Upper"));
  BOOST_TEST(!IsId("a b"));
  BOOST_TEST(IsDomainId("mario"));
  BOOST_TEST(IsDomainId("k8s-logs"));
  BOOST_TEST(IsDomainId(std::string(32, 'a')));
  BOOST_TEST(!IsDomainId(std::string(33, 'a')));
  BOOST_TEST(!IsDomainId("m"));
  BOOST_TEST(!IsDomainId("8bit"));
  BOOST_TEST(!IsDomainId("a_b"));
  BOOST_TEST(!IsDomainId("../x"));
}

BOOST_AUTO_TEST_CASE(keeps_the_first_breach_with_its_place) {
  BoundaryCheck check;
  check.SetPlace("metric 2: ");
  BOOST_TEST(check.Text(static_cast<const char*>(nullptr), "name", 10) == "");
  BOOST_TEST(check.Id("Bad", "id") == "");
  BOOST_TEST(check.breach() == "metric 2: name is NULL");
}

BOOST_AUTO_TEST_CASE(refuses_unterminated_text_without_reading_on) {
  const std::string text(100, 'a');
  BoundaryCheck check;
  static_cast<void>(check.Text(text.c_str(), "name", 10));
  BOOST_TEST(check.breach() == "name is 11 bytes long, the limit is 10");
}

BOOST_AUTO_TEST_CASE(believes_only_sane_struct_sizes) {
  BOOST_TEST(BoundaryCheck().StructSize(16, 16, "s"));
  BOOST_TEST(BoundaryCheck().StructSize(kMaxStructBytes, 16, "s"));
  BOOST_TEST(!BoundaryCheck().StructSize(15, 16, "s"));
  BOOST_TEST(!BoundaryCheck().StructSize(kMaxStructBytes + 1, 16, "s"));
}

BOOST_AUTO_TEST_CASE(copies_what_both_sides_know_of_a_longer_struct) {
  struct Short {
    std::uint64_t struct_size;
    std::uint64_t value;
  };
  struct Long {
    std::uint64_t struct_size;
    std::uint64_t value;
    std::uint64_t later;
  } const given = {sizeof(Long), 7, 8};
  BoundaryCheck check;
  BOOST_TEST(check.CopyStruct<Short>(&given, "s").value == 7u);
  BOOST_TEST(check.ok());
}

BOOST_AUTO_TEST_CASE(what_a_shorter_struct_does_not_have_is_zero) {
  const std::uint64_t shorter[] = {16, 7, 99};  // The third is not its own.
  BoundaryCheck check;
  const auto copy = check.CopyStruct<Grown>(shorter, "s");
  BOOST_TEST(check.ok());
  BOOST_TEST(copy.value == 7u);
  BOOST_TEST(copy.appended == 0u);
  const std::uint64_t whole[] = {24, 7, 99};
  BOOST_TEST(check.CopyStruct<Grown>(whole, "s").appended == 99u);
  const std::uint64_t cut[] = {15, 7, 99};
  BOOST_TEST(check.CopyStruct<Grown>(cut, "s").value == 0u);
  BOOST_TEST(check.breach() == "s has struct_size 15, expected at least 16");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
