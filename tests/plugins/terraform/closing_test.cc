// Texts that are cut anywhere can be closed to one that parses.

#include "plugins/terraform/closing.h"

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <string>

#include "plugins/terraform/hcl_lexer.h"
#include "plugins/terraform/hcl_parser.h"
#include "tests/plugins/terraform/damage.h"

namespace pastiche::terraform {
namespace {

std::string Closed(const std::string& text) {
  const std::optional<ClosedText> closed = CloseText(text);
  return closed ? text.substr(0, closed->kept) + closed->closers : "refused";
}

BOOST_AUTO_TEST_SUITE(closing)

BOOST_AUTO_TEST_CASE(drops_what_is_half_written_and_closes_what_is_open) {
  const std::pair<const char*, const char*> cases[] = {
      {"", ""},
      {"a = 1", "a = 1\n"},
      {"a = 1\nb", "a = 1\n"},
      {"a = 1\nb = [", "a = 1\n"},
      {"a {\n  b = 1\n  c", "a {\n  b = 1\n}\n"},
      {"a {\n", "a {\n}\n"},
      {"a = [\n  1,\n  [\n    2,\n  ", "a = [\n  1,\n  [\n    2,\n]]\n"},
      {"a {\n  b = f(\n    1,\n    {\n      c = 2\n",
       "a {\n  b = f(\n    1,\n    {\n      c = 2\n})\n}\n"},
      {"a {\n  b = <<EOT\nx\ny", "a {\n  b = <<EOT\nx\nEOT\n}\n"},
      {"a = <<-EOT\n  %{ if b }\n  x\n  y",
       "a = <<-EOT\n  %{ if b }\n  x\n%{endif}\nEOT\n"},
      {"a = <<EOT\n${\n  b\n", "a = <<EOT\n${\n  b\n}\nEOT\n"},
      {"a = 1\nb = \"half of a str", "a = 1\n"},
      // Up to "?" nothing can be closed.
      {"a = 1\nb = (\n  c ?\n  d\n", "a = 1\n"},
      {"a = 1\n# a comment that sto", "a = 1\n# a comment that sto\n"},
  };
  for (const auto& [text, expected] : cases) {
    BOOST_TEST(Closed(text) == expected);
  }
}

BOOST_AUTO_TEST_CASE(refuses_what_is_wrong_before_the_end) {
  BOOST_TEST(Closed("a = ]\nb {\n") == "refused");
  BOOST_TEST(Closed("a = 1\na = 2\nb {\n") == "refused");
}

BOOST_AUTO_TEST_CASE(whatever_it_answers_parses) {
  test::Dice dice(51);
  const auto texts = test::CorpusTexts();
  int closed = 0;
  for (int i = 0; i < 1500; ++i) {
    std::string text(texts[dice.Roll(texts.size())]);
    if (i % 3 == 0) text = test::Damage(text, dice);
    text.resize(dice.Roll(text.size() + 1));
    const std::optional<ClosedText> end = CloseText(text);
    if (!end) continue;
    ++closed;
    BOOST_REQUIRE(end->kept <= text.size());
    const std::string whole = text.substr(0, end->kept) + end->closers;
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(!Parse(whole, Lex(whole)).problem.has_value());
    }
  }
  BOOST_TEST(closed > 1000);
}

BOOST_AUTO_TEST_CASE(long_and_deep_texts_take_no_second) {
  for (const char* line : {"a {\n", "[\n", "a = [\n", "x = \"\n", "${\n"}) {
    std::string text = "b = [\n";
    while (text.size() < (1u << 20)) text += line;
    const auto start = std::chrono::steady_clock::now();
    (void)CloseText(text);
    const std::chrono::duration<double> took =
        std::chrono::steady_clock::now() - start;
// Twenty times as slow.
#if defined(__SANITIZE_THREAD__) || defined(PASTICHE_COVERAGE)
    constexpr double kMost = 30.0;
#else
    constexpr double kMost = 5.0;  // Generous: sanitizers, busy machines.
#endif
    BOOST_TEST(took.count() < kMost);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::terraform
