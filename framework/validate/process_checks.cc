// Checks of what calls do to the process: threads, memory, output, system
// calls.

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <optional>
#include <thread>

#include "framework/plugin/environment_guard.h"
#include "framework/validate/subject.h"
#include "framework/worker/confine.h"

namespace pastiche {
namespace {

constexpr auto kMust = CheckLevel::kMust;
constexpr auto kShould = CheckLevel::kShould;

// A little of everything that a plugin does; returns a text that equal work
// makes equal.
std::string Work(const Domain& domain, const Document& document) {
  std::string text = MustHave(domain.Decode(document.tokens));
  const auto tokens = MustHave(domain.Encode(text)).tokens;
  const std::size_t end = std::min<std::size_t>(tokens.size(), 400);
  std::vector<std::int64_t> slots(end * domain.geometry().slots.size());
  std::vector<std::int32_t> features(end * domain.geometry().features.size());
  MustHave(
      domain.Describe(ContextMode::kCausal, tokens, 0, end, slots, features));
  for (const std::int64_t slot : slots) text += static_cast<char>(slot);
  text += MustHave(domain.Check(document.tokens)).valid ? "y" : "n";
  const std::vector<TokenSpan> set = {document.tokens};
  for (std::size_t i = 0; i < domain.metrics().size(); ++i) {
    for (const double value : MustHave(domain.Metric(i, set, set, set))) {
      text += fmt::format(" {}", value);
    }
  }
  for (std::size_t i = 0; i < domain.formats().size(); ++i) {
    if (!domain.formats()[i].can_export) continue;
    text += MustHave(domain.Render(i, document, "{}")).front().content;
  }
  return text;
}

void AnyThread(CheckSubject& subject) {
  const Domain& domain = subject.domain();
  const Document& document = subject.corpus().front();
  const std::string here = Work(domain, document);
  std::string there;
  std::optional<CheckEnd> end;
  std::thread([&] {
    try {
      there = Work(domain, document);
    } catch (const CheckEnd& ended) {
      end = ended;
    }
  }).join();
  if (end) throw CheckEnd(*end);
  if (here != there) throw Failed("another thread gets other answers");
}

void Concurrent(CheckSubject& subject) {
  if (!subject.domain().info().concurrent) {
    throw Skipped("it does not set PST_F_CONCURRENT");
  }
  const Domain& domain = subject.domain();
  const Document& document = subject.corpus().front();
  const std::string serial = Work(domain, document);
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      try {
        wrong += Work(domain, document) != serial;
      } catch (const CheckEnd&) {
        ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  if (wrong > 0) {
    throw Failed(
        fmt::format("{} of 8 threads at once got other answers than "
                    "one alone",
                    wrong.load()));
  }
}

// A copy of bytes that ends where a page begins that may not be touched.
class Guarded {
 public:
  Guarded(const void* data, std::size_t size) : size_(size) {
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    room_ = (size + page - 1) / page * page;
    void* const map = ::mmap(nullptr, room_ + page, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED) throw Skipped("no memory for a guard page");
    begin_ = static_cast<char*>(map);
    ::mprotect(begin_ + room_, page, PROT_NONE);
    if (size > 0) std::memcpy(begin_ + room_ - size, data, size);
  }
  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;
  [[nodiscard]] const void* data() const { return begin_ + room_ - size_; }

 private:
  std::size_t size_, room_;
  char* begin_;
};

void GuardPages(CheckSubject& subject) {
  const RawInstance& raw = subject.raw();
  const std::string text = subject.Text();
  const std::vector<Token> tokens = subject.Sample(1000);
  const Guarded bytes(text.data(), text.size());
  const pst_bytes view = {bytes.data(), text.size()};
  CountingSink sink;
  static_cast<void>(raw.t.codec.encode(raw.self, &view, &sink.raw));
  for (const std::size_t count : {tokens.size(), std::size_t{1}}) {
    const Guarded ids(tokens.data(), count * sizeof(Token));
    const pst_tokens some = {static_cast<const std::uint32_t*>(ids.data()),
                             count};
    CountingSink decoded;
    static_cast<void>(raw.t.codec.decode(raw.self, &some, &decoded.raw));
    if (raw.t.context.describe == nullptr) continue;
    std::vector<std::int64_t> slots((count + 1) * raw.t.context.slot_count);
    std::vector<std::int32_t> features((count + 1) *
                                       raw.t.context.feature_count);
    static_cast<void>(raw.t.context.describe(raw.self, PST_MODE_CAUSAL, &some,
                                             0, count + 1, slots.data(),
                                             features.data()));
  }
}

// Structs exactly as long as ABI 1.0 has them, before a page that may not be
// touched: an old host's.
void OldHost(CheckSubject& subject) {
  const RawInstance& raw = subject.raw();
  pst_token_info blank = {};
  blank.struct_size = sizeof blank;
  const Guarded room(&blank, sizeof blank);
  auto* const out = const_cast<pst_token_info*>(
      static_cast<const pst_token_info*>(room.data()));
  if (raw.t.codec.token_info(raw.self, 0, out) != PST_OK) {
    throw Failed("token_info() refuses a struct of ABI 1.0");
  }
}

// Memory for half a megabyte more than there is now: an answer, an error, but
// no crash.
void LittleMemory(CheckSubject& subject) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  static_cast<void>(subject);
  throw Skipped("sanitizers end a process that is out of memory");
#else
  const Domain& domain = subject.domain();
  std::string text = subject.Text();
  while (text.size() < (8u << 20)) text += text;
  unsigned long pages = 0;
  std::ifstream("/proc/self/statm") >> pages >> pages >> pages >> pages >>
      pages >> pages;
  rlimit limit = {};
  ::getrlimit(RLIMIT_DATA, &limit);
  limit.rlim_cur =
      pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE)) + (1u << 19);
  ::setrlimit(RLIMIT_DATA, &limit);
  const bool answered = domain.Encode(text).has_value();
  static_cast<void>(answered);
#endif
}

// Calls act() with both output streams going to a pipe.
template <typename Action>
void MustBeSilent(const Action& act) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) throw Skipped("no pipe");
  for (const int stream : {1, 2}) ::dup2(ends[1], stream);
  act();
  std::fflush(nullptr);
  char buffer[256];
  const ssize_t got = ::read(ends[0], buffer, sizeof buffer);
  for (const int stream : {1, 2}) {
    const int null = ::open("/dev/null", O_RDONLY);
    if (null >= 0) ::dup2(null, stream);
  }
  if (got > 0) {
    std::string said(buffer, static_cast<std::size_t>(got));
    for (char& c : said) {
      if (c < ' ' || c > '~') c = ' ';
    }
    throw Failed(fmt::format("it printed \"{}\"", said.substr(0, 80)));
  }
}

void Silent(CheckSubject& subject) {
  MustBeSilent([&] {
    static_cast<void>(Work(subject.domain(), subject.corpus().front()));
  });
}

void CallsLeaveEnvironment(CheckSubject& subject) {
  static_cast<void>(subject.corpus());
  EnvironmentGuard guard;
  static_cast<void>(Work(subject.domain(), subject.corpus().front()));
  const auto changes = guard.Restore();
  if (!changes.empty()) {
    throw Failed(fmt::format("calls change: {}", fmt::join(changes, ", ")));
  }
}

void Confined(CheckSubject& subject) {
  const Domain& domain = subject.domain();
  static_cast<void>(subject.corpus());
  const std::string why = ConfineSystemCalls(Confinement::kComputeOnly);
  if (!why.empty()) throw Skipped("no seccomp filters here: " + why);
  static_cast<void>(Work(domain, subject.corpus().front()));
}

// Bytes of memory in use, by the kernel's count.
std::uint64_t Resident() {
  unsigned long pages = 0;
  std::ifstream("/proc/self/statm") >> pages >> pages;
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

void NoGrowth(CheckSubject& subject) {
  const Document& document = subject.corpus().front();
  for (int i = 0; i < 3; ++i)
    static_cast<void>(Work(subject.domain(), document));
  const std::uint64_t before = Resident();
  for (int i = 0; i < 10; ++i) {
    static_cast<void>(Work(subject.domain(), document));
  }
  const std::uint64_t after = Resident();
  if (after > before + (16u << 20)) {
    throw Failed(fmt::format("10 rounds of the same work grew memory by {} MiB",
                             (after - before) >> 20));
  }
}

}  // namespace

void AddProcessChecks(std::vector<Check>& checks) {
  const std::vector<Check> mine = {
      {"threads.any", kMust, "answers alike on any thread", AnyThread},
      {"threads.concurrent", kMust,
       "answers 8 threads at once as one alone, where it says it can",
       Concurrent},
      {"memory.guard-pages", kMust, "reads no byte beyond its arguments",
       GuardPages},
      {"memory.old-host", kMust,
       "writes no byte beyond an older host's structs", OldHost},
      {"memory.little", kShould, "survives running out of memory",
       LittleMemory},
      {"memory.growth", kShould, "does not grow with repeated work", NoGrowth},
      {"process.silent", kMust, "prints nothing", Silent},
      {"process.environment", kMust,
       "calls leave floating-point mode, locale, signals, folder, umask alone",
       CallsLeaveEnvironment},
      {"process.confined", kMust, "needs no file, socket or program",
       Confined}};
  checks.insert(checks.end(), mine.begin(), mine.end());
}

}  // namespace pastiche
