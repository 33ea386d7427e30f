// A beginning of a valid file is never refused.

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "plugins/terraform/checks.h"
#include "plugins/terraform/vocabulary.h"
#include "tests/plugins/terraform/damage.h"

namespace pastiche::terraform {
namespace {

std::vector<std::uint32_t> Spell(std::string_view text) {
  std::vector<std::uint32_t> tokens = {kFileMark, kTextMark};
  for (const char c : text) {
    tokens.push_back(kFirstByte + static_cast<unsigned char>(c));
  }
  return tokens;
}

bool CanGoOn(std::string_view text) { return !FindHopeless(Spell(text)); }

BOOST_AUTO_TEST_SUITE(prefix_check)

BOOST_AUTO_TEST_CASE(beginnings_of_valid_texts_can_go_on) {
  for (const char* text : {"",
                           "a",
                           "a ",
                           "a =",
                           "a = [",
                           "a = \"",
                           "a = \"${",
                           "a = \"\\",
                           "a = \"\\u00",
                           "a = <",
                           "a = <<",
                           "a = <<-",
                           "a = <<E",
                           "a = <<E\r",
                           "a = <<E\n",
                           "a = <<E\nx\nE",
                           "a = /",
                           "a = /*",
                           "a = 1 /* b c",
                           "a /",
                           "a = 1.",
                           "a = 1e",
                           "a = 1e+",
                           "a = b.",
                           "a = .",
                           "a = ..",
                           "a {",
                           "a \"b",
                           "a = \"%{ if b",
                           "a = \"x %{ if b }c",
                           "a = \"$",
                           "a = b ? c",
                           "a = 1 &",
                           "a = f(b..",
                           "# c",
                           "/",
                           "\r",
                           "a = \"x ~",
                           "a = \"${b ~"}) {
    BOOST_TEST(CanGoOn(text), "text " << text);
  }
}

BOOST_AUTO_TEST_CASE(what_nothing_can_mend_is_hopeless) {
  for (const char* text :
       {"= ", "a b c\n", "a = ]\n", "a = 'x' ", "a = [1 2 ", "a {}\n}\n",
        "a = 1\na = 2\n", "a = \"x\n", "a = b b\n", "a = f(1 2 ",
        "a = \"\\q \"\n", "a = {b\n", "\"a\" ", "a = <<E <<E ",
        "a = \"%{ foo }\" "}) {
    BOOST_TEST(!CanGoOn(text), "text " << text);
  }
}

// Before the block closes, and over all files.
BOOST_AUTO_TEST_CASE(what_is_given_twice_is_hopeless) {
  for (const char* text :
       {"a {\n  b = 1\n  b = 2\n", "a { \n b = [\n  1\n  ]\n b = c ",
        "variable \"x\" {}\nvariable \"x\" {\n",
        "locals {\n  a = 1\n  b = 2\n}\nlocals {\n  a = 3\n"}) {
    BOOST_TEST(!CanGoOn(text), "text " << text);
  }
  for (const char* text :
       {"a {\n  b = 1\n  b", "a {\n  b = 1\n  b =", "a {\n  b = 1\n  bc = 2\n",
        "a {\n  b = 1\n}\na {\n  b = 1\n", "variable \"x\" {}\nvariable \"x",
        "variable \"x\" {}\nvariable \"x\" ",
        "a {\n  b = 1\n  c {\n    b = 1\n"}) {
    BOOST_TEST(CanGoOn(text), "text " << text);
  }
  auto tokens = Spell("variable \"x\" {}\n");
  for (const std::uint32_t id : Spell("variable \"x\" {\n")) {
    tokens.push_back(id);
  }
  const auto hopeless = FindHopeless(tokens);
  BOOST_REQUIRE(hopeless.has_value());
  BOOST_TEST(hopeless->begin == 2u + 16u + 2u);
}

BOOST_AUTO_TEST_CASE(says_which_tokens_are_at_fault) {
  const auto hopeless = FindHopeless(Spell("a = 1\nb = ]\n"));
  BOOST_REQUIRE(hopeless.has_value());
  BOOST_TEST(hopeless->begin == 2u + 10u);
  BOOST_TEST(hopeless->end == 2u + 11u);
  BOOST_TEST(!hopeless->message.empty());
}

BOOST_AUTO_TEST_CASE(marks_have_an_order) {
  using Tokens = std::vector<std::uint32_t>;
  const std::uint32_t a = kFirstByte + 'a';
  BOOST_TEST(!FindHopeless(Tokens{}).has_value());
  BOOST_TEST(!FindHopeless(Tokens{kFileMark, a}).has_value());
  BOOST_TEST(FindHopeless(Tokens{a}).has_value());
  BOOST_TEST(FindHopeless(Tokens{kFileMark, kEndMark}).has_value());
  BOOST_TEST(FindHopeless(Tokens{kFileMark, kTextMark, kTextMark}).has_value());
  BOOST_TEST(
      FindHopeless(Tokens{kFileMark, kTextMark, kEndMark, a}).has_value());
  BOOST_TEST(
      FindHopeless(Tokens{kFileMark, kTextMark, a, kEndMark}).has_value());
  BOOST_TEST(FindMarkProblem(Tokens{kFileMark}, true).has_value());
  BOOST_TEST(!FindMarkProblem(Tokens{kFileMark, kTextMark}, true).has_value());
}

// Sound: no beginning of a valid document is ever called hopeless, wherever it
// is cut, token by token and byte by byte.
BOOST_AUTO_TEST_CASE(never_gives_up_on_the_beginning_of_a_valid_document) {
  test::Dice dice(9);
  for (const CorpusModule& module : CorpusModules()) {
    const auto tokens = EncodeModule(module.files).tokens;
    for (int i = 0; i < 60; ++i) {
      const std::size_t cut = dice.Roll(tokens.size() + 1);
      BOOST_TEST(!FindHopeless(std::span(tokens).first(cut)).has_value());
    }
  }
  const auto texts = test::CorpusTexts();
  for (int i = 0; i < 1500; ++i) {
    const std::string_view text = texts[dice.Roll(texts.size())];
    const std::string_view head =
        text.substr(0, dice.Roll(std::min<std::size_t>(text.size(), 3000)));
    BOOST_REQUIRE_MESSAGE(CanGoOn(head), head);
  }
}

// The same for every text that parses after damage.
BOOST_AUTO_TEST_CASE(never_gives_up_on_the_beginning_of_odd_valid_texts) {
  test::Dice dice(10);
  const auto texts = test::CorpusTexts();
  int parsed = 0;
  for (int i = 0; i < 400; ++i) {
    const std::string text =
        test::Damage(std::string(texts[dice.Roll(texts.size())]), dice,
                     /*most=*/1);
    const EncodedModule encoded = EncodeModule(SplitModuleText(text));
    if (encoded.problem || SplitModuleText(text).size() > 1) continue;
    ++parsed;
    for (int k = 0; k < 20; ++k) {
      const std::string head = DecodeModule(encoded.tokens)
                                   .files[0]
                                   .text.substr(0, dice.Roll(text.size() + 1));
      BOOST_REQUIRE_MESSAGE(CanGoOn(head), head);
    }
  }
  BOOST_TEST(parsed > 20);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::terraform
