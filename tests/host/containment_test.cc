// Probes, the cache of what they said, safe mode, isolation and quarantine,
// through the program as users run it.

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "tests/host/damaged_copies.h"
#include "tests/host/generate_isolated.h"
#include "tests/host/plugin_home.h"

namespace pastiche::test {
namespace {

namespace fs = std::filesystem;

std::size_t CountFiles(const std::string& folder) {
  std::error_code error;
  std::size_t count = 0;
  for (fs::directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    ++count;
  }
  return count;
}

BOOST_AUTO_TEST_SUITE(containment)

// All of them: the slow suite damaged_plugins.
BOOST_AUTO_TEST_CASE(damaged_copies_are_listed_and_nothing_crashes) {
  ListDamagedCopies(/*step=*/40);
}

BOOST_AUTO_TEST_CASE(what_was_probed_is_remembered_and_rebuilt_when_damaged) {
  const Home home;
  home.Add("good/bits.so", "bits.so");
  BOOST_TEST(home.Start({"list"}).exit_code == 0);
  const std::string probes = home.path() + "/cache/pastiche/probes";
  const std::size_t files = CountFiles(probes);
  BOOST_TEST(files == 4u);  // Ours, and this one.
  const std::string first = home.Start({"list", "--json"}).out;
  for (const auto& entry : fs::directory_iterator(probes)) {
    std::ofstream(entry.path(), std::ios::binary) << "damaged";
  }
  BOOST_TEST(home.Start({"list", "--json"}).out == first);
  BOOST_TEST(CountFiles(probes) == files);
  for (const auto& entry : fs::directory_iterator(probes)) {
    BOOST_TEST(ReadWhole(entry.path()).starts_with("pastiche probe 1\n"));
  }
}

BOOST_AUTO_TEST_CASE(safe_mode_leaves_third_parties_out) {
  const Home home;
  home.Add("good/bits.so", "bits.so");
  const Outcome outcome = home.Start({"list", "--safe-mode"});
  BOOST_TEST(outcome.exit_code == 0);
  BOOST_TEST(outcome.out.find("left out by --safe-mode") != std::string::npos);
  BOOST_TEST(outcome.out.find("mario") != std::string::npos);
  BOOST_TEST(home.Start({"inspect", "bits", "--safe-mode"}).exit_code != 0);
  BOOST_TEST(home.Start({"inspect", "bits"}).exit_code == 0);
}

// All three domains: the slow suite isolation.
BOOST_AUTO_TEST_CASE(isolation_does_not_change_a_byte) {
  GenerateIsolated("drums", {"none", "all"});
}

BOOST_AUTO_TEST_CASE(a_crash_quarantines_until_it_is_cleared) {
  const Home home;
  home.Add("chaos/chaos.so", "chaos.so");
  const std::string text = home.path() + "/text.txt";
  std::ofstream(text) << "0101";
  const auto encode = [&](const std::string& mode) {
    return home.Start({"encode", "chaos", text, "--isolate=none"},
                      {"PASTICHE_CHAOS=" + mode});
  };
  BOOST_TEST(encode("").exit_code == 0);
  const Outcome crash = encode("encode-crash");
  BOOST_TEST(crash.exit_code == 1);
  BOOST_TEST(crash.err.find("chaos.so crashed (segmentation fault) in "
                            "encode()") != std::string::npos,
             crash.err);
  const Outcome next = encode("");
  BOOST_TEST(next.exit_code == 2);
  BOOST_TEST(next.err.find("crashed (segmentation fault) in encode()") !=
             std::string::npos);
  BOOST_TEST(next.err.find("pastiche list --clear-quarantine chaos.so") !=
             std::string::npos);
  BOOST_TEST(home.Start({"list", "--clear-quarantine", "nobody"}).exit_code ==
             2);
  const Outcome cleared =
      home.Start({"list", "--clear-quarantine", "chaos.so"});
  BOOST_TEST(cleared.exit_code == 0);
  BOOST_TEST(cleared.out.find("cleared") != std::string::npos);
  BOOST_TEST(encode("").exit_code == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::test
