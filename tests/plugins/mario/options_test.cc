#include "plugins/mario/options.h"

#include <boost/test/unit_test.hpp>
#include <random>

namespace pastiche::mario {
namespace {

BOOST_AUTO_TEST_SUITE(options)

Options Read(std::string_view json) {
  const auto read = ReadOptions(json);
  if (const auto* problem = std::get_if<OptionProblem>(&read)) {
    BOOST_FAIL(json << ": " << problem->message);
  }
  return std::get<Options>(read);
}

OptionProblem Refusal(std::string_view json) {
  const auto read = ReadOptions(json);
  BOOST_REQUIRE_MESSAGE(std::holds_alternative<OptionProblem>(read), json);
  return std::get<OptionProblem>(read);
}

BOOST_AUTO_TEST_CASE(nothing_given_is_the_default) {
  for (const char* json : {"", " \n", "{}", " { } "}) {
    BOOST_TEST(Read(json).columns == kDefaultColumns);
    BOOST_TEST(Read(json).width == kDefaultWidth);
  }
}

BOOST_AUTO_TEST_CASE(values_are_read) {
  BOOST_TEST(Read(R"({"columns":80})").columns == 80u);
  const Options both = Read("{ \"width\" : 0 ,\n\"columns\":100000 }");
  BOOST_TEST(both.width == 0u);
  BOOST_TEST(both.columns == kMaxColumns);
  BOOST_TEST(Read(R"({"path":true,"scale":3})").path == 1u);
  BOOST_TEST(Read(R"({"path":false,"scale":3})").scale == 3u);
  BOOST_TEST(Refusal(R"({"path":1})").message == "path is 1");
  BOOST_TEST(Refusal(R"({"scale":9})").message == "scale is 9");
}

BOOST_AUTO_TEST_CASE(bits_are_a_string_of_numbers) {
  const std::vector<double> bits =
      Read(R"({"surprise":" 0.5 3  1000000 ","path":true})").surprise;
  BOOST_TEST(bits == (std::vector<double>{0.5, 3.0, 1000000.0}));
  BOOST_TEST(Read(R"({"surprise":""})").surprise.empty());
  for (const char* text : {"x", "-1", "1,2", "nan", "1000001"}) {
    BOOST_TEST(Refusal(R"({"surprise":")" + std::string(text) + "\"}")
                   .message.starts_with("surprise holds "));
  }
  BOOST_TEST(Refusal(R"({"surprise":1})").message.starts_with("the options"));
  BOOST_TEST(Refusal(R"({"surprise":"","surprise":""})").message ==
             "surprise is given twice");
}

BOOST_AUTO_TEST_CASE(values_out_of_range_name_the_option) {
  for (const char* value : {"0", "100001", "-1", "5.5", "\"5\"", "true", "1e3",
                            "", "5x", "99999999999999999999"}) {
    const auto json = R"({"columns":)" + std::string(value) + "}";
    BOOST_TEST(Refusal(json).message.starts_with("columns is "), json);
  }
}

BOOST_AUTO_TEST_CASE(unknown_and_repeated_options_are_errors) {
  BOOST_TEST(Refusal(R"({"rows":14})").message == "unknown option \"rows\"");
  BOOST_TEST(Refusal(R"({"width":1,"width":2})").message ==
             "width is given twice");
}

BOOST_AUTO_TEST_CASE(malformed_json_is_an_error) {
  for (const char* json :
       {"[]", "{", "}", "{\"columns\"}", "{\"columns\":5", "{\"columns\":5,}",
        "{columns:5}", "{\"columns\":5}x", "{\"col\\u0075mns\":5}", "null"}) {
    BOOST_TEST(!Refusal(json).mend.empty());
  }
}

BOOST_AUTO_TEST_CASE(random_bytes_are_refused_in_printable_words) {
  std::mt19937_64 engine(14);
  constexpr std::string_view kPieces = "{}\":,columnswidth0123456789 \\\n\xFF";
  for (int round = 0; round < 5000; ++round) {
    std::string json = "{";
    for (std::uint64_t n = engine() % 30; n > 0; --n) {
      json += kPieces[engine() % kPieces.size()];
    }
    const auto read = ReadOptions(json);
    const auto* problem = std::get_if<OptionProblem>(&read);
    if (problem == nullptr) continue;
    for (const char c : problem->message) BOOST_TEST((c >= ' ' && c <= '~'));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::mario
