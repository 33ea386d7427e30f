// What each confinement answers to which system call: the program is run here
// by an interpreter of classic BPF, and once by the kernel in a child.

#include "framework/worker/call_filter.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <optional>

namespace pastiche {
namespace {

constexpr std::uint32_t kSelf = 4711;
constexpr std::uint32_t kAllowed = SECCOMP_RET_ALLOW;
constexpr std::uint32_t kRefused = SECCOMP_RET_ERRNO | EPERM;
constexpr std::uint32_t kAbsent = SECCOMP_RET_ERRNO | ENOSYS;

#if defined(__x86_64__)
constexpr std::uint32_t kHere = AUDIT_ARCH_X86_64, kElsewhere = AUDIT_ARCH_I386;
#else
constexpr std::uint32_t kHere = AUDIT_ARCH_AARCH64, kElsewhere = AUDIT_ARCH_ARM;
#endif

// Runs a program as the kernel would; nothing if it would not accept it.
std::optional<std::uint32_t> Verdict(const std::vector<sock_filter>& program,
                                     const seccomp_data& call) {
  std::uint32_t a = 0;
  for (std::size_t at = 0; at < program.size(); ++at) {
    const sock_filter& step = program[at];
    const auto jump = [&](bool yes) { at += yes ? step.jt : step.jf; };
    switch (step.code) {
      case BPF_LD | BPF_W | BPF_ABS:
        if (step.k % 4 != 0 || step.k + 4 > sizeof call) return {};
        std::memcpy(&a, reinterpret_cast<const char*>(&call) + step.k, 4);
        break;
      case BPF_JMP | BPF_JEQ | BPF_K:
        jump(a == step.k);
        break;
      case BPF_JMP | BPF_JGE | BPF_K:
        jump(a >= step.k);
        break;
      case BPF_JMP | BPF_JSET | BPF_K:
        jump((a & step.k) != 0);
        break;
      case BPF_RET | BPF_K:
        return step.k;
      default:
        return {};
    }
  }
  return {};
}

std::uint32_t Answer(Confinement confinement, long number,
                     std::initializer_list<std::uint64_t> arguments = {},
                     std::uint32_t processor = kHere) {
  seccomp_data call = {};
  call.nr = static_cast<int>(number);
  call.arch = processor;
  std::copy(arguments.begin(), arguments.end(), call.args);
  const auto verdict = Verdict(CallFilter(confinement, kSelf), call);
  BOOST_REQUIRE(verdict.has_value());
  return *verdict;
}

// What a child's exit status says of `task`, which runs there.
template <class Task>
int InChild(Task task) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(task() ? 0 : 1);
  int status = 0;
  BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
  return status;
}

BOOST_AUTO_TEST_SUITE(call_filter)

BOOST_AUTO_TEST_CASE(both_forbid_processes_and_signals_to_others) {
  for (const Confinement each :
       {Confinement::kNoOutside, Confinement::kComputeOnly}) {
    BOOST_TEST(Answer(each, SYS_clone, {SIGCHLD}) == kRefused);
    BOOST_TEST(Answer(each, SYS_clone, {CLONE_VM | CLONE_THREAD}) == kAllowed);
    BOOST_TEST(Answer(each, SYS_clone3, {}) == kAbsent);
    BOOST_TEST(Answer(each, SYS_kill, {kSelf, SIGTERM}) == kAllowed);
    BOOST_TEST(Answer(each, SYS_kill, {1, SIGTERM}) == kRefused);
    BOOST_TEST(Answer(each, SYS_tgkill, {kSelf, 5, SIGTERM}) == kAllowed);
    BOOST_TEST(Answer(each, SYS_tgkill, {kSelf + 1, 5, 9}) == kRefused);
    for (const long call :
         {SYS_execve, SYS_execveat, SYS_socket, SYS_connect, SYS_ptrace,
          SYS_process_vm_readv, SYS_mount, SYS_bpf, SYS_unlinkat}) {
      BOOST_TEST(Answer(each, call) == kRefused);
    }
#if defined(__x86_64__)
    BOOST_TEST(Answer(each, SYS_fork) == kRefused);
    BOOST_TEST(Answer(each, SYS_vfork) == kRefused);
    // The same call by its x32 number.
    BOOST_TEST(Answer(each, 0x40000000 + SYS_read) == kRefused);
#endif
    BOOST_TEST(Answer(each, SYS_read, {}, kElsewhere) ==
               static_cast<std::uint32_t>(SECCOMP_RET_KILL_PROCESS));
  }
}

BOOST_AUTO_TEST_CASE(files_are_read_while_loading_but_not_written) {
  const auto open_at = [](std::uint64_t flags) {
    return Answer(Confinement::kNoOutside, SYS_openat, {0, 0, flags});
  };
  BOOST_TEST(open_at(O_RDONLY | O_CLOEXEC) == kAllowed);
  for (const int flag : {O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND}) {
    BOOST_TEST(open_at(static_cast<std::uint64_t>(flag)) == kRefused);
  }
  // Its flags are behind a pointer.
  BOOST_TEST(Answer(Confinement::kNoOutside, SYS_openat2) == kAbsent);
  BOOST_TEST(Answer(Confinement::kNoOutside, SYS_io_uring_setup) == kAbsent);
  for (const long call : {SYS_ftruncate, SYS_renameat2, SYS_fchmod}) {
    BOOST_TEST(Answer(Confinement::kNoOutside, call) == kRefused);
  }
  // What no rule names.
  BOOST_TEST(Answer(Confinement::kNoOutside, SYS_getcwd) == kAllowed);
}

BOOST_AUTO_TEST_CASE(computing_takes_memory_and_clocks_and_nothing_by_name) {
  for (const long call :
       {SYS_read, SYS_write, SYS_mmap, SYS_munmap, SYS_futex, SYS_exit_group,
        SYS_clock_gettime, SYS_getrandom, SYS_rt_sigreturn}) {
    BOOST_TEST(Answer(Confinement::kComputeOnly, call) == kAllowed);
  }
  for (const long call : {SYS_openat, SYS_getcwd, SYS_readlinkat, SYS_statx,
                          SYS_getdents64, SYS_io_uring_setup}) {
    BOOST_TEST(Answer(Confinement::kComputeOnly, call) == kRefused);
  }
}

BOOST_AUTO_TEST_CASE(the_kernel_takes_the_programs) {
  const int status = InChild([] {
    const bool open_before = ::open("/dev/null", O_RDONLY) >= 0;
    if (!ConfineSystemCalls(Confinement::kNoOutside).empty()) return false;
    const bool written = ::open("/dev/null", O_WRONLY) >= 0;
    const bool read = ::open("/dev/null", O_RDONLY) >= 0;
    const bool started = ::fork() >= 0;
    if (!ConfineSystemCalls(Confinement::kComputeOnly).empty()) return false;
    errno = 0;
    const bool read_later = ::open("/dev/null", O_RDONLY) >= 0;
    return open_before && !written && read && !started && !read_later &&
           errno == EPERM;
  });
  BOOST_TEST(status == 0);
}

BOOST_AUTO_TEST_CASE(data_in_use_is_what_was_written) {
  const std::uint64_t before = DataInUse();
  const std::vector<char> data(64 << 20, 'x');
  BOOST_TEST(DataInUse() >= before + data.size() - (8 << 20));
}

BOOST_AUTO_TEST_CASE(resources_end) {
  const int status = InChild([] {
    LimitResources({.memory_bytes = 64 << 20, .cpu_seconds = 5});
    rlimit files = {}, size = {}, core = {}, time = {};
    ::getrlimit(RLIMIT_NOFILE, &files);
    ::getrlimit(RLIMIT_FSIZE, &size);
    ::getrlimit(RLIMIT_CORE, &core);
    ::getrlimit(RLIMIT_CPU, &time);
    return files.rlim_cur == 64 && size.rlim_max == 0 && core.rlim_max == 0 &&
           time.rlim_cur == 5 && time.rlim_max == 6;
  });
  BOOST_TEST(status == 0);
}

BOOST_AUTO_TEST_CASE(nobody_stays_whose_parent_is_gone) {
  const int status = InChild([] {
    DieWithParent(::getppid());
    return true;
  });
  BOOST_TEST(status == 0);
  const int orphan = InChild([] {
    DieWithParent(1'000'000'000);
    return true;
  });
  BOOST_TEST(WEXITSTATUS(orphan) == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
