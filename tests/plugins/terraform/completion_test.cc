#include "plugins/terraform/completion.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "plugins/terraform/checks.h"
#include "plugins/terraform/tokenizer.h"
#include "plugins/terraform/vocabulary.h"
#include "tests/plugins/terraform/damage.h"

namespace pastiche::terraform {
namespace {

BOOST_AUTO_TEST_SUITE(completion)

BOOST_AUTO_TEST_CASE(adds_what_is_missing) {
  const std::string text =
      "# ==> main.tf <==\na = [var.project, var.q, local.l, module.m.x, "
      "data.t.n.id, t_r.n.id]\n# ==> variables.tf <==\n";
  const Completion done =
      CompleteModule(EncodeModule(SplitModuleText(text)).tokens);
  BOOST_TEST(done.added.size() == 6u);
  const DecodedModule module = DecodeModule(done.tokens);
  const ModuleReport report = CheckModule(FilesOf(module));
  BOOST_TEST(report.parses);
  BOOST_TEST(report.references.all == 6u);
  BOOST_TEST(report.references.resolved == 6u);
  BOOST_TEST(module.files[1].text.find("Name of the project") !=
             std::string::npos);  // As the corpus declares it.
  BOOST_TEST(module.files[0].text.find("variable") == std::string::npos);
}

std::vector<std::uint32_t> Beginning(std::string_view text) {
  std::vector<std::uint32_t> tokens = {kFileMark, kTextMark};
  const EncodedText encoded = EncodeText(text);
  tokens.insert(tokens.end(), encoded.tokens.begin(), encoded.tokens.end());
  return tokens;
}

BOOST_AUTO_TEST_CASE(leaves_whole_and_hopeless_modules_alone) {
  for (const char* text : {"a = 1\n", "variable \"x\" {}\na = var.x\n"}) {
    const auto tokens = EncodeModule(SplitModuleText(text)).tokens;
    BOOST_TEST(CompleteModule(tokens).tokens == tokens);
  }
  const auto hopeless = Beginning("a = var.x\nb = ]\n");
  const Completion done = CompleteModule(hopeless);
  BOOST_TEST(done.tokens == hopeless);
  BOOST_TEST(done.added.empty());
  BOOST_TEST(!done.closed);
}

BOOST_AUTO_TEST_CASE(ends_what_was_cut_off) {
  const Completion done =
      CompleteModule(Beginning("locals {\n  a = [\n    var.x,\n    aws_kms_"));
  BOOST_TEST(done.closed);
  BOOST_TEST(done.added == std::vector<std::string>{"var.x"},
             boost::test_tools::per_element());
  BOOST_TEST(done.tokens.back() == kEndMark);
  const DocumentReport report = CheckDocument(done.tokens);
  BOOST_TEST(!report.cut);
  BOOST_TEST(report.valid());
  BOOST_TEST(report.module.files[0].text.starts_with(
      "locals {\n  a = [\n    var.x,\n  ]\n}\n"));
}

// The corpus has one of the type; its name is changed, and what it refers to is
// declared in turn.
BOOST_AUTO_TEST_CASE(adds_declarations_as_the_corpus_has_them) {
  const Completion done = CompleteModule(Beginning(
      "a = [aws_kms_key.mine.arn, local.tags, nobody_has.this.id]\n"));
  const DocumentReport report = CheckDocument(done.tokens);
  BOOST_TEST(report.valid());
  BOOST_TEST(report.report.references.resolved == report.report.references.all);
  const std::string& text = report.module.files[0].text;
  BOOST_TEST(text.find("resource \"aws_kms_key\" \"mine\" {\n  ") !=
             std::string::npos);
  BOOST_TEST(text.find("  tags = ") != std::string::npos);
  BOOST_TEST(text.find("resource \"nobody_has\" \"this\" {}") !=
             std::string::npos);
  BOOST_TEST(done.added.size() > 3u);
}

// Wherever a module of the corpus is cut, what comes out is a whole module that
// parses and declares all it refers to.
BOOST_AUTO_TEST_CASE(completes_every_beginning_of_the_corpus) {
  test::Dice dice(31);
  for (const CorpusModule& module : CorpusModules()) {
    const auto tokens = EncodeModule(module.files).tokens;
    for (int i = 0; i < 15; ++i) {
      const std::size_t cut = 3 + dice.Roll(tokens.size() - 3);
      const auto beginning = std::span(tokens).first(cut);
      if (FindMarkProblem(beginning, /*whole=*/true)) continue;
      const Completion done = CompleteModule(beginning);
      const DocumentReport report = CheckDocument(done.tokens);
      BOOST_TEST_CONTEXT("cut at " << cut) {
        BOOST_TEST(!report.cut);
        BOOST_TEST(report.valid());
        BOOST_TEST(report.report.references.resolved ==
                   report.report.references.all);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::terraform
