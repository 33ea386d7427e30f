// What the lexer makes of HCL text, and that it loses nothing.

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "plugins/terraform/hcl_lexer.h"
#include "plugins/terraform/hcl_token.h"

namespace pastiche::terraform {
namespace {

using T = TokenType;

std::vector<std::string> Texts(std::string_view source) {
  std::vector<std::string> texts;
  for (const Token& token : Lex(source)) {
    texts.emplace_back(TextOf(source, token));
  }
  return texts;
}

std::vector<T> Types(std::string_view source) {
  std::vector<T> types;
  for (const Token& token : Lex(source)) types.push_back(token.type);
  return types;
}

void CheckTypes(std::string_view source, std::vector<T> expected) {
  expected.push_back(T::kEndOfFile);
  BOOST_TEST_CONTEXT("source " << source) {
    BOOST_TEST((Types(source) == expected));
  }
}

using Strings = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(lexer)

BOOST_AUTO_TEST_CASE(names_hold_dashes_and_numbers_exponents) {
  BOOST_TEST((Texts("a-b 1.5e-3 x1") == Strings{"a-b", "1.5e-3", "x1", ""}));
  BOOST_TEST((Texts("1..2 1. 1e") == Strings{"1..2", "1", ".", "1", "e", ""}));
  BOOST_TEST((Texts("été-1") == Strings{"été-1", ""}));
}

BOOST_AUTO_TEST_CASE(operators_are_as_long_as_they_can_be) {
  CheckTypes("== != <= >= && || => ...",
             {T::kEqualOp, T::kNotEqual, T::kLessThanEq, T::kGreaterThanEq,
              T::kAnd, T::kOr, T::kFatArrow, T::kEllipsis});
  CheckTypes("..", {T::kDot, T::kDot});
  CheckTypes("**", {T::kStar, T::kStar});
}

BOOST_AUTO_TEST_CASE(templates_nest) {
  const std::string_view source = R"("a${"b${c}"}%{if x~}$${d}")";
  CheckTypes(source,
             {T::kOQuote, T::kQuotedLit, T::kTemplateInterp, T::kOQuote,
              T::kQuotedLit, T::kTemplateInterp, T::kIdent, T::kTemplateSeqEnd,
              T::kCQuote, T::kTemplateSeqEnd, T::kTemplateControl, T::kIdent,
              T::kIdent, T::kTemplateSeqEnd, T::kQuotedLit, T::kCQuote});
  BOOST_TEST(Texts(source)[14] == "$${d}");
}

BOOST_AUTO_TEST_CASE(braces_inside_a_sequence_are_counted) {
  CheckTypes(R"("${ {} }")", {T::kOQuote, T::kTemplateInterp, T::kOBrace,
                              T::kCBrace, T::kTemplateSeqEnd, T::kCQuote});
}

BOOST_AUTO_TEST_CASE(escapes_hide_quotes_and_signs) {
  CheckTypes(R"("\"\\")", {T::kOQuote, T::kQuotedLit, T::kCQuote});
  CheckTypes(R"("\${a}")", {T::kOQuote, T::kQuotedLit, T::kCQuote});
  CheckTypes(R"("\$${a}")", {T::kOQuote, T::kQuotedLit, T::kTemplateInterp,
                             T::kIdent, T::kTemplateSeqEnd, T::kCQuote});
}

BOOST_AUTO_TEST_CASE(heredocs_end_at_their_marker_alone_on_a_line) {
  const std::string source = "<<EOT\nEOTA\nx EOT\n  EOT  \ny";
  BOOST_TEST((Texts(source) == Strings{"<<EOT\n", "EOTA\n", "x EOT\n",
                                       "  EOT  ", "\n", "y", ""}));
  CheckTypes("<<-E\n${a}E\nE\n",
             {T::kOHeredoc, T::kTemplateInterp, T::kIdent, T::kTemplateSeqEnd,
              T::kStringLit, T::kCHeredoc, T::kNewline});
  CheckTypes("<<E x", {T::kLessThan, T::kLessThan, T::kIdent, T::kIdent});
}

BOOST_AUTO_TEST_CASE(comments_of_a_line_hold_its_newline) {
  BOOST_TEST((Texts("# a\n//b\r\n/* c\n */d") ==
              Strings{"# a\n", "//b\r\n", "/* c\n */", "d", ""}));
  CheckTypes("/* never closed", {T::kSlash, T::kStar, T::kIdent, T::kIdent});
}

BOOST_AUTO_TEST_CASE(what_hcl_does_not_have_is_named) {
  CheckTypes("'", {T::kUnsupported});
  CheckTypes("a\rb", {T::kIdent, T::kUnsupported, T::kIdent});
  CheckTypes("\xff", {T::kBadUtf8});
  CheckTypes("\"a\n\"",
             {T::kOQuote, T::kQuotedLit, T::kQuotedNewline, T::kCQuote});
  const std::string_view source = "a = 'x'";
  const auto problem = FindInvalidToken(source, Lex(source));
  BOOST_REQUIRE(problem.has_value());
  BOOST_TEST(problem->begin == 4u);
  BOOST_TEST(problem->mend.find("double quotes") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_is_skipped) {
  BOOST_TEST((Texts("\xef\xbb\xbf"
                    "a") == Strings{"a", ""}));
}

BOOST_AUTO_TEST_CASE(columns_count_characters) {
  const std::string_view source = "a\n\u00e9e\u0301x";
  const Position position = PositionOf(source, source.size() - 1);
  BOOST_TEST(position.line == 2u);
  BOOST_TEST(position.column == 3u);
}

BOOST_AUTO_TEST_CASE(many_unclosed_comments_take_linear_time) {
  std::string source;
  for (int i = 0; i < 500000; ++i) source += "/* ";
  BOOST_TEST(Lex(source).size() == 1000001u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::terraform
