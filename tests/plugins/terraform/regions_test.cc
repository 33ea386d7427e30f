#include "plugins/terraform/regions.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "plugins/terraform/structure.h"
#include "plugins/terraform/tokenizer.h"
#include "plugins/terraform/vocabulary.h"

namespace pastiche::terraform {
namespace {

// "label=bytes" of each region, with newlines shown as $.
std::vector<std::string> Show(RegionKind kind,
                              const std::vector<std::uint32_t>& tokens) {
  std::vector<std::string> shown;
  for (const Region& region : ListRegions(kind, tokens)) {
    std::string line = region.label + "=";
    for (std::size_t i = region.begin; i < region.end; ++i) {
      if (tokens[i] == kUnknownToken) {
        line += '?';
        continue;
      }
      for (const char c : Vocabulary::Default().BytesOf(tokens[i])) {
        line += c == '\n' ? '$' : c;
      }
    }
    shown.push_back(line);
  }
  return shown;
}

const char* const kText =
    "# ==> m.tf <==\nr \"t\" \"n\" {\n  ab = [1, 2]\n  in {\n    c = \"x y\"\n"
    "  }\n}\n# ==> o.tf <==\nd = 1\n";

using Strings = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(regions)

BOOST_AUTO_TEST_CASE(names_the_parts_of_a_module) {
  const auto tokens = EncodeModule(SplitModuleText(kText)).tokens;
  BOOST_TEST(Show(RegionKind::kLine, tokens) ==
                 (Strings{"m.tf:1=r\"t\"\"n\"{$", "m.tf:2=ab=[1,2]$",
                          "m.tf:3=in{$", "m.tf:4=c=\"x y\"$", "m.tf:5=}$",
                          "m.tf:6=}$", "o.tf:1=d=1$"}),
             boost::test_tools::per_element());
  BOOST_TEST(Show(RegionKind::kBlock, tokens) ==
                 (Strings{"r t.n=r\"t\"\"n\"{$ab=[1,2]$in{$c=\"x y\"$}$}",
                          "in=in{$c=\"x y\"$}"}),
             boost::test_tools::per_element());
  BOOST_TEST(Show(RegionKind::kKey, tokens) == (Strings{"ab=ab", "c=c", "d=d"}),
             boost::test_tools::per_element());
  BOOST_TEST(Show(RegionKind::kValue, tokens) ==
                 (Strings{"ab=[1,2]", "c=\"x y\"", "d=1"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(lines_survive_unknown_places) {
  auto tokens = EncodeModule(SplitModuleText("a = 1\nb = 2\nc = 3\n")).tokens;
  const auto lines = ListRegions(RegionKind::kLine, tokens);
  tokens[lines[1].begin] = kUnknownToken;
  BOOST_TEST(Show(RegionKind::kLine, tokens) ==
                 (Strings{"line 1=a=1$", "line 2=?=2$", "line 3=c=3$"}),
             boost::test_tools::per_element());
  BOOST_TEST(Show(RegionKind::kValue, tokens) == (Strings{"a=1"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::terraform
