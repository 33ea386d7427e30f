// Probes, the cache of what they said, safe mode, isolation and quarantine,
// through the program as users run it.

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "framework/core/random.h"
#include "tests/support/run_program.h"

namespace pastiche::test {
namespace {

namespace fs = std::filesystem;

// Sanitizers are slow: every tenth damaged file will do.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kStep = 10;
#else
constexpr int kStep = 1;
#endif

// A home of its own, with a folder of plugins that did not come with us.
class Home {
 public:
  Home() { fs::create_directories(plugins()); }
  [[nodiscard]] std::string plugins() const {
    return folder_.path() + "/plugins";
  }
  [[nodiscard]] std::string path() const { return folder_.path(); }
  void Add(const std::string& fixture, const std::string& name) const {
    fs::copy_file(fs::path(PASTICHE_FIXTURES) / fixture,
                  fs::path(plugins()) / name);
  }
  Outcome Start(const std::vector<std::string>& words,
                std::vector<std::string> environment = {}) const {
    environment.push_back("PASTICHE_PLUGIN_PATH=" + plugins());
    environment.push_back("XDG_CACHE_HOME=" + folder_.path() + "/cache");
    environment.push_back("XDG_STATE_HOME=" + folder_.path() + "/state");
    return Pastiche(words, environment);
  }

 private:
  TemporaryFolder folder_;
};

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

// The file is dead to the dynamic loader in most of these forms: loaded in
// process, every second one killed the program.
BOOST_AUTO_TEST_CASE(damaged_copies_are_listed_and_nothing_crashes) {
  const Home home;
  const std::string mario =
      ReadWhole(BuildFolder() + "/lib/pastiche/plugins/mario.so");
  const auto write = [&](const std::string& name, const std::string& bytes) {
    std::ofstream(home.plugins() + "/" + name, std::ios::binary) << bytes;
  };
  for (int i = 0; i < 51; i += kStep) {
    write("cut" + std::to_string(100 + i) + ".so",
          mario.substr(0, mario.size() * static_cast<std::size_t>(i) / 51));
  }
  Rng rng(/*seed=*/9);
  for (int i = 0; i < 400; i += kStep) {
    std::string flipped = mario;
    // Half of them in the headers and tables that the loader reads.
    const std::size_t range = i % 2 == 0 ? flipped.size() : 8192;
    for (int flip = 0; flip <= i % 4; ++flip) {
      flipped[rng.NextBelow(range)] ^= static_cast<char>(1 << rng.NextBelow(8));
    }
    write("flip" + std::to_string(1000 + i) + ".so", flipped);
  }
  const Outcome outcome = home.Start({"list"});
  BOOST_TEST(outcome.exit_code == 0, outcome.err);
  for (int i = 0; i < 51; i += kStep) {
    BOOST_TEST(outcome.out.find("cut" + std::to_string(100 + i) + ".so") !=
               std::string::npos);
  }
  // A flip that does no harm may be the mario in use: then its path is told.
  const Outcome verbose = home.Start({"list", "--verbose"});
  for (int i = 0; i < 400; i += kStep) {
    BOOST_TEST(verbose.out.find("flip" + std::to_string(1000 + i) + ".so") !=
               std::string::npos);
  }
  const Outcome after = home.Start({"inspect", "drums"});
  BOOST_TEST(after.exit_code == 0, after.err);
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

BOOST_AUTO_TEST_CASE(isolation_does_not_change_a_byte) {
  const Home home;
  for (const char* plugin : {"mario", "drums", "terraform"}) {
    std::vector<std::string> words = {"generate", plugin, "--seed",   "5",
                                      "--count",  "1",    "--length", "60"};
    std::string first;
    for (const char* how : {"none", "import", "all"}) {
      auto isolated = words;
      isolated.push_back(std::string("--isolate=") + how);
      const Outcome outcome = home.Start(isolated);
      BOOST_TEST(outcome.exit_code == 0, outcome.err);
      if (first.empty()) first = outcome.out;
      BOOST_TEST(outcome.out == first);
    }
  }
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
