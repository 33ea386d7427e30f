// What is kept on disk about plugins: whatever stands there, nothing fails and
// nobody is blamed for another's fault.

#include <sys/resource.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "framework/core/random.h"
#include "framework/plugin/call_mark.h"
#include "framework/worker/probe_cache.h"
#include "framework/worker/quarantine.h"
#include "tests/framework/plugin/fixture_plugins.h"

namespace pastiche {
namespace {

namespace fs = std::filesystem;

const std::string kSha(64, 'a'), kOtherSha(64, 'b');
const QuarantineRecord kRecord = {kSha, "/plugins/odd.so", "crashed in init()"};

void Write(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

BOOST_AUTO_TEST_SUITE(state_files)

BOOST_AUTO_TEST_CASE(records_are_read_as_written_or_not_at_all) {
  const std::string text = FormatQuarantine(kRecord);
  const auto read = ParseQuarantine(text);
  BOOST_REQUIRE(read.has_value());
  BOOST_TEST(read->sha256 == kSha);
  BOOST_TEST(read->path == kRecord.path);
  BOOST_TEST(read->what == kRecord.what);
  const std::string head = "pastiche quarantine 1\n";
  for (const std::string& wrong :
       {std::string(), std::string("pastiche quarantine 2\n"), head,
        head + kSha, head + kSha + "\n\nwhat\n", head + "short\n/a.so\nwhat\n",
        head + std::string(64, 'G') + "\n/a.so\nwhat\n",
        head + kSha + "\n/\xff.so\nwhat\n",
        head + kSha + "\n/a.so\nw\xffhat\n"}) {
    BOOST_TEST(!ParseQuarantine(wrong).has_value());
  }
  Rng rng(/*seed=*/3);
  for (int round = 0; round < 2000; ++round) {
    std::string damaged = text.substr(0, rng.NextBelow(text.size() + 1));
    for (int flips = 0; !damaged.empty() && flips < 2; ++flips) {
      damaged[rng.NextBelow(damaged.size())] ^=
          static_cast<char>(1u << rng.NextBelow(8));
    }
    static_cast<void>(ParseQuarantine(damaged));
  }
}

BOOST_AUTO_TEST_CASE(a_file_is_called_by_path_name_or_stem) {
  const fs::path file = "/plugins/odd.so";
  for (const char* name : {"all", "/plugins/odd.so", "odd.so", "odd"}) {
    BOOST_TEST(IsCalled(file, name));
  }
  for (const char* name : {"", "od", "plugins", "/plugins/odd", "odd.so.1"}) {
    BOOST_TEST(!IsCalled(file, name));
  }
}

BOOST_AUTO_TEST_CASE(a_quarantine_keeps_lists_and_clears) {
  const ScratchFolder scratch;
  const Quarantine quarantine(scratch.path() / "quarantine");
  BOOST_TEST(quarantine.All().empty());
  BOOST_TEST(!quarantine.Find(kSha).has_value());
  quarantine.Add(kRecord);
  quarantine.Add({kOtherSha, "/plugins/a.so", "hung"});
  quarantine.Add({std::string(64, 'c'), "/plugins/two\nlines.so", "hung"});
  Write(quarantine.folder() / std::string(64, 'd'), FormatQuarantine(kRecord));
  Write(quarantine.folder() / "notes", "not a record");
  const auto all = quarantine.All();
  BOOST_REQUIRE(all.size() == 2u);  // Only those that are what they are called.
  BOOST_TEST(all[0].path == "/plugins/a.so");
  BOOST_TEST(quarantine.Find(kSha)->what == kRecord.what);
  BOOST_TEST(quarantine.Clear("nobody").empty());
  BOOST_TEST(quarantine.Clear("odd").size() == 1u);
  BOOST_TEST(!quarantine.Find(kSha).has_value());
  BOOST_TEST(quarantine.Clear("all").size() == 1u);
  // Without a folder nothing is kept.
  const Quarantine none{fs::path()};
  none.Add(kRecord);
  BOOST_TEST(none.All().empty());
  BOOST_TEST(!none.Find(kSha).has_value());
  // Nor where there can be none.
  Write(scratch.path() / "file", "");
  const Quarantine blocked(scratch.path() / "file");
  blocked.Add(kRecord);
  BOOST_TEST(blocked.All().empty());
}

// What a process that died would have left: its file, unlocked.
std::vector<QuarantineRecord> CollectFrom(const std::string& bytes) {
  const ScratchFolder scratch;
  Write(scratch.path() / "running.abcdef", bytes);
  const Quarantine quarantine(scratch.path() / "quarantine");
  return CrashSentinel::Collect(scratch.path(), quarantine);
}

BOOST_AUTO_TEST_CASE(only_a_plugin_that_was_running_is_blamed) {
  const auto left = CollectFrom(FormatQuarantine(kRecord));
  BOOST_REQUIRE(left.size() == 1u);
  BOOST_TEST(left[0].what == kRecord.what);
  QuarantineRecord innocent = kRecord;
  innocent.what = "      ";
  BOOST_TEST(CollectFrom(FormatQuarantine(innocent)).empty());
  BOOST_TEST(CollectFrom("").empty());
  BOOST_TEST(CollectFrom("anything else").empty());
  // Absolved, but a thread was in a plugin: the table of marks says so.
  std::string marked = FormatQuarantine(innocent);
  marked.resize(8192 + sizeof(CallMarkTable), '\0');
  BOOST_TEST(CollectFrom(marked).empty());
  marked[8192 + 3 * sizeof(CallMark)] = 1;
  const auto dead = CollectFrom(marked);
  BOOST_REQUIRE(dead.size() == 1u);
  BOOST_TEST(Contains(dead[0].what, "in a call"));
  BOOST_TEST(CrashSentinel::Collect({}, Quarantine{fs::path()}).empty());
}

BOOST_AUTO_TEST_CASE(a_sentinel_that_lives_is_left_alone) {
  const ScratchFolder scratch;
  const Quarantine quarantine(scratch.path() / "quarantine");
  {
    const CrashSentinel sentinel(scratch.path(), kRecord);
    BOOST_TEST(sentinel.call_marks() != nullptr);
    sentinel.Blame("hung", "describe");
    sentinel.Blame("crashed", nullptr);
    BOOST_TEST(CrashSentinel::Collect(scratch.path(), quarantine).empty());
    sentinel.Absolve();
  }
  BOOST_TEST(CrashSentinel::Collect(scratch.path(), quarantine).empty());
  // Where no file can be made, nothing is watched and nothing fails.
  Write(scratch.path() / "file", "");
  const CrashSentinel blocked(scratch.path() / "file", kRecord);
  BOOST_TEST(blocked.call_marks() == nullptr);
  blocked.Blame("hung", "describe");
  const CrashSentinel nowhere({}, kRecord);
  BOOST_TEST(nowhere.call_marks() == nullptr);
  const CrashSentinel odd(scratch.path(), {kSha, "/two\nlines.so", ""});
  BOOST_TEST(odd.call_marks() == nullptr);
}

// No file may grow beyond so many bytes, as on a disk that is full.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit = {bytes, before_.rlim_max};
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_ = {};
  void (*handler_)(int) = SIG_DFL;
};

BOOST_AUTO_TEST_CASE(a_full_disk_watches_nothing_and_leaves_nothing) {
  const ScratchFolder scratch;
  {
    const FullDisk full(0);
    const CrashSentinel sentinel(scratch.path(), kRecord);
    BOOST_TEST(sentinel.call_marks() == nullptr);
    sentinel.Blame("hung", "describe");
    BOOST_TEST(fs::is_empty(scratch.path()));
    BOOST_TEST(!WriteState(scratch.path() / "state", "text"));
    BOOST_TEST(fs::is_empty(scratch.path()));
  }
  // Room for the record, but not for the marks: what died is known by what it
  // was doing when it was loaded.
  const FullDisk nearly(1000);
  const CrashSentinel sentinel(scratch.path(), kRecord);
  BOOST_TEST(sentinel.call_marks() == nullptr);
  BOOST_TEST(!fs::is_empty(scratch.path()));
  BOOST_TEST(!WriteState(scratch.path() / "state", std::string(2000, 'x')));
}

BOOST_AUTO_TEST_CASE(what_is_no_sentinel_is_left_where_it_is) {
  const ScratchFolder scratch;
  const Quarantine quarantine(scratch.path() / "quarantine");
  Write(scratch.path() / "other", FormatQuarantine(kRecord));
  Write(scratch.path() / "running.large", std::string((1 << 20) + 1, 'x'));
  fs::create_symlink(scratch.path() / "other", scratch.path() / "running.link");
  BOOST_TEST(CrashSentinel::Collect(scratch.path(), quarantine).empty());
  for (const char* name : {"other", "running.large", "running.link"}) {
    BOOST_TEST(fs::exists(fs::symlink_status(scratch.path() / name)));
  }
}

PluginFacts Facts() {
  PluginFacts facts;
  facts.abi_major = 1;
  DomainInfo info;
  info.id = "toy";
  info.name = "Toy";
  info.version = "1.0";
  info.vendor = "Example";
  info.license = "MIT";
  info.description = "A toy.";
  facts.domains = {info};
  facts.disturbances = {"the locale"};
  return facts;
}

BOOST_AUTO_TEST_CASE(the_probe_cache_forgets_prunes_and_never_fails) {
  const ScratchFolder scratch;
  const ProbeCache cache(scratch.path() / "probes", "1.2.3");
  cache.Forget(kSha);
  cache.Keep(kSha, Facts());
  cache.Keep(kOtherSha, Fail(ErrorCode::kPluginFailed, "hangs", "mend it"));
  BOOST_REQUIRE(cache.Find(kSha).has_value());
  BOOST_TEST((*cache.Find(kSha))->domains[0].id == "toy");
  BOOST_TEST((*cache.Find(kSha))->disturbances.size() == 1u);
  BOOST_TEST(cache.Find(kOtherSha)->error().mend == "mend it");
  BOOST_TEST(!ProbeCache(scratch.path() / "probes", "2").Find(kSha));
  cache.Forget(kSha);
  BOOST_TEST(!cache.Find(kSha).has_value());
  for (std::size_t i = 0; i <= ProbeCache::kMaxEntries; ++i) {
    const std::string number = std::to_string(i);
    cache.Keep(std::string(64 - number.size(), '0') + number, Facts());
  }
  const auto count =
      std::distance(fs::directory_iterator(scratch.path() / "probes"),
                    fs::directory_iterator());
  BOOST_TEST(std::size_t(count) <= ProbeCache::kMaxEntries);
  const ProbeCache none({}, "1.2.3");
  none.Keep(kSha, Facts());
  none.Forget(kSha);
  BOOST_TEST(!none.Find(kSha).has_value());
}

BOOST_AUTO_TEST_CASE(an_entry_whose_facts_are_wrong_is_not_one) {
  const auto parses = [](const Result<PluginFacts>& facts) {
    return ParseProbeEntry(FormatProbeEntry(facts, "1"), "1").has_value();
  };
  BOOST_TEST(parses(Facts()));
  PluginFacts wrong = Facts();
  wrong.domains.clear();
  BOOST_TEST(!parses(wrong));
  wrong = Facts();
  wrong.domains[0].id = "Not An Id";
  BOOST_TEST(!parses(wrong));
  wrong = Facts();
  wrong.domains[0].name = "\xff";
  BOOST_TEST(!parses(wrong));
  BOOST_TEST(!parses(Fail(ErrorCode::kPluginFailed, "\xff", "")));
  BOOST_TEST(!parses(Fail(ErrorCode::kPluginFailed, "hangs", "\xff")));
}

BOOST_AUTO_TEST_CASE(state_files_are_regular_and_small) {
  const ScratchFolder scratch;
  BOOST_TEST(!ReadState(scratch.path()).has_value());
  BOOST_TEST(!ReadState(scratch.path() / "none").has_value());
  Write(scratch.path() / "large", std::string((1 << 20) + 1, 'x'));
  BOOST_TEST(!ReadState(scratch.path() / "large").has_value());
  BOOST_TEST(WriteState(scratch.path() / "new" / "file", "text"));
  BOOST_TEST(ReadState(scratch.path() / "new" / "file").value() == "text");
  BOOST_TEST(!WriteState(scratch.path() / "large" / "file", "text"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
