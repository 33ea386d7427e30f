#include "plugins/drums/options.h"

#include <boost/test/unit_test.hpp>

#include "tests/plugins/drums/random_bits.h"

namespace pastiche::drums {
namespace {

Options Accept(std::string_view json) {
  Findings findings;
  const auto options = ReadOptions(json, findings);
  BOOST_REQUIRE(options.has_value());
  return *options;
}

Finding Refusal(std::string_view json) {
  Findings findings;
  BOOST_REQUIRE(!ReadOptions(json, findings).has_value());
  BOOST_REQUIRE(findings.size() == 1);
  BOOST_TEST(findings[0].end <= json.size());
  BOOST_TEST(!findings[0].mend.empty());
  return findings[0];
}

bool Says(const Finding& finding, std::string_view text) {
  return finding.message.find(text) != std::string::npos;
}

BOOST_AUTO_TEST_SUITE(options)

BOOST_AUTO_TEST_CASE(what_is_not_given_keeps_its_default) {
  for (const std::string_view json : {"", "{}", " { } "}) {
    const Options options = Accept(json);
    BOOST_TEST((options.levels == Levels::kVelocity));
    BOOST_TEST(options.bars == 2u);
    BOOST_TEST(options.width == 100u);
  }
}

BOOST_AUTO_TEST_CASE(all_options_are_read) {
  const Options options = Accept(
      "{ \"levels\" : 2, \"bars\":7,\"width\":60, \"steps_per_bar\":16,"
      "\"tempo\":98.5,\"swing\":66,\"repeats\":3,\"straight\":true,"
      "\"note_map\":\"kick 1\\nride 2\"}");
  BOOST_TEST((options.levels == Levels::kOnOff));
  BOOST_TEST(options.bars == 7u);
  BOOST_TEST(options.width == 60u);
  BOOST_TEST(options.tempo == 98.5);
  BOOST_TEST(options.swing == 66.0);
  BOOST_TEST(options.repeats == 3u);
  BOOST_TEST(options.straight);
  BOOST_TEST(options.note_map.InstrumentOf(2).value() == kRide);
  // Of a key given twice the last counts; the empty map is the default.
  const Options again = Accept(
      "{\"note_map\":\"kick 1\",\"tempo\":30,\"note_map\":\"\",\"tempo\":40}");
  BOOST_TEST(again.tempo == 40.0);
  BOOST_TEST(again.note_map.InstrumentOf(36).value() == kKick);
}

BOOST_AUTO_TEST_CASE(a_faulty_note_map_is_refused_with_its_line) {
  const Finding finding = Refusal("{\"note_map\":\"kick 36\\nbell 3\"}");
  BOOST_TEST(Says(finding, "note_map: line 2: \"bell\" is not an instrument"));
  BOOST_TEST(Says(Refusal("{\"note_map\":36}"), "note_map is 36"));
}

BOOST_AUTO_TEST_CASE(values_out_of_range_are_refused_by_name) {
  BOOST_TEST(Says(Refusal("{\"steps_per_bar\":20}"),
                  "steps_per_bar is 20; it must be 16 or 24"));
  BOOST_TEST(Says(Refusal("{\"surprise\":\"1 x\"}"),
                  "surprise must be a text of numbers from 0 to 1000000"));
  BOOST_TEST(Says(Refusal("{\"levels\":3}"), "levels is 3"));
  BOOST_TEST(Says(Refusal("{\"levels\":\"4\"}"), "levels must be 2 or 4"));
  BOOST_TEST(Says(Refusal("{\"bars\":0}"), "bars is 0"));
  BOOST_TEST(Says(Refusal("{\"bars\":-1}"),
                  "bars is -1; it must be a whole number from 1 to 4096"));
  BOOST_TEST(Says(Refusal("{\"bars\":2.5}"), "bars is 2.5"));
  BOOST_TEST(Says(Refusal("{\"bars\":99999999999999999999}"), "bars is 1e+20"));
  BOOST_TEST(Says(Refusal("{\"bars\":4097}"), "bars is 4097"));
  BOOST_TEST(
      Says(Refusal("{\"tempo\":19.5}"), "tempo is 19.5; it must be 20 to 400"));
  BOOST_TEST(Says(Refusal("{\"swing\":80}"), "it must be 50 to 75"));
  BOOST_TEST(Says(Refusal("{\"repeats\":0}"), "repeats is 0"));
  BOOST_TEST(Says(Refusal("{\"straight\":1}"), "true or false"));
  BOOST_TEST(Refusal("{\"tempi\":1}").begin == 1u);
}

BOOST_AUTO_TEST_CASE(malformed_objects_are_refused) {
  for (const std::string_view json :
       {"[", "{", "{\"bars\"", "{\"bars\":", "{\"bars\":2", "{\"bars\":2,}",
        "{bars:2}", "{\"bars\":2} x", "{\"bars\" 2}", "{\"bars"}) {
    Refusal(json);
  }
}

BOOST_AUTO_TEST_CASE(random_text_gets_an_answer) {
  constexpr std::string_view kAlphabet = "{}\":,barslevw 0124.\\-";
  test::Engine engine(2);
  for (int round = 0; round < 20000; ++round) {
    std::string text = round % 2 == 0 ? "{" : "{\"bars\":";
    for (std::size_t n = test::Below(engine, 20); n > 0; --n) {
      text += kAlphabet[test::Below(engine, kAlphabet.size())];
    }
    Findings findings;
    const auto read = ReadOptions(text, findings);
    BOOST_TEST(read.has_value() == findings.empty());
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::drums
