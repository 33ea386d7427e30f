#include "framework/plugin/read_options.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
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

// A domain with one option, which is what `spoil` makes of a good one.
template <class Spoil>
std::string Breach(Spoil spoil) {
  static pst_option_info info;
  static pst_status status;
  static pst_options table;
  info = {sizeof info, "size", "How large.",     "5",
          1.0,         9.0,    PST_TYPE_INTEGER, PST_FOR_CREATE};
  status = PST_OK;
  table = {sizeof table, 1, 0, [](std::uint32_t, pst_option_info* out) {
             *out = info;
             return status;
           }};
  pst_domain domain = {};
  domain.extension = [](const pst_instance*, const char*) -> const void* {
    return &table;
  };
  spoil(info, status, table);
  BoundaryCheck check;
  static_cast<void>(ReadOptions(domain, check));
  return check.breach();
}

BOOST_AUTO_TEST_CASE(a_declaration_that_is_wrong_is_named) {
  using Info = pst_option_info&;
  using Status = pst_status&;
  using Table = pst_options&;
  BOOST_TEST(Breach([](Info, Status, Table) {}) == "");
  const auto says = [](const std::string& breach, const char* words) {
    BOOST_TEST(Contains(breach, words), breach);
  };
  says(Breach([](Info, Status, Table t) { t.struct_size = 8; }), "struct_size");
  says(Breach([](Info, Status, Table t) { t.option_count = 257; }), "over 256");
  says(Breach([](Info, Status, Table t) { t.option = nullptr; }), "is NULL");
  says(Breach([](Info, Status, Table t) { t.option_count = 2; }), "used twice");
  says(Breach([](Info, Status s, Table) { s = PST_E_RANGE; }),
       "does not describe it");
  says(Breach([](Info i, Status, Table) { i.struct_size = 8; }), "struct_size");
  says(Breach([](Info i, Status, Table) { i.id = nullptr; }), "id");
  says(Breach([](Info i, Status, Table) { i.lo = std::nan(""); }), "NaN");
  says(Breach([](Info i, Status, Table) { i.hi = std::nan(""); }), "NaN");
  says(Breach([](Info i, Status, Table) { i.type = 9; }), "type is unknown");
  for (const char* initial : {"x", "\"5\"", "true", "0", "10", "5.5"}) {
    says(Breach([&](Info i, Status, Table) { i.initial = initial; }),
         "does not fit the option itself");
  }
  for (const auto& [type, initial] :
       {std::pair(PST_TYPE_NUMBER, "5.5"), std::pair(PST_TYPE_BOOLEAN, "true"),
        std::pair(PST_TYPE_STRING, "\"x\"")}) {
    BOOST_TEST(Breach([&](Info i, Status, Table) {
                 i.type = static_cast<std::uint32_t>(type);
                 i.initial = initial;
               }) == "");
  }
}

BOOST_AUTO_TEST_CASE(where_nothing_is_declared_nothing_is_taken) {
  const auto refused = CheckOptions(R"({"x":1})", {}, &OptionInfo::canvas);
  BOOST_REQUIRE(!refused.has_value());
  BOOST_TEST(refused.error().mend == "there are no options here");
  const auto text = Verdict(R"({"title":5})");
  BOOST_TEST(Contains(text, "expected a string, got 5"), text);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
