#include "plugins/terraform/module_text.h"

#include <boost/test/unit_test.hpp>
#include <string>

namespace pastiche::terraform {
namespace {

BOOST_AUTO_TEST_SUITE(module_text)

BOOST_AUTO_TEST_CASE(a_text_without_headers_is_one_file) {
  const auto files = SplitModuleText("a = 1\n");
  BOOST_REQUIRE(files.size() == 1u);
  BOOST_TEST(files[0].name == "");
  BOOST_TEST(files[0].text == "a = 1\n");
  BOOST_TEST(SplitModuleText("").size() == 1u);
}

BOOST_AUTO_TEST_CASE(headers_name_files) {
  const std::string text = "\n# ==> a.tf <==\nx = 1\n# ==> b.tf <==\r\ny = 2";
  const auto files = SplitModuleText(text);
  BOOST_REQUIRE(files.size() == 2u);
  BOOST_TEST(files[0].name == "a.tf");
  BOOST_TEST(files[0].text == "x = 1\n");
  BOOST_TEST(files[1].text == "y = 2");
  BOOST_TEST(text.substr(files[1].name_begin,
                         files[1].name_end - files[1].name_begin) == "b.tf");
  BOOST_TEST(text.substr(files[1].text_begin) == "y = 2");
}

BOOST_AUTO_TEST_CASE(text_before_the_first_header_is_a_file) {
  const auto files = SplitModuleText("x = 1\n# ==> b.tf <==\n");
  BOOST_REQUIRE(files.size() == 2u);
  BOOST_TEST(files[0].name == "");
  BOOST_TEST(files[1].text == "");
}

BOOST_AUTO_TEST_CASE(look_alikes_are_no_headers) {
  for (const char* text :
       {"a = <<E\n# ==> b.tf <==\nE\n", "a = [\n# ==> b.tf <==\n]\n",
        " # ==> b.tf <==\n", "# ==> b.tf <== x\n", "#==> b.tf <==\n",
        "a = 1 # ==> b.tf <==\n"}) {
    BOOST_TEST(SplitModuleText(text).size() == 1u, "text " << text);
  }
}

BOOST_AUTO_TEST_CASE(a_header_comes_back) {
  for (const char* name : {"a.tf", "", " x ", "d/e.tf", " <=="}) {
    const auto files = SplitModuleText(FileHeader(name) + "a = 1\n");
    BOOST_REQUIRE(files.size() == 1u);
    BOOST_TEST(files[0].name == name);
  }
}

BOOST_AUTO_TEST_CASE(names_are_cleaned) {
  BOOST_TEST(CleanFileName("a\nb\x7f\xff") == "a_b__");
  BOOST_TEST(CleanFileName(std::string(300, 'x')).size() == 255u);
  BOOST_TEST(CleanFileName("\xc3\xa9.tf") == "\xc3\xa9.tf");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::terraform
