// Nothing crashes, hangs or overflows on any input.

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "plugins/terraform/ansi_preview.h"
#include "plugins/terraform/checks.h"
#include "plugins/terraform/completion.h"
#include "plugins/terraform/formatter.h"
#include "plugins/terraform/hcl_lexer.h"
#include "plugins/terraform/metrics.h"
#include "plugins/terraform/regions.h"
#include "plugins/terraform/structure.h"
#include "plugins/terraform/tokenizer.h"
#include "plugins/terraform/vocabulary.h"
#include "tests/plugins/terraform/damage.h"

namespace pastiche::terraform {
namespace {

// The lexer loses nothing: tokens ascend, and only blanks stand between them.
void CheckLossless(const std::string& text) {
  std::size_t last = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
  for (const Token& token : Lex(text)) {
    BOOST_REQUIRE(token.begin >= last);
    BOOST_REQUIRE(
        text.substr(last, token.begin - last).find_first_not_of(" \t") ==
        std::string::npos);
    BOOST_REQUIRE(token.end >= token.begin);
    last = token.end;
  }
  BOOST_REQUIRE(last == text.size());
}

void Exercise(const std::string& text) {
  CheckLossless(text);
  (void)Format(text);
  (void)ColourText(text);
  const std::vector<SourceFile> files = SplitModuleText(text);
  (void)CheckModule(files);
  (void)EncodeModule(files);
}

void ExerciseTokens(const std::vector<std::uint32_t>& tokens) {
  (void)FindHopeless(tokens);
  for (std::uint32_t kind = 0; kind < kRegionKinds; ++kind) {
    for (const Region& region :
         ListRegions(static_cast<RegionKind>(kind), tokens)) {
      BOOST_REQUIRE(region.begin < region.end);
      BOOST_REQUIRE(region.end <= tokens.size());
    }
  }
  for (std::size_t m = 0; m < kMetricCount; ++m) {
    const double value = ComputeMetric(m, tokens);
    BOOST_REQUIRE(!(value < MetricInfoOf(m).lo));
    BOOST_REQUIRE(!(value > MetricInfoOf(m).hi));
  }
  (void)CompleteModule(tokens);
}

BOOST_AUTO_TEST_SUITE(robustness)

BOOST_AUTO_TEST_CASE(random_bytes) {
  test::Dice dice(20);
  for (int i = 0; i < 400; ++i) Exercise(dice.Bytes(dice.Roll(400)));
  Exercise(dice.Bytes(300000));
}

BOOST_AUTO_TEST_CASE(random_rows_of_hcl_words) {
  static const char* const kWords[] = {
      "a",   "\"", "${", "%{", "}",  "{",   "[",    "]",     "(",
      ")",   "=",  "\n", " ",  "if", "for", "in",   "<<E\n", "E\n",
      "\\",  "#",  "/*", "*/", ",",  ":",   "?",    "1",     ".",
      "...", "=>", "~",  "-",  "$",  "%",   "else", "endif", "endfor"};
  test::Dice dice(21);
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (std::size_t n = dice.Roll(40); n > 0; --n) {
      text += kWords[dice.Roll(std::size(kWords))];
    }
    Exercise(text);
  }
}

BOOST_AUTO_TEST_CASE(damaged_corpus) {
  test::Dice dice(22);
  const auto texts = test::CorpusTexts();
  for (int i = 0; i < 600; ++i) {
    Exercise(test::Damage(std::string(texts[dice.Roll(texts.size())]), dice));
  }
}

BOOST_AUTO_TEST_CASE(truncated_and_shuffled_tokens) {
  test::Dice dice(23);
  const auto& modules = CorpusModules();
  for (int i = 0; i < 60; ++i) {
    auto tokens = EncodeModule(modules[dice.Roll(modules.size())].files).tokens;
    tokens.resize(dice.Roll(std::min<std::size_t>(tokens.size(), 1500)));
    for (std::size_t n = dice.Roll(6); n > 0 && !tokens.empty(); --n) {
      tokens[dice.Roll(tokens.size())] =
          static_cast<std::uint32_t>(dice.Roll(kMaxVocabulary));
    }
    if (dice.Roll(4) == 0 && !tokens.empty()) {
      tokens[dice.Roll(tokens.size())] = kUnknownToken;
    }
    ExerciseTokens(tokens);
  }
}

BOOST_AUTO_TEST_CASE(deep_nesting_of_every_kind) {
  for (const char* open : {"[", "(", "{", "\"${", "<<E\n${", "a{\n", "f(", "%{",
                           "a=[\n", "\"%{if a}", "!", "a?", "a.", "a[", "$",
                           "\\", "/*", "<<", "# ==> a <==\n"}) {
    std::string text;
    for (int i = 0; i < 100000; ++i) text += open;
    Exercise(text);
    std::vector<std::uint32_t> tokens = {kFileMark, kTextMark};
    for (int i = 0; i < 20000; ++i) {
      for (const char* c = open; *c != '\0'; ++c) {
        tokens.push_back(kFirstByte + static_cast<unsigned char>(*c));
      }
    }
    ExerciseTokens(tokens);
    std::vector<std::int64_t> slots(kSlotCount);
    std::vector<std::int32_t> places(1);
    DescribeRange(tokens, false, tokens.size(), tokens.size() + 1, slots,
                  places);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::terraform
