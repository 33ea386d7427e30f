#include "plugins/terraform/formatter.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "plugins/terraform/hcl_lexer.h"
#include "tests/plugins/terraform/damage.h"

namespace pastiche::terraform {
namespace {

BOOST_AUTO_TEST_SUITE(formatter)

// Expected texts were made by hclwrite.Format 2.14.
BOOST_AUTO_TEST_CASE(lays_out_like_hclwrite) {
  const std::pair<const char*, const char*> cases[] = {
      {"a=1\nbbb=2\n\nc=3\n", "a   = 1\nbbb = 2\n\nc = 3\n"},
      {"a{\nb=1\nc {\nd=2\n}\n}\n", "a {\n  b = 1\n  c {\n    d = 2\n  }\n}\n"},
      {"a = [\n1,\n2\n]\nbcd = 1\n", "a = [\n  1,\n  2\n]\nbcd = 1\n"},
      {"a = 1 # x\nbcd = 22 // y\n", "a   = 1  # x\nbcd = 22 // y\n"},
      {"a=f( b ,c ... )\n", "a = f(b, c...)\n"},
      {"a=b . c [ 0 ]\n", "a = b.c[0]\n"},
      {"a=-b - -c\n", "a = -b - -c\n"},
      {"a=[for x in[1]:x]\n", "a = [for x in [1] : x]\n"},
      {"a={}\nb={c=1}\n", "a = {}\nb = { c = 1 }\n"},
      {"a=\"${ {} }${b}\"\n", "a = \"${ {} }${b}\"\n"},
      {"a=!b&&(c)\n", "a = !b && (c)\n"},
      {"a=b?c:d\n", "a = b ? c : d\n"},
      {"a {\n\n\n   # c\n}\n", "a {\n\n\n  # c\n}\n"},
      {"a = <<EOT\n    x\nEOT\n", "a = <<EOT\n    x\nEOT\n"},
      {"\ta\t=\t1\n", "a = 1\n"},
      {"\xc3\xa9\xc3\xa9 = 1\na=2\n", "\xc3\xa9\xc3\xa9 = 1\na  = 2\n"},
      // A joiner after % is a column of its own.
      {"x=\"a%\xe2\x80\x8d\" # c\ny=\"bcde\" # d\n",
       "x = \"a%\xe2\x80\x8d\"  # c\ny = \"bcde\" # d\n"},
      {"x = [{\na = 1\n}, {\nb = 2\n}]\n",
       "x = [{\n  a = 1\n  }, {\n  b = 2\n}]\n"},
  };
  for (const auto& [source, expected] : cases) {
    BOOST_TEST(Format(source) == expected);
  }
}

BOOST_AUTO_TEST_CASE(names_of_provider_functions_stay_together) {
  BOOST_TEST(Format("a=provider::aws::arn_parse( var.arn )[0]\n") ==
             "a = provider::aws::arn_parse(var.arn)[0]\n");
  BOOST_TEST(Format("a=b?c:p::f(1)\n") == "a = b ? c : p::f(1)\n");
}

BOOST_AUTO_TEST_CASE(only_spaces_change) {
  for (const std::string_view text : test::CorpusTexts()) {
    const std::string canonical = Format(text);
    const auto before = Lex(text);
    const auto after = Lex(canonical);
    BOOST_REQUIRE(before.size() == after.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
      BOOST_TEST((TextOf(text, before[i]) == TextOf(canonical, after[i])));
    }
  }
}

// Whatever happened to its white space, a text has one canonical form.
BOOST_AUTO_TEST_CASE(damaged_white_space_is_restored) {
  test::Dice dice(7);
  for (const std::string_view text : test::CorpusTexts()) {
    const auto tokens = Lex(text);
    std::string loose;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const std::size_t last = i > 0 ? tokens[i - 1].end : 0;
      std::string gap(tokens[i].begin - last, ' ');
      const bool fixed = tokens[i].type == TokenType::kEndOfFile;
      if (!gap.empty() && !fixed) gap = std::string(1 + dice.Roll(6), ' ');
      if (!gap.empty() && dice.Roll(4) == 0) gap += '\t';
      loose += gap;
      loose += TextOf(text, tokens[i]);
    }
    BOOST_TEST(Format(loose) == text);
  }
}

BOOST_AUTO_TEST_CASE(is_idempotent_on_texts_that_parse) {
  test::Dice dice(11);
  const auto texts = test::CorpusTexts();
  for (int i = 0; i < 300; ++i) {
    const std::string text =
        test::Damage(std::string(texts[dice.Roll(texts.size())]), dice);
    const std::string once = Format(text);
    const auto tokens = Lex(once);
    if (FindInvalidToken(once, tokens)) continue;
    BOOST_TEST(Format(once) == once);
  }
}

BOOST_AUTO_TEST_CASE(absurd_indentation_is_refused_not_written) {
  std::string deep;
  for (int i = 0; i < 20000; ++i) deep += "[\n";
  BOOST_TEST(Format(deep) == deep);
}

BOOST_AUTO_TEST_CASE(begins_say_where_tokens_went) {
  const std::string_view source = "a   =1";
  const auto tokens = Lex(source);
  const FormattedText formatted = FormatTokens(source, tokens);
  BOOST_TEST(formatted.text == "a = 1");
  BOOST_REQUIRE(formatted.begins.size() == tokens.size());
  BOOST_TEST(formatted.begins[1] == 2u);
  BOOST_TEST(formatted.begins[2] == 4u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::terraform
