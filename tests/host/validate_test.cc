// `pastiche validate`: our plugins pass, broken ones fail where they are
// broken.

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <map>

#include "tests/support/run_program.h"

namespace pastiche::test {
namespace {

namespace json = boost::json;

std::string Fixture(const std::string& name) {
  return std::string(PASTICHE_FIXTURES) + "/" + name + ".so";
}

struct Report {
  int exit_code = -1;
  json::value value;
  std::map<std::string, std::string> status;  // By check.
};

Report Validate(const std::string& file,
                const std::vector<std::string>& more = {},
                const std::vector<std::string>& environment = {}) {
  std::vector<std::string> words = {"validate", file, "--json"};
  words.insert(words.end(), more.begin(), more.end());
  const Outcome outcome = Pastiche(words, environment);
  Report report;
  report.exit_code = outcome.exit_code;
  BOOST_REQUIRE_MESSAGE(!outcome.out.empty(), outcome.err);
  report.value = json::parse(outcome.out);
  BOOST_TEST(report.value.at("schema").as_string() == "pastiche.validate/1");
  for (const auto& check : report.value.at("checks").as_array()) {
    report.status[std::string(check.at("id").as_string())] =
        std::string(check.at("status").as_string());
  }
  return report;
}

BOOST_AUTO_TEST_SUITE(validate)

BOOST_AUTO_TEST_CASE(our_plugins_pass_every_must) {
  for (const char* plugin : {"mario", "drums", "terraform"}) {
    BOOST_TEST_CONTEXT(plugin) {
      const Report report =
          Validate(BuildFolder() + "/lib/pastiche/plugins/" + plugin + ".so");
      BOOST_TEST(report.exit_code == 0);
      BOOST_TEST(report.value.at("must").at("failed").to_number<int>() == 0);
      BOOST_TEST(report.value.at("must").at("passed").to_number<int>() >= 40);
      for (const auto& check : report.value.at("checks").as_array()) {
        BOOST_TEST(check.at("status").as_string() != "failed",
                   json::serialize(check));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_smallest_plugin_passes) {
  const Report report = Validate(Fixture("good/bits"));
  BOOST_TEST(report.exit_code == 0, json::serialize(report.value));
  BOOST_TEST(report.status.at("codec.round-trip") == "passed");
  BOOST_TEST(report.status.at("cursor.agrees") == "skipped");
}

BOOST_AUTO_TEST_CASE(broken_plugins_fail_where_they_are_broken) {
  const std::map<std::string, std::string> defects = {
      {"broken/undefined_symbol", "load.resolves"},
      {"broken/future_major", "load.resolves"},
      {"broken/environment", "load.environment"}};
  for (const auto& [fixture, check] : defects) {
    Report report = Validate(Fixture(fixture), {"--only-failed"});
    BOOST_TEST(report.exit_code == 3);
    BOOST_TEST(report.status[check] == "failed", fixture);
  }
}

// Each deed of the chaos plugin fails the check that meets it; the others go on
// in processes of their own.
BOOST_AUTO_TEST_CASE(crashes_and_hangs_fail_one_check_each) {
  const Report report = Validate(Fixture("chaos/chaos"), {"--deadline=10"},
                                 {"PASTICHE_CHAOS=document-crash"});
  BOOST_TEST(report.exit_code == 3);
  BOOST_TEST(report.status.at("corpus.documents") == "failed");
  BOOST_TEST(report.status.at("load.resolves") == "passed");
  BOOST_TEST(report.status.at("codec.range") == "passed");
  const Outcome outcome =
      Pastiche({"validate", Fixture("chaos/chaos"), "--reproduce=3"},
               {"PASTICHE_CHAOS=encode-badspan"});
  BOOST_TEST(outcome.exit_code == 3);
  BOOST_TEST(outcome.out.find("--reproduce 3") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_plugin_is_told_so) {
  const TemporaryFolder folder;
  const Outcome missing = Pastiche({"validate", folder.path() + "/none.so"});
  BOOST_TEST(missing.exit_code == 2);
  const Report text = Validate(folder.Write("text.so", "just text"));
  BOOST_TEST(text.exit_code == 3);
  BOOST_TEST(text.status.at("file.elf") == "failed");
  BOOST_TEST(text.status.at("codec.round-trip") == "skipped");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::test
