#include "plugins/terraform/checks.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

namespace pastiche::terraform {
namespace {

// "file:line:column code" for each finding.
std::vector<std::string> Findings(std::string_view text) {
  DecodedModule module;
  for (const SourceFile& file : SplitModuleText(text)) {
    module.files.push_back({file.name, std::string(file.text), false});
  }
  std::vector<std::string> shown;
  PlaceNames names(module);
  for (const Finding& finding : CheckModule(FilesOf(module)).findings) {
    shown.push_back(names.Of(finding.file, finding.begin) +
                    std::to_string(static_cast<int>(finding.code)));
  }
  return shown;
}

void Expect(std::string_view text, const std::vector<std::string>& expected) {
  BOOST_TEST_CONTEXT("text " << text) {
    BOOST_TEST(Findings(text) == expected, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_SUITE(checks)

BOOST_AUTO_TEST_CASE(syntax_comes_with_its_place) {
  Expect("a = \n", {"1:5: 1"});
  Expect("# ==> m.tf <==\na {\n  b = 1\n  b = 2\n}\n", {"m.tf:3:3: 2"});
}

BOOST_AUTO_TEST_CASE(declarations_are_unique_over_all_files) {
  Expect(
      "# ==> a.tf <==\nvariable \"x\" {}\no = var.x\n"
      "# ==> b.tf <==\nvariable \"x\" {}\n",
      {"b.tf:1:1: 3"});
  Expect("locals {\n  a = 1\n}\nlocals {\n  a = local.a\n}\n", {"5:3: 3"});
  Expect("resource \"a_b\" \"c\" {}\nresource \"a_b\" \"d\" {}\n", {});
}

BOOST_AUTO_TEST_CASE(references_need_a_declaration) {
  Expect("a = var.x\n", {"1:5: 4"});
  Expect("a = [local.x, module.m.o, data.t.n.id, t_r.n.id]\n",
         {"1:6: 4", "1:15: 4", "1:27: 4", "1:40: 4"});
  Expect("a = \"${var.x}\"\nvariable \"x\" {}\n", {});
  Expect("resource \"t_r\" \"n\" {}\na = t_r.n[0].id\n", {});
  Expect("data \"t\" \"n\" {}\na = data.t.n.id\nb = t.n.id\n", {"3:5: 4"});
}

BOOST_AUTO_TEST_CASE(what_is_no_reference_needs_none) {
  Expect("a = [each.key, count.index, path.module, terraform.workspace]\n", {});
  Expect("a = [for s in [1] : s.id]\n", {});
  Expect("variable \"x\" {\n  type = list(string)\n}\na = var.x\n", {});
  Expect(
      "r {\n  dynamic \"rule\" {\n    for_each = []\n    content {\n"
      "      a = rule.value\n    }\n  }\n}\n",
      {});
  Expect(
      "r {\n  dynamic \"rule\" {\n    iterator = it\n    content {\n"
      "      a = it.value\n    }\n  }\n}\n",
      {});
  Expect("r {\n  dynamic \"rule\" {\n  }\n  a = rule.value\n}\n", {"4:7: 4"});
  Expect("module \"m\" {\n  providers = { aws = aws.west }\n}\n", {});
  Expect("moved {\n  from = a_b.c\n  to = a_b.d\n}\n", {});
  Expect("r {\n  lifecycle {\n    ignore_changes = [tags.x]\n  }\n}\n", {});
}

BOOST_AUTO_TEST_CASE(unused_declarations_are_warnings) {
  Expect("variable \"x\" {}\nlocals {\n  y = 1\n}\n", {"1:1: 5", "3:3: 6"});
  DecodedModule module;
  module.files.push_back({"", "variable \"x\" {}\n", false});
  const ModuleReport report = CheckModule(FilesOf(module));
  BOOST_REQUIRE(report.findings.size() == 1u);
  BOOST_TEST((report.findings[0].severity == Severity::kWarning));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::terraform
