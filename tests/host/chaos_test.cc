// One plugin that misbehaves in every way we could think of, driven through the
// program as users run it. The host must live, or have named and quarantined
// the plugin; never hang, never leave a process behind.

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/run_program.h"

namespace pastiche::test {
namespace {

namespace fs = std::filesystem;

// How the plugin is run. kList probes it; the others need the probe to pass.
enum class Run { kList, kImport, kAll, kInProcess };

struct Mode {
  const char* name;  // PASTICHE_CHAOS, see tests/fixtures/plugins/chaos.h.
  Run run;
  const char* words;  // What is said about it; "" = the deed was prevented.
};

// Five kinds, as docs/abi.md counts them: load, handshake, data, control,
// resources.
const std::vector<Mode>& Modes() {
  static const std::vector<Mode> modes = {
      {"load-crash", Run::kList, "failed its probe: it crashed"},
      {"load-abort", Run::kList, "failed its probe: it crashed"},
      {"load-exit", Run::kList, "failed its probe: it ended"},
      {"load-quit", Run::kList, "failed its probe: it ended"},
      {"load-spin", Run::kList, "failed its probe: it did not answer"},
      {"load-sleep", Run::kList, "failed its probe: it did not answer"},
      {"load-stack", Run::kList, "failed its probe: it crashed"},
      {"load-threads", Run::kList, "failed its probe: it crashed"},
      {"load-scribble", Run::kList, "failed its probe"},
      {"load-closefds", Run::kList, "failed its probe"},

      {"entry-null", Run::kList, "pst_entry_v1() returned NULL"},
      {"entry-nowhere", Run::kList, "failed its probe: it crashed"},
      {"entry-huge", Run::kList, "struct_size"},
      {"entry-many", Run::kList, "domain_count"},
      {"entry-future", Run::kList, "plugin ABI 99"},
      {"entry-wildinit", Run::kList, "failed its probe: it crashed"},
      {"init-crash", Run::kList, "failed its probe: it crashed"},
      {"init-fails", Run::kList, "failed to initialise"},
      {"domain-null", Run::kList, "domain() returned NULL"},
      {"domain-nowhere", Run::kList, "failed its probe: it crashed"},
      {"info-nowhere", Run::kList, "failed its probe: it crashed"},
      {"info-badid", Run::kList, "is not of the form"},
      {"info-escapes", Run::kList, "UTF-8"},
      {"create-crash", Run::kList, "failed its probe: it crashed"},
      {"create-spin", Run::kList, "failed its probe: it did not answer"},
      {"create-null", Run::kImport, "without an instance"},
      {"create-sinkgone", Run::kList, "failed its probe: it crashed"},
      {"table-nowhere", Run::kList, "failed its probe: it crashed"},
      {"table-vocabulary", Run::kImport, "vocab_size"},
      {"table-nullcalls", Run::kImport, "encode is NULL"},
      {"table-wildcalls", Run::kList, "failed its probe: it crashed"},

      {"token-nowhere", Run::kList, "failed its probe: it crashed"},
      {"token-huge", Run::kList, ""},
      {"token-null", Run::kImport, "text"},
      {"encode-badtoken", Run::kInProcess, "token 77"},
      {"encode-badspan", Run::kImport, "outside the input"},
      {"encode-badcount", Run::kImport, "encode()"},
      {"encode-nullids", Run::kImport, "encode()"},
      {"encode-unexplained", Run::kImport, "without a diagnostic"},
      {"encode-badstatus", Run::kInProcess, "unknown status 12345"},
      {"encode-internal", Run::kImport, "internal error"},
      {"encode-baddiag", Run::kImport, "encode()"},
      {"encode-deaf2stop", Run::kInProcess, "encode()"},
      {"decode-notutf8", Run::kInProcess, "UTF-8"},
      {"decode-nul", Run::kAll, "decode()"},
      {"document-unlicensed", Run::kInProcess, "licen"},
      {"document-empty", Run::kAll, "document"},

      {"encode-crash", Run::kImport, "encode() crashed"},
      {"encode-crash", Run::kInProcess, "quarantined"},
      {"encode-abort", Run::kInProcess, "quarantined"},
      {"encode-exit", Run::kImport, "ended its process"},
      {"encode-exit", Run::kInProcess, "quarantined"},
      {"encode-quit", Run::kInProcess, ""},
      {"encode-spin", Run::kImport, "did not answer"},
      {"encode-spin", Run::kInProcess, "quarantined"},
      {"encode-sleep", Run::kAll, "did not answer"},
      {"encode-stack", Run::kInProcess, "quarantined"},
      {"encode-deaf", Run::kImport, "did not answer"},
      {"encode-kill", Run::kImport, ""},
      {"encode-fork", Run::kImport, ""},
      {"encode-exec", Run::kAll, ""},
      {"encode-longjump", Run::kImport, "encode()"},
      {"encode-threadexit", Run::kImport, "encode()"},
      {"decode-crash", Run::kAll, "decode() crashed"},
      {"document-crash", Run::kInProcess, "quarantined"},
      {"describe-crash", Run::kList, "failed its probe: it crashed"},

      {"encode-memory", Run::kImport, "encode()"},
      {"encode-files", Run::kImport, ""},
      {"encode-threads", Run::kImport, "encode() crashed"},
      {"encode-endless", Run::kImport, "encode()"},
      {"encode-scribble", Run::kImport, "encode()"},
      {"encode-closefds", Run::kImport, "encode()"}};
  return modes;
}

// Processes whose environment has this entry: all that one run started.
int CountProcesses(const std::string& entry) {
  int count = 0;
  for (const auto& each : fs::directory_iterator("/proc")) {
    if (each.path().filename().string().find_first_not_of("0123456789") !=
        std::string::npos) {
      continue;
    }
    const std::string environment = ReadWhole(each.path() / "environ");
    count += environment.find(entry) != std::string::npos;
  }
  return count;
}

constexpr double kDeadline = 0.6;
// Sanitizers are slow, and give the probe five times the time: some modes do.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr double kSlack = 30;
// Without it sanitizers make crashes exits.
const char* const kCrashesAreCrashes =
#if defined(__SANITIZE_THREAD__)
    "TSAN_OPTIONS="
#else
    "ASAN_OPTIONS=detect_leaks=0:"
#endif
    "abort_on_error=1:handle_abort=0:handle_segv=0:handle_sigbus=0:"
    "handle_sigfpe=0:handle_sigill=0";
constexpr std::size_t kEvery = 7;
constexpr int kAtOnce = 2;
#else
const char* const kCrashesAreCrashes = "PASTICHE_CHAOS_SANITIZED=0";
constexpr double kSlack = 1;
constexpr std::size_t kEvery = 1;
constexpr int kAtOnce = 6;
#endif

class Arena {
 public:
  // `cache`: what probes of our own plugins found.
  Arena(const Mode& mode, const std::string& cache) : mode_(mode) {
    fs::create_directories(folder_.path() + "/plugins");
    fs::copy(cache, folder_.path() + "/cache", fs::copy_options::recursive);
    fs::copy_file(fs::path(PASTICHE_CHAOS_PLUGIN),
                  folder_.path() + "/plugins/chaos.so");
    text_ = folder_.Write("text.txt", "0101");
    ids_ = folder_.Write("ids.txt", "0 1 0 1\n");
  }

  Outcome Start(const std::vector<std::string>& words,
                const std::string& mode) const {
    return Pastiche(
        words, {"PASTICHE_PLUGIN_PATH=" + folder_.path() + "/plugins",
                "XDG_CACHE_HOME=" + folder_.path() + "/cache",
                "XDG_STATE_HOME=" + folder_.path() + "/state",
                "PASTICHE_CHAOS=" + mode,
                "PASTICHE_CHAOS_RUN=" + folder_.path(), kCrashesAreCrashes});
  }

  // What the mode is about.
  Outcome Provoke() const {
    const std::string deadline = "--call-deadline=" + std::to_string(kDeadline);
    if (mode_.run == Run::kList) return Start({"list", deadline}, mode_.name);
    const std::string name = mode_.name;
    const std::string how = mode_.run == Run::kAll      ? "--isolate=all"
                            : mode_.run == Run::kImport ? "--isolate=import"
                                                        : "--isolate=none";
    if (name.starts_with("decode")) {
      return Start({"decode", "chaos", ids_, how, deadline}, name);
    }
    if (name.starts_with("document")) {
      return Start({"inspect", "chaos", how, deadline}, name);
    }
    return Start({"encode", "chaos", text_, how, deadline}, name);
  }

  [[nodiscard]] std::string mark() const {
    return "PASTICHE_CHAOS_RUN=" + folder_.path();
  }

 private:
  const Mode& mode_;
  TemporaryFolder folder_;
  std::string text_, ids_;
};

const char* NameOf(Run run) {
  switch (run) {
    case Run::kList:
      return "probe";
    case Run::kImport:
      return "import";
    case Run::kAll:
      return "all";
    case Run::kInProcess:
      return "none";
  }
  return "";
}

struct Verdict {
  bool contained = false;
  bool late = false;  // Contained but for the time it took.
  std::string row;    // Of the table.
  std::string said;   // Everything, to find out why.
};

Verdict Judge(const Mode& mode, const std::string& cache) {
  const Arena arena(mode, cache);
  const auto begin = std::chrono::steady_clock::now();
  const Outcome outcome = arena.Provoke();
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin)
          .count();
  const std::string said = outcome.out + outcome.err;
  const int left = CountProcesses(arena.mark());
  // The next run is as any: it lists the plugin, or says why not.
  const Outcome after = arena.Start({"list"}, "");
  const bool listed = after.exit_code == 0 &&
                      after.out.find("mario") != std::string::npos &&
                      after.out.find("chaos") != std::string::npos;
  const bool quarantined =
      after.out.find("is quarantined") != std::string::npos;
  const bool alive = outcome.exit_code < 128;
  const bool named = said.find(mode.words) != std::string::npos;
  const bool quick = seconds < kDeadline + kSlack;
  const bool clean = said.find("Sanitizer") == std::string::npos &&
                     said.find("runtime error") == std::string::npos;
  Verdict verdict;
  const bool held = alive && named && clean && left == 0 && listed;
  verdict.contained = held && quick;
  verdict.late = held && !quick;
  char line[160];
  std::snprintf(line, sizeof line, "%-20s %-7s %4d %6.2f s %4d  %-11s %s\n",
                mode.name, NameOf(mode.run), outcome.exit_code, seconds, left,
                quarantined ? "quarantined" : "usable",
                verdict.contained ? "contained" : "NOT CONTAINED");
  verdict.row = line;
  verdict.said = said + "\nafterwards:\n" + after.out + after.err;
  return verdict;
}

// Several at a time: most of them wait for a deadline.
std::vector<Verdict> JudgeAll(const std::vector<Mode>& modes) {
  const TemporaryFolder warm;
  const Outcome listed =
      Pastiche({"list"}, {"XDG_CACHE_HOME=" + warm.path() + "/cache",
                          "XDG_STATE_HOME=" + warm.path() + "/state"});
  BOOST_REQUIRE_MESSAGE(listed.exit_code == 0, listed.err);
  std::vector<Verdict> verdicts(modes.size());
  std::atomic<std::size_t> next = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kAtOnce; ++i) {
    threads.emplace_back([&] {
      for (std::size_t at = next++; at < modes.size(); at = next++) {
        verdicts[at] = Judge(modes[at], warm.path() + "/cache");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  // The deadline is the host's, who may have waited for a processor: once more,
  // alone.
  for (std::size_t i = 0; i < modes.size(); ++i) {
    if (verdicts[i].late) verdicts[i] = Judge(modes[i], warm.path() + "/cache");
  }
  return verdicts;
}

BOOST_AUTO_TEST_SUITE(chaos)

BOOST_AUTO_TEST_CASE(every_mode_is_contained) {
  std::vector<Mode> modes;
  for (std::size_t i = 0; i < Modes().size(); i += kEvery) {
    modes.push_back(Modes()[i]);
  }
  const std::vector<Verdict> verdicts = JudgeAll(modes);
  std::string table =
      "mode                 isolate exit     time left  afterwards  verdict\n";
  std::size_t contained = 0;
  for (const Verdict& verdict : verdicts) {
    BOOST_TEST(verdict.contained, verdict.row << verdict.said);
    contained += verdict.contained;
    table += verdict.row;
  }
  table += std::to_string(contained) + " of " + std::to_string(modes.size()) +
           " contained\n";
  std::fputs(table.c_str(), stdout);
  // `./dev test` shows it.
  std::ofstream(BuildFolder() + "/chaos_table.txt") << table;
  BOOST_TEST(Modes().size() >= 50u);
}

// A worker does not outlive a host that is killed in the middle of a call.
BOOST_AUTO_TEST_CASE(no_worker_outlives_its_host) {
  const TemporaryFolder folder;
  const std::string mark = "PASTICHE_CHAOS_RUN=" + folder.path();
  const std::string program = BuildFolder() + "/bin/pastiche";
  const pid_t host = fork();
  if (host == 0) {
    setenv("PASTICHE_CHAOS_RUN", folder.path().c_str(), 1);
    setenv("PASTICHE_CHAOS", "create-sleep", 1);
    setenv("XDG_CACHE_HOME", folder.path().c_str(), 1);
    // The probe of this plugin waits for an answer that does not come.
    execl(program.c_str(), "pastiche", "list", "--plugin",
          PASTICHE_CHAOS_PLUGIN, static_cast<char*>(nullptr));
    _exit(127);
  }
  // Whether so many run at some time within 2000 looks.
  const auto come_to = [&](int count) {
    for (int i = 0; i < 2000; ++i) {
      if (CountProcesses(mark) == count) return true;
      usleep(1000);
    }
    return false;
  };
  BOOST_TEST(come_to(2));
  kill(host, SIGKILL);
  waitpid(host, nullptr, 0);
  BOOST_TEST(come_to(0));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::test
