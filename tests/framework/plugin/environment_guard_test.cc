#include "framework/plugin/environment_guard.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cfenv>
#include <clocale>
#include <csignal>
#include <filesystem>
#include <string>

#include "framework/plugin/library.h"
#include "tests/framework/plugin/fixture_plugins.h"

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace pastiche {
namespace {

namespace fs = std::filesystem;

mode_t CurrentUmask() {
  const mode_t mask = ::umask(077);
  ::umask(mask);
  return mask;
}

bool Blocked(int signal) {
  sigset_t mask;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  return sigismember(&mask, signal) == 1;
}

void Ignore(int) {}

BOOST_AUTO_TEST_SUITE(environment_guard)

BOOST_AUTO_TEST_CASE(nothing_changed_is_nothing_to_tell) {
  EnvironmentGuard guard;
  BOOST_TEST(guard.Restore().empty());
  BOOST_TEST(guard.Restore().empty());
}

BOOST_AUTO_TEST_CASE(puts_everything_back_and_names_it) {
  const fs::path folder = fs::current_path();
  const mode_t mask = CurrentUmask();
  EnvironmentGuard guard;
  std::fesetround(FE_UPWARD);
  std::setlocale(LC_ALL, "C.UTF-8");
  std::signal(SIGUSR1, Ignore);
  BOOST_REQUIRE_EQUAL(::chdir("/"), 0);
  ::umask(mask ^ 011);
  const std::vector<std::string> changed = guard.Restore();
  const std::vector<std::string> expected = {"floating-point mode", "locale",
                                             "signal handling",
                                             "working directory", "umask"};
  BOOST_TEST(changed == expected);
  BOOST_TEST(std::fegetround() == FE_TONEAREST);
  BOOST_TEST(std::setlocale(LC_ALL, nullptr) == std::string("C"));
  struct sigaction action = {};
  ::sigaction(SIGUSR1, nullptr, &action);
  BOOST_TEST((action.sa_handler == SIG_DFL));
  BOOST_TEST(fs::current_path() == folder);
  BOOST_TEST(CurrentUmask() == mask);
}

// What guard.Restore() says after `deed`.
template <class Deed>
std::vector<std::string> ChangedBy(Deed deed) {
  EnvironmentGuard guard;
  deed();
  return guard.Restore();
}

BOOST_AUTO_TEST_CASE(each_change_is_seen_alone) {
  using Names = std::vector<std::string>;
  const locale_t other = ::newlocale(LC_ALL_MASK, "C", nullptr);
  BOOST_TEST(ChangedBy([&] { ::uselocale(other); }) == Names{"locale"});
  BOOST_TEST(::uselocale(nullptr) == LC_GLOBAL_LOCALE);
  ::freelocale(other);
  BOOST_TEST(ChangedBy([] {
               sigset_t blocked = {};
               ::sigaddset(&blocked, SIGUSR2);
               ::pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
             }) == Names{"signal handling"});
  sigset_t mask = {};
  ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  BOOST_TEST(::sigismember(&mask, SIGUSR2) == 0);
  BOOST_TEST(ChangedBy([] {
               struct sigaction action = {};
               action.sa_handler = SIG_DFL;
               action.sa_flags = SA_RESTART;
               ::sigaction(SIGUSR2, &action, nullptr);
             }) == Names{"signal handling"});
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_gone_is_gone_into_again) {
  const fs::path before = fs::current_path();
  const ScratchFolder scratch;
  BOOST_REQUIRE_EQUAL(::chdir(scratch.path().c_str()), 0);
  const fs::path inner = scratch.path() / "inner";
  fs::create_directory(inner);
  BOOST_TEST(ChangedBy([&] {
               BOOST_REQUIRE_EQUAL(::chdir(inner.c_str()), 0);
               fs::remove(inner);
             }) == std::vector<std::string>{"working directory"});
  BOOST_TEST(fs::current_path() == fs::canonical(scratch.path()));
  fs::current_path(before);
}

BOOST_AUTO_TEST_CASE(restores_at_the_end_of_its_scope) {
  {
    const EnvironmentGuard guard;
    std::fesetround(FE_DOWNWARD);
  }
  BOOST_TEST(std::fegetround() == FE_TONEAREST);
}

#if defined(__x86_64__)
BOOST_AUTO_TEST_CASE(restores_denormals_and_x87_precision) {
  const unsigned before = _mm_getcsr();
  std::uint16_t x87_before = 0;
  std::uint16_t x87_after = 0;
  __asm__ volatile("fnstcw %0" : "=m"(x87_before));
  {
    const EnvironmentGuard guard;
    _mm_setcsr(before | 0x8040u);
    const std::uint16_t single_precision = 0x007F;
    __asm__ volatile("fldcw %0" : : "m"(single_precision));
  }
  __asm__ volatile("fnstcw %0" : "=m"(x87_after));
  BOOST_TEST((_mm_getcsr() & ~0x3Fu) == (before & ~0x3Fu));
  BOOST_TEST(x87_after == x87_before);
}
#endif

BOOST_AUTO_TEST_CASE(a_plugin_that_changes_the_process_leaves_no_trace) {
  const fs::path folder = fs::current_path();
  const mode_t mask = CurrentUmask();
  const auto library = PluginLibrary::Load(BrokenPlugin("environment"), {});
  BOOST_REQUIRE(library.has_value());
  const std::vector<std::string>& changed = (*library)->disturbances();
  for (const char* what : {"locale", "signal handling", "working directory"}) {
    BOOST_TEST(std::count(changed.begin(), changed.end(), what) == 1);
  }
  BOOST_TEST(std::setlocale(LC_ALL, nullptr) == std::string("C"));
  BOOST_TEST(fs::current_path() == folder);
  BOOST_TEST(CurrentUmask() == mask);
  BOOST_TEST(!Blocked(SIGUSR2));
#if defined(__x86_64__)
  BOOST_TEST(
      std::count(changed.begin(), changed.end(), "floating-point mode") == 1);
  BOOST_TEST((_mm_getcsr() & 0x8040u) == 0u);
#endif
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
