// UTF-8, graphemes, identifiers and white space as HashiCorp's parser has them.

#include "plugins/terraform/unicode.h"

#include <boost/test/unit_test.hpp>
#include <string>

namespace pastiche::terraform {
namespace {

BOOST_AUTO_TEST_SUITE(unicode)

BOOST_AUTO_TEST_CASE(decodes_strictly) {
  const auto decode = [](const char* text) { return DecodeUtf8(text, 0); };
  BOOST_TEST((decode("a").code == U'a'));
  BOOST_TEST((decode("\xc3\xa9").code == U'\u00e9'));
  BOOST_TEST((decode("\xf0\x9f\x98\x80").code == U'\U0001F600'));
  for (const char* broken : {"\x80", "\xc0\x80", "\xc3", "\xe0\x80\x80",
                             "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf8"}) {
    BOOST_TEST(!decode(broken).valid);
    BOOST_TEST(decode(broken).length == 1u);
  }
  BOOST_TEST(FindInvalidUtf8("ab\xff") == 2u);
  BOOST_TEST(FindInvalidUtf8("ab\xc3\xa9") == 4u);
}

// Expected counts are those of the segmenter hclwrite uses.
BOOST_AUTO_TEST_CASE(counts_what_a_reader_sees) {
  BOOST_TEST(CountGraphemes("") == 0u);
  BOOST_TEST(CountGraphemes("abc") == 3u);
  BOOST_TEST(CountGraphemes("e\xcc\x81") == 1u);  // e + accent
  BOOST_TEST(CountGraphemes("\r\n") == 1u);
  BOOST_TEST(CountGraphemes("\xe6\x97\xa5\xe6\x9c\xac") == 2u);  // two kanji
  // A family: three pictures joined by zero width joiners.
  BOOST_TEST(CountGraphemes("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9"
                            "\xe2\x80\x8d\xf0\x9f\x91\xa7") == 1u);
  // Two flags: four regional indicators.
  BOOST_TEST(CountGraphemes("\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa"
                            "\xf0\x9f\x87\xab\xf0\x9f\x87\xb7") == 2u);
  BOOST_TEST(CountGraphemes("\xe1\x84\x80\xe1\x85\xa1") == 1u);  // Hangul L V
  BOOST_TEST(CountGraphemes("\xff\xff") == 2u);
}

// The rules of UAX 29 that join: GB6 to GB8 (Hangul), GB9, GB11, GB12 and 13.
BOOST_AUTO_TEST_CASE(joins_by_the_rules_of_unicode) {
  const std::string l = "\xe1\x84\x80", v = "\xe1\x85\xa1",
                    t = "\xe1\x86\xa8";  // Jamo of each class.
  const std::string old_l = "\xea\xa5\xa0", old_v = "\xed\x9e\xb0",
                    old_t = "\xed\x9f\x8b";  // Extended-A and -B.
  const std::string lv = "\xea\xb0\x80", lvt = "\xea\xb0\x81";
  for (const std::string& one :
       {l + v + t, l + l + v, old_l + old_v + old_t, l + lv, l + lvt, lv + v,
        lv + t, lvt + t, lv + v + t, v + v + t + t}) {
    BOOST_TEST(CountGraphemes(one) == 1u);
  }
  for (const std::string& two :
       {v + l, t + l, t + v, lvt + v, lv + l, lv + lv, lvt + lv}) {
    BOOST_TEST(CountGraphemes(two) == 2u);
  }
  const std::string flag = "\xf0\x9f\x87\xa9", woman = "\xf0\x9f\x91\xa9",
                    joiner = "\xe2\x80\x8d", accent = "\xcc\x81";
  BOOST_TEST(CountGraphemes(flag + flag + flag) == 2u);
  BOOST_TEST(CountGraphemes(flag + accent + flag) == 2u);
  BOOST_TEST(CountGraphemes(woman + accent + joiner + woman) == 1u);
  BOOST_TEST(CountGraphemes(woman + woman) == 2u);
  BOOST_TEST(CountGraphemes("a" + joiner + woman) == 2u);
  BOOST_TEST(CountGraphemes("a" + joiner + "b") == 2u);
  BOOST_TEST(CountGraphemes("\r\r\n\n") == 3u);
  BOOST_TEST(CountGraphemes("\n" + accent) == 2u);
}

BOOST_AUTO_TEST_CASE(knows_identifiers) {
  BOOST_TEST(IsIdentifierStart(U'\u00e9'));
  BOOST_TEST(IsIdentifierStart(U'\u65e5'));
  BOOST_TEST(!IsIdentifierStart(U'\u0301'));
  BOOST_TEST(IsIdentifierContinue(U'\u0301'));
  BOOST_TEST(!IsIdentifierContinue(U'\u20ac'));
}

BOOST_AUTO_TEST_CASE(trims_unicode_space) {
  BOOST_TEST(TrimUnicodeSpace(" \t\xc2\xa0"
                              "a b\xe2\x80\xa8\n") == "a b");
  for (const char* space : {"\xc2\xa0", "\xe1\x9a\x80", "\xe2\x80\x80",
                            "\xe2\x80\x8a", "\xe2\x80\xa8", "\xe2\x80\xa9",
                            "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80"}) {
    BOOST_TEST(TrimUnicodeSpace(std::string("a") + space) == "a");
    BOOST_TEST(TrimUnicodeSpace(space + std::string("a")) == "a");
  }
  BOOST_TEST(TrimUnicodeSpace("a\xe2\x80\x8b") == "a\xe2\x80\x8b");
  BOOST_TEST(TrimUnicodeSpace("a\x80\x80\x80\x80 ") == "a\x80\x80\x80\x80");
  BOOST_TEST(TrimUnicodeSpace(" \xc2\x85 ") == "");
  BOOST_TEST(TrimUnicodeSpace("\x80") == "\x80");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::terraform
