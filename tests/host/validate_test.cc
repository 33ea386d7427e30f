// `pastiche validate`: broken plugins fail where they are broken. Ours: the
// slow suite validate_products.

#include <boost/test/unit_test.hpp>

#include "tests/host/validate_report.h"

namespace pastiche::test {
namespace {

std::string Fixture(const std::string& name) {
  return std::string(PASTICHE_FIXTURES) + "/" + name + ".so";
}

BOOST_AUTO_TEST_SUITE(validate)

BOOST_AUTO_TEST_CASE(the_smallest_plugin_passes) {
  const Report report = Validate(Fixture("good/bits"));
  BOOST_TEST(report.exit_code == 0, boost::json::serialize(report.value));
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
