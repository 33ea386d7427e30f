// Allocations that fail and files that cannot be read or written, one after
// another, over load, memory, generate and save: an error in words or the whole
// file, never a part of it and never a crash.

#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <sstream>

#include "tests/support/run_program.h"

namespace pastiche::test {
namespace {

namespace fs = std::filesystem;

// What is swept: a command that writes one file.
struct Job {
  std::vector<std::string> words;
  std::string output;  // In the folder.
};

class Sweep {
 public:
  Sweep() {
    // Probes known, so that the sweep is about this process.
    BOOST_REQUIRE(Start({"list"}, "").exit_code == 0);
    const Outcome saved =
        Start({"memory", "save", "drums", "-o", Path("memory")}, "");
    BOOST_REQUIRE_MESSAGE(saved.exit_code == 0, saved.err);
    memory_ = ReadWhole(Path("memory"));
  }

  [[nodiscard]] std::string Path(const std::string& name) const {
    return folder_.path() + "/" + name;
  }

  [[nodiscard]] Outcome Start(const std::vector<std::string>& words,
                              const std::string& fault) const {
    std::vector<std::string> environment = {
        "XDG_CACHE_HOME=" + Path("cache"), "XDG_STATE_HOME=" + Path("state"),
        "PASTICHE_FAULT_COUNT=" + Path("count")};
    if (!fault.empty()) {
      environment.push_back(std::string("LD_PRELOAD=") + PASTICHE_FAULTS);
      environment.push_back("PASTICHE_FAULT=" + fault);
    }
    return Pastiche(words, environment);
  }

  // Runs the job with each fault; every outcome is clean.
  void Run(const Job& job) {
    fs::remove(Path(job.output));
    const Outcome good = Start(job.words, "count");
    BOOST_REQUIRE_MESSAGE(good.exit_code == 0, good.err);
    const std::string whole = ReadWhole(Path(job.output));
    long allocations = 0, calls = 0;
    std::istringstream(ReadWhole(Path("count"))) >> allocations >> calls;
    BOOST_TEST(allocations > 100);
    BOOST_TEST(calls > 2);
    // Early allocations one by one, later ones ever farther apart.
    for (long n = 1; n <= allocations; n += 1 + n / 8) {
      Judge(job, "memory:" + std::to_string(n), whole, /*may_be_killed=*/false);
    }
    for (long n = 1; n <= calls; n += 1 + n / 30) {
      for (const int code : {EIO, ENOSPC}) {
        Judge(job, "io:" + std::to_string(n) + ":" + std::to_string(code),
              whole, false);
      }
      Judge(job, "io:" + std::to_string(n) + ":kill", whole, true);
    }
  }

 private:
  void Judge(const Job& job, const std::string& fault, const std::string& whole,
             bool may_be_killed) const {
    fs::remove(Path(job.output));
    const Outcome outcome = Start(job.words, fault);
    const bool killed = outcome.exit_code == 128 + SIGKILL;
    BOOST_TEST((outcome.exit_code < 128 || (killed && may_be_killed)),
               fault << ": exit " << outcome.exit_code << ", " << outcome.err);
    const bool there = fs::exists(Path(job.output));
    BOOST_TEST((!there || ReadWhole(Path(job.output)) == whole),
               fault << ": a part of the file");
    if (outcome.exit_code == 0) {
      BOOST_TEST(there, fault << ": succeeded without its file");
    } else if (!killed) {
      BOOST_TEST(outcome.err.find("error") != std::string::npos,
                 fault << ": failed without a word");
    }
    // What was there before is as it was.
    BOOST_TEST((ReadWhole(Path("memory")) == memory_), fault);
  }

  TemporaryFolder folder_;
  std::string memory_;
};

BOOST_AUTO_TEST_SUITE(fault_sweep)

BOOST_AUTO_TEST_CASE(saving_a_memory) {
  Sweep sweep;
  sweep.Run({{"memory", "save", "drums", "-o", sweep.Path("again")}, "again"});
}

BOOST_AUTO_TEST_CASE(generating_from_a_memory) {
  Sweep sweep;
  sweep.Run(
      {{"generate", "drums", "--memory", sweep.Path("memory"), "--seed", "1",
        "--count", "1", "--threads", "1", "-o", sweep.Path("beat.mid")},
       "beat.mid"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::test
