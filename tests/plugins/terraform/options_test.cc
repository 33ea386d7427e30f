#include "plugins/terraform/options.h"

#include <boost/test/unit_test.hpp>

namespace pastiche::terraform {
namespace {

BOOST_AUTO_TEST_SUITE(options)

BOOST_AUTO_TEST_CASE(reads_tokens) {
  for (const char* json : {"", " ", "{}", " { } "}) {
    BOOST_TEST(std::get<Options>(ReadOptions(json)).tokens == 0u);
  }
  BOOST_TEST(std::get<Options>(ReadOptions("{ \"tokens\" : 20 }")).tokens ==
             20u);
}

BOOST_AUTO_TEST_CASE(reads_several_in_any_order) {
  const auto options = std::get<Options>(
      ReadOptions("{\"surprise\":\"0.5, 3.25 12\" , \"lines\":4}"));
  BOOST_TEST(options.surprise == (std::vector<double>{0.5, 3.25, 12}),
             boost::test_tools::per_element());
  BOOST_TEST(options.lines == 4u);
  BOOST_TEST(std::get<Options>(ReadOptions("{\"broken\":true}")).broken);
  BOOST_TEST(!std::get<Options>(ReadOptions("{\"broken\":false}")).broken);
  BOOST_TEST(
      std::holds_alternative<OptionProblem>(ReadOptions("{\"broken\":1}")));
  BOOST_TEST(
      std::get<Options>(ReadOptions("{\"surprise\":\"\"}")).surprise.empty());
  for (const char* word : {"-1", "nan", "inf", "1e7", "x", "1.5.2"}) {
    const auto read =
        ReadOptions("{\"surprise\":\"1 " + std::string(word) + "\"}");
    BOOST_REQUIRE(std::holds_alternative<OptionProblem>(read));
    BOOST_TEST(std::get<OptionProblem>(read).message ==
               "surprise holds " + std::string(word));
  }
}

BOOST_AUTO_TEST_CASE(names_what_is_wrong) {
  for (const char* json :
       {"[", "{", "{\"tokens\"}", "{\"tokens\":1", "{\"tokens\":1}x",
        "{\"columns\":1}", "{\"tokens\":1,\"tokens\":2}", "{\"tokens\":1,}",
        "{\"surprise\":1}", "{\"surprise\":\"1",
        "{\"surprise\":\"\\u0031\"}"}) {
    BOOST_TEST(std::holds_alternative<OptionProblem>(ReadOptions(json)),
               "json " << json);
  }
  for (const char* value : {"-1", "1000001", "1.5", "\"2\"", "", "1e3"}) {
    const auto read = ReadOptions("{\"tokens\":" + std::string(value) + "}");
    BOOST_REQUIRE(std::holds_alternative<OptionProblem>(read));
    BOOST_TEST(std::get<OptionProblem>(read).message ==
               "tokens is " + std::string(value));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::terraform
