#include "framework/plugin/read_options.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "tests/framework/plugin/fixture_plugins.h"

namespace pastiche {
namespace {

std::vector<OptionInfo> Declared() {
  OptionInfo columns;
  columns.id = "columns";
  columns.description = "How wide.";
  columns.lo = 1;
  columns.hi = 100;
  columns.type = OptionInfo::Type::kInteger;
  columns.canvas = true;
  OptionInfo scale = columns;
  scale.id = "scale";
  scale.type = OptionInfo::Type::kNumber;
  OptionInfo title = columns;
  title.id = "title";
  title.type = OptionInfo::Type::kString;
  OptionInfo loop = columns;
  loop.id = "loop";
  loop.type = OptionInfo::Type::kBoolean;
  OptionInfo color = columns;
  color.id = "color";
  color.canvas = false;
  color.render = true;
  return {columns, scale, title, loop, color};
}

// Empty if accepted.
std::string Verdict(const std::string& json) {
  const Result<void> result =
      CheckOptions(json, Declared(), &OptionInfo::canvas);
  if (result) return "";
  BOOST_TEST((result.error().code == ErrorCode::kInvalidArgument));
  return result.error().message + "|" + result.error().mend;
}

BOOST_AUTO_TEST_SUITE(read_options)

BOOST_AUTO_TEST_CASE(accepts_what_is_declared) {
  BOOST_TEST(Verdict("{}") == "");
  BOOST_TEST(Verdict(R"({"columns":100,"scale":1.5,"loop":false})") == "");
  BOOST_TEST(Verdict(R"({"title":"any text","scale":2})") == "");
}

BOOST_AUTO_TEST_CASE(names_the_key_and_the_mend) {
  BOOST_TEST(Verdict(R"({"column":50})") ==
             "option column is not known here|did you mean columns?");
  BOOST_TEST(Contains(Verdict(R"({"wheels":4})"),
                      "the options are columns, scale, title, loop"));
  BOOST_TEST(Contains(Verdict(R"({"color":1})"), "not known here"));
  BOOST_TEST(Contains(Verdict(R"({"columns":1.5})"),
                      "option columns: expected an integer, got 1.5"));
  BOOST_TEST(Contains(Verdict(R"({"columns":"5"})"), "expected an integer"));
  BOOST_TEST(Contains(Verdict(R"({"columns":0})"), "0 is not in 1..100"));
  BOOST_TEST(Contains(Verdict(R"({"columns":18446744073709551615})"),
                      "is not in 1..100"));
  BOOST_TEST(Contains(Verdict(R"({"scale":1e999})"), "expected a number"));
  BOOST_TEST(Contains(Verdict(R"({"loop":1})"), "expected true or false"));
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_object) {
  BOOST_TEST(Contains(Verdict(""), "not JSON"));
  BOOST_TEST(Contains(Verdict("{"), "not JSON"));
  BOOST_TEST(Contains(Verdict("{}x"), "not JSON"));
  BOOST_TEST(Contains(Verdict("[1]"), "not a JSON object"));
  BOOST_TEST(Contains(Verdict(std::string(100'000, '[')), "not JSON"));
  BOOST_TEST(Contains(Verdict(std::string(2 << 20, ' ')), "the limit is"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
