#include "plugins/drums/json_object.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

namespace pastiche::drums {
namespace {

std::vector<JsonMember> Accept(std::string_view json) {
  Findings findings;
  auto members = ReadJsonObject(json, findings);
  BOOST_REQUIRE_MESSAGE(members.has_value(), std::string(json));
  return *members;
}

BOOST_AUTO_TEST_SUITE(json_object)

BOOST_AUTO_TEST_CASE(members_are_read_in_order_with_their_place) {
  const auto members = Accept(
      " {\"a\":1.5e1 , \"b\" : true,\"c\":\"x\",\"d\":false,\"e\":null}");
  BOOST_REQUIRE(members.size() == 5);
  BOOST_TEST(members[0].key == "a");
  BOOST_TEST(std::get<double>(members[0].value) == 15.0);
  BOOST_TEST(members[0].begin == 2u);
  BOOST_TEST(members[0].end == 11u);
  BOOST_TEST(std::get<bool>(members[1].value) == true);
  BOOST_TEST(std::get<std::string>(members[2].value) == "x");
  BOOST_TEST(std::get<bool>(members[3].value) == false);
  BOOST_TEST(members[4].value.index() == 0u);
  BOOST_TEST(Accept("").empty());
  BOOST_TEST(Accept(" { } ").empty());
}

BOOST_AUTO_TEST_CASE(escapes_become_utf8) {
  const auto members = Accept(
      "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\",\"b\":\"\\u0041\\u00e9\\u20AC"
      "\\ud83e\\udd41\"}");
  BOOST_TEST(std::get<std::string>(members[0].value) == "\"\\/\b\f\n\r\t");
  BOOST_TEST(std::get<std::string>(members[1].value) ==
             "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\xA5\x81");
}

BOOST_AUTO_TEST_CASE(what_is_not_a_flat_object_is_refused_with_a_place) {
  for (const std::string json : {"[",
                                 "{",
                                 "{\"a\"",
                                 "{\"a\":",
                                 "{\"a\":2",
                                 "{\"a\":2,}",
                                 "{a:2}",
                                 "{\"a\":2} x",
                                 "{\"a\" 2}",
                                 "{\"a",
                                 "{\"a\":[1]}",
                                 "{\"a\":{}}",
                                 "{\"a\":inf}",
                                 "{\"a\":nan}",
                                 "{\"a\":1e999}",
                                 "{\"a\":\"\\x\"}",
                                 "{\"a\":\"\\u12\"}",
                                 "{\"a\":\"\\ud800\"}",
                                 "{\"a\":\"\\udc00\"}",
                                 "{\"a\":\"\\ud800\\u0041\"}",
                                 "{\"a\":\"\\",
                                 "{\"a\":tru}"}) {
    BOOST_TEST_CONTEXT(json) {
      Findings findings;
      BOOST_TEST(!ReadJsonObject(json, findings).has_value());
      BOOST_REQUIRE(findings.size() == 1);
      BOOST_TEST(findings[0].begin <= findings[0].end);
      BOOST_TEST(findings[0].end <= json.size());
    }
  }
  Findings findings;
  const std::string large = "{\"a\":\"" + std::string(1 << 20, 'x') + "\"}";
  BOOST_TEST(!ReadJsonObject(large, findings).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::drums
