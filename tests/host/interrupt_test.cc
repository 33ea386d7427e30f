// Ctrl-C at any time: exit code 130 within a second, files whole or not there.

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <filesystem>

#include "tests/support/run_program.h"

namespace pastiche::test {
namespace {

namespace fs = std::filesystem;

struct Interrupted {
  Outcome outcome;
  double late = 0.0;  // Seconds from the signal to the end.
};

// Sends SIGINT after so many seconds.
Interrupted InterruptAfter(double seconds,
                           const std::vector<std::string>& arguments) {
  std::vector<std::string> words = {"--preserve-status", "--signal=INT",
                                    std::to_string(seconds),
                                    BuildFolder() + "/bin/pastiche"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const auto begin = std::chrono::steady_clock::now();
  Interrupted result{.outcome = RunProgram("/usr/bin/timeout", words)};
  const std::chrono::duration<double> took =
      std::chrono::steady_clock::now() - begin;
  result.late = took.count() - seconds;
  return result;
}

// A level: 14 rows of one width.
bool IsLevel(const std::string& text) {
  const std::size_t width = text.find('\n');
  if (text.size() != 14 * (width + 1)) return false;
  for (std::size_t row = 1; row <= 14; ++row) {
    if (text[row * (width + 1) - 1] != '\n') return false;
  }
  return true;
}

BOOST_AUTO_TEST_SUITE(interrupt)

BOOST_AUTO_TEST_CASE(long_work_ends_at_once) {
  const TemporaryFolder folder;
  const std::vector<std::string> commands[] = {
      {"generate", "mario", "--count", "1000000", "--seed", "1"},
      {"compare", "mario", "--samples", "10000"},
      {"tune", "drums", "-o", folder.path() + "/heads.json"}};
  for (const auto& command : commands) {
    for (const double seconds : {0.02, 0.3}) {
      const auto run = InterruptAfter(seconds, command);
      BOOST_TEST_CONTEXT(command[0] << " after " << seconds << " s\n"
                                    << run.outcome.err) {
        BOOST_TEST(run.outcome.exit_code == 130);
        BOOST_TEST(run.late < 1.0);
        BOOST_TEST(run.outcome.out == "");
      }
    }
  }
}

// Nobody ever writes to it: the program waits where no flag is looked at.
BOOST_AUTO_TEST_CASE(waiting_for_input_ends_too) {
  const TemporaryFolder folder;
  const std::string pipe = folder.path() + "/pipe.txt";
  BOOST_REQUIRE(RunProgram("/usr/bin/mkfifo", {pipe}).exit_code == 0);
  const auto run = InterruptAfter(0.2, {"encode", "mario", pipe});
  BOOST_TEST(run.outcome.exit_code == 130, run.outcome.err);
  BOOST_TEST(run.late < 1.0);
}

BOOST_AUTO_TEST_CASE(files_are_whole_or_not_there) {
  std::size_t seen = 0;
  for (const double seconds : {0.1, 0.25, 0.4}) {
    const TemporaryFolder folder;
    const auto run = InterruptAfter(
        seconds, {"generate", "mario", "--pipeline", "markov-1", "--no-verify",
                  "--length", "20", "--count", "2000", "--seed", "1",
                  "--output", folder.path() + "/out"});
    if (!fs::exists(folder.path() + "/out")) continue;
    for (const auto& file : fs::directory_iterator(folder.path() + "/out")) {
      BOOST_TEST(file.path().extension() == ".txt");
      BOOST_TEST(IsLevel(ReadWhole(file.path().string())), file.path());
      ++seen;
    }
  }
  BOOST_TEST_MESSAGE(seen << " whole files");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::test
