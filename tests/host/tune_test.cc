// `tune`: the settings it writes are taken by --heads, a run that was stopped
// goes on to the same bytes, and bad input is refused.

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/support/run_program.h"

namespace pastiche::test {
namespace {

namespace json = boost::json;

// A few trials on the first bars of the embedded drum patterns, from one head
// without a mixture: choosing n-grams takes seconds.
struct Start {
  TemporaryFolder folder;
  std::string heads = folder.Write("start.json",
                                   R"({"schema":"pastiche.recommend/1","ar":
    {"heads":[{"name":"N","c":0.5,"decay":{"a":3,"scale":[2]}}]}})");

  [[nodiscard]] std::string Path(const std::string& name) const {
    return folder.path() + "/" + name;
  }
  [[nodiscard]] Outcome Tune(const std::vector<std::string>& more,
                             const std::string& from = "") const {
    std::vector<std::string> words = {
        "tune",     "drums", "--limit-units", "16",
        "--tokens", "1000",  "--heads",       from.empty() ? heads : from,
        "-q"};
    words.insert(words.end(), more.begin(), more.end());
    return Pastiche(words);
  }
};

std::string Without(const std::string& text, const std::string& key) {
  json::value value = json::parse(text);
  value.as_object().erase(key);
  return json::serialize(value);
}

BOOST_AUTO_TEST_SUITE(tune)

BOOST_AUTO_TEST_CASE(a_stopped_run_goes_on_to_the_same_bytes) {
  const Start start;
  const std::string whole = start.Path("whole.json");
  const std::string parts = start.Path("parts.json");
  BOOST_REQUIRE(start.Tune({"--use", "ar-cache", "--trials", "24", "-o", whole})
                    .exit_code == 0);
  BOOST_REQUIRE(start.Tune({"--use", "ar-cache", "--trials", "8", "-o", parts})
                    .exit_code == 0);
  BOOST_TEST(ReadWhole(parts) != ReadWhole(whole));
  // As if the power had failed in the middle of a line.
  const std::string log = parts + ".trials";
  const std::string kept = ReadWhole(log);
  start.folder.Write("parts.json.trials", kept + "{\"run\":\"00");
  const Outcome rest = start.Tune(
      {"--use", "ar-cache", "--trials", "24", "--threads", "3", "-o", parts});
  BOOST_REQUIRE_MESSAGE(rest.exit_code == 0, rest.err);
  BOOST_TEST(ReadWhole(parts) == ReadWhole(whole));
  BOOST_TEST(ReadWhole(log) == ReadWhole(whole + ".trials"));
  BOOST_TEST(ReadWhole(log).starts_with(kept));
}

BOOST_AUTO_TEST_CASE(an_interrupted_run_leaves_whole_lines) {
  const Start start;
  const std::string file = start.Path("heads.json");
  const Outcome stopped =
      RunProgram("/usr/bin/timeout",
                 {"--preserve-status", "--signal=INT", "1",
                  BuildFolder() + "/bin/pastiche", "tune", "drums", "--use",
                  "ar", "--trials", "1000000", "-q", "-o", file});
  BOOST_TEST(stopped.exit_code == 130, stopped.err);
  BOOST_TEST(ReadWhole(file).empty());
  const std::string log = ReadWhole(file + ".trials");
  BOOST_TEST((log.empty() || log.back() == '\n'));
}

BOOST_AUTO_TEST_CASE(the_settings_are_taken_by_heads) {
  const Start start;
  const std::string file = start.Path("heads.json");
  const Outcome tuned =
      start.Tune({"--trials", "8", "--mask-rates", "50", "-o", file, "--json"});
  BOOST_REQUIRE_MESSAGE(tuned.exit_code == 0, tuned.err);
  const json::value told = json::parse(tuned.out);
  BOOST_TEST(told.at("schema").as_string() == "pastiche.tune/1");
  BOOST_TEST(told.at("corpus").at("sha256").as_string().size() == 64u);
  BOOST_TEST(told.at("uses").as_array().size() == 3u);
  for (const json::value& use : told.at("uses").as_array()) {
    BOOST_TEST(use.at("after").at("mean").to_number<double>() <=
               use.at("before").at("mean").to_number<double>());
  }
  const json::value heads = json::parse(ReadWhole(file));
  BOOST_TEST(heads.at("schema").as_string() == "pastiche.recommend/1");
  BOOST_TEST(heads.at("provenance").at("uses").as_array().size() == 3u);
  BOOST_TEST(json::serialize(told.at("heads")) == json::serialize(heads));

  const Outcome made = Pastiche({"generate", "drums", "--heads", file, "--seed",
                                 "1", "--length", "16", "-q"});
  BOOST_REQUIRE_MESSAGE(made.exit_code == 0, made.err);
  // Tuning goes on from them.
  const Outcome again = start.Tune({"--use", "ar", "--trials", "0"}, file);
  BOOST_REQUIRE_MESSAGE(again.exit_code == 0, again.err);
  BOOST_TEST(Without(again.out, "provenance") ==
             Without(ReadWhole(file), "provenance"));
}

BOOST_AUTO_TEST_CASE(bad_input_is_refused) {
  const Start start;
  BOOST_TEST(start.Tune({"--use", "arr"}).exit_code == 2);
  BOOST_TEST(start.Tune({"--use", ","}).exit_code == 2);
  BOOST_TEST(start.Tune({"--mask-rates", "0"}).exit_code == 2);
  BOOST_TEST(start.Tune({"--mask-rates", "x"}).exit_code == 2);
  BOOST_TEST(start.Tune({"--trials", "-1"}).exit_code == 2);
  const std::string log = start.folder.Write("log", "{\"run\":\"a\"}\n");
  const Outcome refused =
      start.Tune({"--use", "ar", "--trials", "0", "--log", log});
  BOOST_TEST(refused.exit_code == 1);
  BOOST_TEST(refused.err.find("log:1: not a trial") != std::string::npos);
  BOOST_TEST(ReadWhole(log) == "{\"run\":\"a\"}\n");
  const std::string one =
      start.folder.Write("one.drums", "K x...x...x...x...\n");
  const Outcome alone = Pastiche({"tune", "drums", "--corpus", one, "-q"});
  BOOST_TEST(alone.exit_code == 1);
  BOOST_TEST(alone.err.find("left out") != std::string::npos, alone.err);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::test
