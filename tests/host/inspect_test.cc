// `list`, `inspect`, help and versions.

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/support/run_program.h"

namespace pastiche::test {
namespace {

BOOST_AUTO_TEST_SUITE(inspect)

BOOST_AUTO_TEST_CASE(list_finds_the_three_plugins) {
  const Outcome outcome = Pastiche({"list", "--json"});
  BOOST_REQUIRE(outcome.exit_code == 0);
  const auto value = boost::json::parse(outcome.out);
  BOOST_TEST(value.at("schema").as_string() == "pastiche.list/1");
  std::string domains;
  for (const auto& plugin : value.at("plugins").as_array()) {
    BOOST_TEST(plugin.at("status").as_string() == "usable");
    domains += std::string(plugin.at("domain").as_string()) + " ";
  }
  BOOST_TEST(domains == "drums mario terraform ");
}

BOOST_AUTO_TEST_CASE(inspect_tells_all_of_each) {
  for (const char* plugin : {"mario", "drums", "terraform"}) {
    const Outcome outcome = Pastiche({"inspect", plugin, "--json"});
    BOOST_REQUIRE_MESSAGE(outcome.exit_code == 0, outcome.err);
    const auto value = boost::json::parse(outcome.out);
    BOOST_TEST(value.at("schema").as_string() == "pastiche.inspect/1");
    BOOST_TEST(value.at("domain").as_string() == plugin);
    BOOST_TEST(value.at("license").as_string() == "MIT");
    for (const char* part : {"vocabulary", "corpus", "metrics", "formats"}) {
      BOOST_TEST(!value.at(part).as_array().empty());
    }
    for (const auto& document : value.at("corpus").as_array()) {
      BOOST_TEST(document.at("license").as_string() == "MIT");
    }
  }
}

// Corpora as the issue wants them: >= 8 levels of >= 100 columns, >= 24 drum
// patterns of 1 to 4 bars, >= 12 modules.
BOOST_AUTO_TEST_CASE(corpora_are_large_enough) {
  const auto documents = [](const char* plugin) {
    return boost::json::parse(Pastiche({"inspect", plugin, "--json"}).out)
        .at("corpus")
        .as_array();
  };
  BOOST_TEST(documents("mario").size() >= 8u);
  for (const auto& level : documents("mario")) {
    BOOST_TEST(level.at("tokens").to_number<int>() >= 14 * 100);
  }
  BOOST_TEST(documents("drums").size() >= 24u);
  for (const auto& pattern : documents("drums")) {
    const int tokens = pattern.at("tokens").to_number<int>();
    BOOST_TEST(tokens % (16 * 9) == 0);
    BOOST_TEST(tokens <= 4 * 16 * 9);
  }
  BOOST_TEST(documents("terraform").size() >= 12u);
}

BOOST_AUTO_TEST_CASE(help_and_version) {
  BOOST_TEST(Pastiche({"--version"}).out == "pastiche 0.1.0\n");
  const Outcome overview = Pastiche({"--help"});
  BOOST_TEST(overview.exit_code == 0);
  for (const char* command : {"run", "list", "inspect", "generate", "fill",
                              "score", "compare", "encode", "decode"}) {
    BOOST_TEST(overview.out.find(command) != std::string::npos);
    const Outcome help = Pastiche({command, "--help"});
    BOOST_TEST(help.exit_code == 0);
    BOOST_TEST(help.out.find("usage: pastiche " + std::string(command)) !=
               std::string::npos);
  }
  BOOST_TEST(Pastiche({}).exit_code == 2);
}

BOOST_AUTO_TEST_CASE(a_disabled_plugin_is_listed_as_such) {
  const Outcome outcome = Pastiche({"list"}, {"PASTICHE_PLUGIN_DISABLE=drums"});
  BOOST_TEST(outcome.exit_code == 0);
  BOOST_TEST(outcome.out.find("skipped") != std::string::npos);
  BOOST_TEST(Pastiche({"inspect", "drums"}, {"PASTICHE_PLUGIN_DISABLE=drums"})
                 .exit_code != 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::test
