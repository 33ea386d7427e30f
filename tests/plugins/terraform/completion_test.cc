#include "plugins/terraform/completion.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "plugins/terraform/checks.h"
#include "plugins/terraform/tokenizer.h"

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

BOOST_AUTO_TEST_CASE(leaves_whole_and_broken_modules_alone) {
  for (const char* text : {"a = 1\n", "variable \"x\" {}\na = var.x\n"}) {
    const auto tokens = EncodeModule(SplitModuleText(text)).tokens;
    BOOST_TEST(CompleteModule(tokens).tokens == tokens);
  }
  auto broken = EncodeModule(SplitModuleText("a = var.x\nb = [\n]\n")).tokens;
  broken.resize(broken.size() - 3);
  const Completion done = CompleteModule(broken);
  BOOST_TEST(done.tokens == broken);
  BOOST_TEST(done.added.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::terraform
