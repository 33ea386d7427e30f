#include "plugins/terraform/syntax_tracker.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "plugins/terraform/hcl_lexer.h"
#include "plugins/terraform/lexemes.h"
#include "tests/plugins/terraform/damage.h"

namespace pastiche::terraform {
namespace {

SyntaxTracker After(std::string_view text) {
  SyntaxTracker tracker;
  tracker.Advance(text, 1);
  return tracker;
}

BOOST_AUTO_TEST_SUITE(syntax_tracker)

BOOST_AUTO_TEST_CASE(tells_what_is_open) {
  const std::pair<const char*, FrameKind> cases[] = {
      {"", FrameKind::kRoot},
      {"a {\n", FrameKind::kBlock},
      {"a \"b\" {", FrameKind::kBlock},
      {"a = {", FrameKind::kObject},
      {"a = [{}, ", FrameKind::kBracket},
      {"a = f(", FrameKind::kParen},
      {"a = \"x", FrameKind::kQuoted},
      {"a = \"x${", FrameKind::kSequence},
      {"a = \"x$${", FrameKind::kQuoted},
      {"a = \"x\\${", FrameKind::kQuoted},
      {"a = \"x\\$${", FrameKind::kSequence},
      {"a = \"%{if b}", FrameKind::kQuoted},
      {"a = <<-EOT\nx\n", FrameKind::kHeredoc},
      {"a = <<EOT\nx\n EOT \n", FrameKind::kRoot},
      {"a = <<EOT\n${b}EOT\n", FrameKind::kHeredoc},
      {"a = 1 < 2\n", FrameKind::kRoot},
      {"a = \"${[{b=\"c\"}]}\"\n", FrameKind::kRoot},
      {"# { [ \"\n", FrameKind::kRoot},
      {"/* { */", FrameKind::kRoot},
      {"a {\n}\n", FrameKind::kRoot},
  };
  for (const auto& [text, kind] : cases) {
    BOOST_TEST((After(text).kind() == kind), "text " << text);
  }
}

BOOST_AUTO_TEST_CASE(keys_and_siblings_follow_items) {
  SyntaxTracker tracker = After("r \"a\" \"b\" {\nfirst=1\nsecond=");
  const Hash key = tracker.state().item.key;
  const Hash sibling = tracker.state().item.sibling1;
  BOOST_TEST(key != 0u);
  BOOST_TEST(sibling != 0u);
  tracker.Advance("[{x=1}]\nthird=", 1);
  BOOST_TEST(tracker.state().item.sibling1 == key);
  BOOST_TEST(tracker.state().item.sibling2 == sibling);
}

BOOST_AUTO_TEST_CASE(paths_are_types_not_names) {
  const auto path = [](std::string_view text) { return After(text).path(); };
  BOOST_TEST(path("variable \"a\" {\n") == path("variable \"b\" {\n"));
  BOOST_TEST(path("resource \"a\" \"x\" {\n") ==
             path("resource \"a\" \"y\" {\n"));
  BOOST_TEST(path("resource \"a\" \"x\" {\n") !=
             path("resource \"b\" \"x\" {\n"));
  BOOST_TEST(path("a {\nb {\n") != path("a {\nc {\n"));
  BOOST_TEST(path("a {\nb {\n}\n") == path("a {\n"));
}

// On every file of the corpus, minified or not, all frames are closed in the
// end, and open wherever the lexer is inside something.
BOOST_AUTO_TEST_CASE(agrees_with_the_lexer_on_valid_text) {
  for (const std::string_view text : test::CorpusTexts()) {
    for (const std::string& form :
         {std::string(text), Minify(text, Lex(text)).text}) {
      SyntaxTracker tracker;
      int depth = 0;
      for (const Token& token : Lex(form)) {
        std::string_view bytes = TextOf(form, token);
        tracker.Advance(bytes, 1);
        switch (token.type) {
          case TokenType::kOBrace:
          case TokenType::kOBrack:
          case TokenType::kOParen:
          case TokenType::kOQuote:
          case TokenType::kOHeredoc:
          case TokenType::kTemplateInterp:
          case TokenType::kTemplateControl:
            ++depth;
            break;
          case TokenType::kCBrace:
          case TokenType::kCBrack:
          case TokenType::kCParen:
          case TokenType::kCQuote:
          case TokenType::kTemplateSeqEnd:
            --depth;
            break;
          case TokenType::kCHeredoc:  // Seen at the newline after it.
            --depth;
            continue;
          default:
            break;
        }
        if (token.type == TokenType::kIdent) continue;  // "a -b" is spaced.
        BOOST_REQUIRE(static_cast<int>(tracker.state().depth) == depth);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(finds_the_root_after_something_unknown) {
  SyntaxTracker tracker = After("resource \"a\" \"b\" {\nx=1\n");
  tracker.AdvanceUnknown();  // Was the closing brace.
  tracker.Advance("\n\nvariable", 1);
  tracker.Advance("\"c\"{\n", 1);
  BOOST_TEST(tracker.state().depth == 1u);
}

BOOST_AUTO_TEST_CASE(restores_an_earlier_state) {
  SyntaxTracker tracker = After("a {\nb = [");
  const SyntaxTracker::State state = tracker.state();
  tracker.Advance("1, \"${x}\", {c = 2}]\n}\n", 1);
  tracker.Restore(state);
  BOOST_TEST((tracker.kind() == FrameKind::kBracket));
  tracker.Advance("]\n}\n", 1);
  BOOST_TEST((tracker.kind() == FrameKind::kRoot));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::terraform
