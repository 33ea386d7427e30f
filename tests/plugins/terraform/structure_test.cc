// What the cursor tells and allows, against texts that parse.

#include "plugins/terraform/structure.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "plugins/terraform/hcl_lexer.h"
#include "plugins/terraform/hcl_parser.h"
#include "plugins/terraform/tokenizer.h"
#include "plugins/terraform/vocabulary.h"
#include "tests/plugins/terraform/damage.h"

namespace pastiche::terraform {
namespace {

struct Described {
  std::vector<std::int64_t> slots;
  std::vector<std::int32_t> places;
  std::int64_t At(std::size_t row, std::size_t slot) const {
    return slots[row * kSlotCount + slot];
  }
};

Described DescribeAll(const std::vector<std::uint32_t>& tokens, bool fill,
                      std::size_t begin, std::size_t end) {
  Described out;
  out.slots.resize((end - begin) * kSlotCount);
  out.places.resize(end - begin);
  DescribeRange(tokens, fill, begin, end, out.slots, out.places);
  return out;
}

std::vector<std::uint32_t> TokensOf(std::string_view text) {
  return EncodeModule(SplitModuleText(text)).tokens;
}

// Tokens of any kind, unknown ones too.
std::vector<std::uint32_t> RandomTokens(test::Dice& dice, std::size_t count) {
  std::vector<std::uint32_t> tokens;
  while (tokens.size() < count) {
    const std::size_t kind = dice.Roll(10);
    tokens.push_back(kind == 0 ? kUnknownToken
                               : static_cast<std::uint32_t>(dice.Roll(
                                     kind < 5 ? 130 : kMaxVocabulary)));
  }
  return tokens;
}

BOOST_AUTO_TEST_SUITE(structure)

BOOST_AUTO_TEST_CASE(neighbours_are_positions) {
  const std::vector<std::uint32_t> tokens(5, kFirstByte + 'a');
  const Described causal = DescribeAll(tokens, false, 0, 6);
  BOOST_TEST(causal.At(0, kSlotPrevious) == kOutside);
  BOOST_TEST(causal.At(5, kSlotPrevious) == 4);
  BOOST_TEST(causal.At(5, kSlotPrevious + 4) == 0);
  BOOST_TEST(causal.At(5, kSlotPrevious + 5) == kOutside);
  BOOST_TEST(causal.At(2, kSlotNext) == kUnknown);
  const Described fill = DescribeAll(tokens, true, 0, 5);
  BOOST_TEST(fill.At(2, kSlotNext) == 3);
  BOOST_TEST(fill.At(4, kSlotNext) == kOutside);
}

BOOST_AUTO_TEST_CASE(symbols_never_meet_the_marks) {
  test::Dice dice(4);
  const auto tokens = RandomTokens(dice, 2000);
  const Described all = DescribeAll(tokens, true, 0, tokens.size());
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    for (std::size_t s = 0; s < kSlotCount; ++s) {
      const std::int64_t value = all.At(i, s);
      BOOST_REQUIRE(value >= kUnknown);
      if (!InfoOf(s).symbol) {
        BOOST_REQUIRE(value < static_cast<std::int64_t>(tokens.size()));
      }
    }
    BOOST_REQUIRE(all.places[i] >= 0);
    BOOST_REQUIRE(all.places[i] < kPlaceCount);
  }
}

BOOST_AUTO_TEST_CASE(windows_compare_the_last_tokens_alone) {
  const auto tail = TokensOf("tags = merge(local.tags, var.tags)\n");
  std::vector<std::uint32_t> a(60, kFirstByte + 'x');
  std::vector<std::uint32_t> b(60, kFirstByte + 'y');
  a.insert(a.end(), tail.begin() + 2, tail.begin() + 10);
  b.insert(b.end(), tail.begin() + 2, tail.begin() + 10);
  const Described da = DescribeAll(a, false, a.size(), a.size() + 1);
  const Described db = DescribeAll(b, false, b.size(), b.size() + 1);
  BOOST_TEST(da.At(0, kSlotWindow) == db.At(0, kSlotWindow));          // 6
  BOOST_TEST(da.At(0, kSlotWindow + 1) == db.At(0, kSlotWindow + 1));  // 8
  BOOST_TEST(da.At(0, kSlotWindow + 2) != db.At(0, kSlotWindow + 2));  // 12
}

BOOST_AUTO_TEST_CASE(same_structure_gives_the_same_symbols) {
  // The value of "tags" in two resources of one type.
  const std::string first = "resource \"t\" \"a\" {\n  x = 1\n  tags = v\n}\n";
  const std::string second =
      "resource \"t\" \"b\" {\n  y = 1\n  x = 2\n  tags = v\n}\n";
  const auto find = [](const std::vector<std::uint32_t>& tokens) {
    std::size_t last = 0;  // The last "=".
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (tokens[i] == kFirstByte + '=') last = i;
    }
    return last + 1;
  };
  const auto ta = TokensOf(first);
  const auto tb = TokensOf(second);
  const Described da = DescribeAll(ta, false, find(ta), find(ta) + 1);
  const Described db = DescribeAll(tb, false, find(tb), find(tb) + 1);
  for (const std::size_t slot : {kSlotPath, kSlotKey, kSlotSibling1,
                                 kSlotSyntax, kSlotLine, kSlotWord1}) {
    BOOST_TEST(da.At(0, slot) == db.At(0, slot), "slot " << InfoOf(slot).id);
  }
  for (const std::size_t slot : {kSlotHeader, kSlotSibling2}) {
    BOOST_TEST(da.At(0, slot) != db.At(0, slot), "slot " << InfoOf(slot).id);
  }
}

BOOST_AUTO_TEST_CASE(unknown_tokens_make_what_depends_on_them_unknown) {
  auto tokens = TokensOf("a = 1\nb = 2\nc = 3\nd = 4\ne = 5\n");
  // The token before the second newline.
  std::size_t newlines = 0;
  std::size_t at = 0;
  while (newlines < 2) newlines += tokens[at++] == kFirstByte + '\n' ? 1 : 0;
  tokens[at - 2] = kUnknownToken;
  const Described all = DescribeAll(tokens, true, 0, tokens.size());
  BOOST_TEST(all.At(at - 2, kSlotLine) != kUnknown);
  BOOST_TEST(all.At(at - 1, kSlotLine) == kUnknown);
  BOOST_TEST(all.At(at, kSlotLine) == 0);
  BOOST_TEST(all.At(at, kSlotLine1) == kUnknown);
  BOOST_TEST(all.At(at, kSlotWindow) == kUnknown);
  BOOST_TEST(all.At(at + 4, kSlotWindow) == kUnknown);
  BOOST_TEST(all.At(at + 5, kSlotWindow) != kUnknown);
  BOOST_TEST(all.At(at, kSlotPath) != kUnknown);
}

// The answer for position i depends on tokens before i only.
BOOST_AUTO_TEST_CASE(causal_slots_do_not_look_ahead) {
  test::Dice dice(6);
  const auto tokens = RandomTokens(dice, 400);
  for (const std::size_t cut : {0, 1, 37, 200, 399}) {
    const std::vector<std::uint32_t> head(
        tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(cut));
    const Described whole = DescribeAll(tokens, false, cut, cut + 1);
    const Described part = DescribeAll(head, false, cut, cut + 1);
    BOOST_TEST(whole.slots == part.slots);
    BOOST_TEST(whole.places == part.places);
  }
}

// A cursor that wanders back and forth says what describing from scratch does.
BOOST_AUTO_TEST_CASE(the_cursor_agrees_with_scratch) {
  test::Dice dice(8);
  const auto text = test::CorpusTexts();
  StructureCursor cursor;
  std::vector<std::uint32_t> tokens;
  for (int round = 0; round < 300; ++round) {
    if (dice.Roll(3) == 0 && !tokens.empty()) {
      const std::size_t back = dice.Roll(tokens.size() + 1);
      cursor.Rewind(back);
      tokens.resize(tokens.size() - back);
    }
    std::vector<std::uint32_t> more =
        dice.Roll(2) == 0 ? RandomTokens(dice, dice.Roll(80))
                          : TokensOf(text[dice.Roll(text.size())]);
    if (more.size() > 120) more.resize(120);
    for (const std::uint32_t token : more) {
      cursor.Advance(token);
      tokens.push_back(token);
    }
    Described row;
    row.slots.resize(kSlotCount);
    row.places.resize(1);
    cursor.Describe(row.slots, row.places[0]);
    const Described scratch =
        DescribeAll(tokens, false, tokens.size(), tokens.size() + 1);
    BOOST_REQUIRE(row.slots == scratch.slots);
    BOOST_REQUIRE(row.places == scratch.places);
    if (tokens.size() > 3000) {
      cursor.Rewind(tokens.size());
      tokens.clear();
    }
  }
}

BOOST_AUTO_TEST_CASE(allows_every_token_of_valid_documents) {
  std::vector<std::uint64_t> bits(kMaxVocabulary / 64);
  for (const CorpusModule& module : CorpusModules()) {
    StructureCursor cursor;
    for (const std::uint32_t token : EncodeModule(module.files).tokens) {
      cursor.Allowed(bits);
      BOOST_REQUIRE((bits[token / 64] >> (token % 64)) & 1);
      cursor.Advance(token);
    }
  }
}

BOOST_AUTO_TEST_CASE(allows_every_token_of_what_parses) {
  test::Dice dice(8);
  std::vector<std::uint64_t> bits(kMaxVocabulary / 64);
  const auto texts = test::CorpusTexts();
  std::size_t parsed = 0;
  for (int round = 0; round < 12000; ++round) {
    const std::string_view text = texts[dice.Roll(texts.size())];
    const std::size_t begin = dice.Roll(text.size());
    std::string damaged = test::Damage(
        std::string(text.substr(text.find('\n', begin) + 1, 300)), dice, 2);
    const auto lexed = Lex(damaged);
    if (FindInvalidToken(damaged, lexed) || Parse(damaged, lexed).problem) {
      continue;
    }
    ++parsed;
    StructureCursor cursor;
    for (const std::uint32_t token : TokensOf(damaged)) {
      cursor.Allowed(bits);
      BOOST_REQUIRE_MESSAGE((bits[token / 64] >> (token % 64)) & 1, damaged);
      cursor.Advance(token);
    }
  }
  BOOST_TEST(parsed > 500u);
}

BOOST_AUTO_TEST_CASE(forbids_what_the_state_rules_out) {
  std::vector<std::uint64_t> bits(kMaxVocabulary / 64);
  const auto allowed = [&](std::string_view text, char next) {
    StructureCursor cursor;
    cursor.Advance(kFileMark);
    cursor.Advance(kTextMark);
    for (const char c : text) {
      cursor.Advance(kFirstByte + static_cast<unsigned char>(c));
    }
    cursor.Allowed(bits);
    const std::uint32_t id = kFirstByte + static_cast<unsigned char>(next);
    return ((bits[id / 64] >> (id % 64)) & 1) != 0;
  };
  for (const auto& [text, next] : {std::pair{"a = \"b", '\n'},
                                   {"a = [1", '}'},
                                   {"a = [1", ')'},
                                   {"a = f(1", ']'},
                                   {"", '}'},
                                   {"a {\n", ']'},
                                   {"a = ", ';'},
                                   {"a = \"\\", 'q'},
                                   {"a", '\n'},
                                   {"a =", '\n'},
                                   {"a {\nb", '}'},
                                   {"a \"b\"", '\n'},
                                   {"", '='},
                                   {"a", ','},
                                   {"a = <<", '\n'}}) {
    BOOST_TEST(!allowed(text, next), "after " << text << " no " << next);
  }
  for (const auto& [text, next] : {std::pair{"a = [1", '\n'},
                                   {"a = [1", ']'},
                                   {"a = \"b", '}'},
                                   {"a {\nb = 1\n", '}'},
                                   {"a {}", '\n'},
                                   {"a = 1", '\n'},
                                   {"a = \"\\", 'n'},
                                   {"# it", '\''},
                                   {"a", '='},
                                   {"a = <<EOT", '\n'},
                                   {"a = <<EOT\n", ')'}}) {
    BOOST_TEST(allowed(text, next), "after " << text << " also " << next);
  }
}

BOOST_AUTO_TEST_CASE(forbids_ending_inside_brackets) {
  std::vector<std::uint64_t> bits(kMaxVocabulary / 64);
  StructureCursor cursor;
  const auto allowed = [&](std::uint32_t token) {
    cursor.Allowed(bits);
    return ((bits[token / 64] >> (token % 64)) & 1) != 0;
  };
  BOOST_TEST(allowed(kFileMark));
  BOOST_TEST(!allowed(kFirstByte + 'a'));
  cursor.Advance(kFileMark);
  BOOST_TEST(!allowed(kEndMark));
  cursor.Advance(kTextMark);
  BOOST_TEST(allowed(kEndMark));
  for (const char c : std::string("a{")) {
    cursor.Advance(kFirstByte + static_cast<unsigned char>(c));
  }
  BOOST_TEST(!allowed(kEndMark));
  BOOST_TEST(!allowed(kFileMark));
  cursor.Advance(kFirstByte + '}');
  BOOST_TEST(allowed(kEndMark));
}

BOOST_AUTO_TEST_CASE(units_are_lines) {
  const auto tokens = TokensOf("a = 1\nb = 2\n");
  std::size_t units = 0;
  for (std::size_t i = 0; i <= tokens.size(); ++i) {
    units += StartsUnit(tokens, i) ? 1 : 0;
  }
  BOOST_TEST(StartsUnit(tokens, 0));
  BOOST_TEST(units == 4u);  // The marks, two lines, the end mark.
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::terraform
