// Probes of good and bad files, and what is kept of them.

#include "framework/worker/probe.h"

#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>

#include "tests/framework/plugin/fixture_plugins.h"

namespace pastiche {
namespace {

namespace fs = std::filesystem;

ProbeOptions Options(const fs::path& folder) {
  ProbeOptions options;
  options.worker =
      fs::path(std::getenv("PASTICHE_BUILD")) / "bin/pastiche-worker";
  options.cache = folder / "cache";
  options.quarantine = folder / "quarantine";
  options.host_version = "test";
  options.deadline = std::chrono::milliseconds(30'000);
  return options;
}

std::string Text(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

BOOST_AUTO_TEST_SUITE(probe)

BOOST_AUTO_TEST_CASE(tells_what_a_file_is_without_loading_it_here) {
  const ScratchFolder scratch;
  PluginProber prober(Options(scratch.path()));
  const auto facts = prober.Probe(GoodPlugin("pair"));
  BOOST_REQUIRE_MESSAGE(facts.has_value(), facts.error().message);
  BOOST_REQUIRE(facts->domains.size() == 2u);
  BOOST_TEST(facts->domains[0].id == "pair-one");
  BOOST_TEST(facts->domains[1].id == "pair-two");
  const auto odd = prober.Probe(BrokenPlugin("environment"));
  BOOST_REQUIRE(odd.has_value());
  BOOST_TEST(odd->disturbances.size() >= 4u);
}

BOOST_AUTO_TEST_CASE(refuses_what_loading_would_refuse) {
  const ScratchFolder scratch;
  PluginProber prober(Options(scratch.path()));
  for (const char* name : {"future_major", "null_entry", "undefined_symbol",
                           "no_entry", "init_fails", "name_not_utf8"}) {
    const auto here = PluginLibrary::Load(BrokenPlugin(name), {});
    const auto there = prober.Probe(BrokenPlugin(name));
    BOOST_REQUIRE(!there.has_value());
    BOOST_TEST(there.error().message == here.error().message);
    BOOST_TEST(there.error().mend == here.error().mend);
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_told) {
  const ScratchFolder scratch;
  PluginProber prober(Options(scratch.path()));
  const auto facts = prober.Probe(scratch.path() / "gone.so");
  BOOST_REQUIRE(!facts.has_value());
  BOOST_TEST((facts.error().code == ErrorCode::kIo));
  prober.Forget(scratch.path() / "gone.so");
  // A folder has no bytes to know it by.
  BOOST_TEST(!prober.Probe(scratch.path()).has_value());
}

// Known by their bytes, wherever they lie; until somebody says forget.
BOOST_AUTO_TEST_CASE(a_worker_that_ends_fails_the_file_until_it_is_forgotten) {
  const ScratchFolder scratch;
  ProbeOptions options = Options(scratch.path());
  const fs::path worker = scratch.path() / "worker.sh";
  const fs::path log = scratch.path() / "started";
  std::ofstream(worker) << "#!/bin/sh\necho >>" << log << "\nexit 3\n";
  fs::permissions(worker, fs::perms::owner_all);
  options.worker = worker;
  PluginProber prober(options);
  const fs::path file = scratch.path() / "a.so", copy = scratch.path() / "b.so";
  fs::copy_file(GoodPlugin("bits"), file);
  fs::copy_file(file, copy);
  for (const fs::path& each : {file, copy, file}) {
    const auto facts = prober.Probe(each);
    BOOST_REQUIRE(!facts.has_value());
    BOOST_TEST(Contains(facts.error().message,
                        "failed its probe: it ended its process"));
    BOOST_TEST(Contains(facts.error().mend, "probe it again"));
  }
  BOOST_TEST(Text(log) == "\n");
  prober.Forget(copy);
  BOOST_TEST(!prober.Probe(file).has_value());
  BOOST_TEST(Text(log) == "\n\n");
}

BOOST_AUTO_TEST_CASE(known_bytes_are_not_probed_again) {
  const ScratchFolder scratch;
  BOOST_REQUIRE(
      PluginProber(Options(scratch.path())).Probe(GoodPlugin("bits")));
  ProbeOptions without = Options(scratch.path());
  without.worker = "/nowhere";
  BOOST_TEST(PluginProber(without).Probe(GoodPlugin("bits")).has_value());
  // Another version of the host asks anew, and so does a damaged entry.
  ProbeOptions other = without;
  other.host_version = "other";
  const auto anew = PluginProber(other).Probe(GoodPlugin("bits"));
  BOOST_REQUIRE(!anew.has_value());
  BOOST_TEST(Contains(anew.error().message, "could not be probed"));
  for (const auto& entry : fs::directory_iterator(scratch.path() / "cache")) {
    std::string bytes = Text(entry.path());
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    std::ofstream(entry.path(), std::ios::binary) << bytes;
  }
  BOOST_TEST(!PluginProber(without).Probe(GoodPlugin("bits")).has_value());
  BOOST_TEST(PluginProber(Options(scratch.path()))
                 .Probe(GoodPlugin("bits"))
                 .has_value());
}

BOOST_AUTO_TEST_CASE(no_cache_folder_is_no_error) {
  ProbeOptions options = Options("/proc/nowhere");
  BOOST_TEST(PluginProber(options).Probe(GoodPlugin("bits")).has_value());
  options.cache.clear();
  options.quarantine.clear();
  BOOST_TEST(PluginProber(options).Probe(GoodPlugin("bits")).has_value());
}

BOOST_AUTO_TEST_CASE(entries_survive_neither_cuts_nor_flips) {
  PluginFacts facts;
  facts.abi_minor = 1;
  facts.disturbances = {"locale"};
  facts.domains.resize(1);
  facts.domains[0].id = "maze";
  facts.domains[0].name = "Maze";
  const std::string whole = FormatProbeEntry(facts, "1");
  const auto back = ParseProbeEntry(whole, "1");
  BOOST_REQUIRE(back && back->has_value());
  BOOST_TEST((*back)->domains[0].name == "Maze");
  for (std::size_t i = 0; i < whole.size(); ++i) {
    BOOST_TEST(!ParseProbeEntry(whole.substr(0, i), "1").has_value());
    std::string flipped = whole;
    flipped[i] = static_cast<char>(flipped[i] ^ 4);
    BOOST_TEST(!ParseProbeEntry(flipped, "1").has_value());
  }
}

BOOST_AUTO_TEST_CASE(quarantined_bytes_are_refused_until_cleared) {
  const ScratchFolder scratch;
  const fs::path copy = scratch.path() / "maze.so";
  fs::copy_file(GoodPlugin("bits"), copy);
  PluginProber prober(Options(scratch.path()));
  const std::string hash = *prober.Sha256Of(copy);
  prober.quarantine().Add({hash, copy.string(), "crashed in encode()"});
  const auto refused = prober.Probe(copy);
  BOOST_REQUIRE(!refused.has_value());
  BOOST_TEST(refused.error().message ==
             "is quarantined: it crashed in encode()");
  BOOST_TEST(Contains(refused.error().mend, "--clear-quarantine maze.so"));
  BOOST_TEST(prober.quarantine().Clear("other").empty());
  BOOST_TEST(prober.quarantine().Clear("maze").size() == 1u);
  BOOST_TEST(prober.Probe(copy).has_value());
}

BOOST_AUTO_TEST_CASE(a_sentinel_that_was_left_names_the_plugin) {
  const ScratchFolder scratch;
  const fs::path running = scratch.path() / "running";
  const Quarantine quarantine(scratch.path() / "quarantine");
  const QuarantineRecord record = {std::string(64, 'a'), "/x/maze.so", ""};
  {
    const CrashSentinel alive(running, record);
    BOOST_TEST(CrashSentinel::Collect(running, quarantine).empty());
  }
  BOOST_TEST(CrashSentinel::Collect(running, quarantine).empty());
  // As a process that died leaves it: nobody holds the lock.
  const auto leave = [&](const auto& act) {
    const pid_t child = fork();
    if (child == 0) {
      const CrashSentinel dying(running, record);
      act(dying);
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return CrashSentinel::Collect(running, quarantine);
  };
  const auto loading = leave([](const CrashSentinel&) {});
  BOOST_REQUIRE(loading.size() == 1u);
  BOOST_TEST(loading[0].what == "ended the program while it was loaded");
  BOOST_TEST(quarantine.Find(record.sha256).has_value());
  BOOST_TEST(leave([](const CrashSentinel& s) { s.Absolve(); }).empty());
  const auto blamed = leave(
      [](const CrashSentinel& s) { s.Blame("crashed (abort)", "encode"); });
  BOOST_REQUIRE(blamed.size() == 1u);
  BOOST_TEST(blamed[0].what == "crashed (abort) in encode()");
  BOOST_TEST(blamed[0].path == "/x/maze.so");
  const auto in_call = leave([](const CrashSentinel& s) {
    s.Absolve();
    *static_cast<const char**>(s.call_marks()) = "encode";
  });
  BOOST_REQUIRE(in_call.size() == 1u);
  BOOST_TEST(Contains(in_call[0].what, "ended the program in a call"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
