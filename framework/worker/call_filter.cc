// The rules of both confinements, written as classic BPF.

#include "framework/worker/call_filter.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <initializer_list>
#include <utility>

namespace pastiche {
namespace {

#if defined(__x86_64__)
#define PASTICHE_AUDIT_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define PASTICHE_AUDIT_ARCH AUDIT_ARCH_AARCH64
#endif

#if defined(PASTICHE_AUDIT_ARCH)

constexpr std::uint32_t kNumber = offsetof(seccomp_data, nr);
constexpr std::uint32_t kRefuse = SECCOMP_RET_ERRNO | EPERM;
// As if the kernel did not have it: callers fall back to what is checked here.
constexpr std::uint32_t kAbsent = SECCOMP_RET_ERRNO | ENOSYS;

constexpr std::uint32_t Argument(unsigned index) {
  return static_cast<std::uint32_t>(offsetof(seccomp_data, args)) + 8 * index;
}

class Filter {
 public:
  Filter() {
    Load(offsetof(seccomp_data, arch));
    Jump(BPF_JEQ, PASTICHE_AUDIT_ARCH, 1, 0);
    Return(SECCOMP_RET_KILL_PROCESS);
    Load(kNumber);
#if defined(__x86_64__)
    Jump(BPF_JGE, 0x40000000, 0, 1);  // The x32 calls.
    Return(kRefuse);
#endif
  }
  void Answer(std::initializer_list<long> calls, std::uint32_t action) {
    for (const long call : calls) {
      Jump(BPF_JEQ, static_cast<std::uint32_t>(call), 0, 1);
      Return(action);
    }
  }
  // `call` gets `action` if its argument has a bit of `bits`, else `otherwise`.
  void AnswerBits(long call, unsigned argument, std::uint32_t bits,
                  std::uint32_t action, std::uint32_t otherwise) {
    Jump(BPF_JEQ, static_cast<std::uint32_t>(call), 0, 4);
    Load(Argument(argument));
    Jump(BPF_JSET, bits, 0, 1);
    Return(action);
    Return(otherwise);
  }
  // `call` is allowed if its argument is `value`.
  void AllowOnly(long call, unsigned argument, std::uint32_t value) {
    Jump(BPF_JEQ, static_cast<std::uint32_t>(call), 0, 4);
    Load(Argument(argument));
    Jump(BPF_JEQ, value, 0, 1);
    Return(SECCOMP_RET_ALLOW);
    Return(kRefuse);
  }
  // What is not answered gets `otherwise`.
  std::vector<sock_filter> Otherwise(std::uint32_t action) {
    Return(action);
    return std::move(code_);
  }

 private:
  void Load(std::uint32_t offset) {
    code_.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset));
  }
  void Jump(unsigned test, std::uint32_t value, std::uint8_t yes,
            std::uint8_t no) {
    code_.push_back(BPF_JUMP(static_cast<std::uint16_t>(BPF_JMP | test | BPF_K),
                             value, yes, no));
  }
  void Return(std::uint32_t action) {
    code_.push_back(BPF_STMT(BPF_RET | BPF_K, action));
  }
  std::vector<sock_filter> code_;
};

// Threads yes, processes no; signals to this process only. clone3() hides its
// flags from filters, and the C library falls back to clone().
void AnswerProcesses(Filter& filter, std::uint32_t self) {
  filter.Answer({SYS_clone3}, kAbsent);
  filter.AnswerBits(SYS_clone, 0, CLONE_THREAD, SECCOMP_RET_ALLOW, kRefuse);
  filter.AllowOnly(SYS_tgkill, 0, self);
  filter.AllowOnly(SYS_kill, 0, self);
}

std::vector<sock_filter> NoOutside(std::uint32_t self) {
  Filter filter;
  AnswerProcesses(filter, self);
  constexpr std::uint32_t kWrites =
      O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND;
  filter.AnswerBits(SYS_openat, 2, kWrites, kRefuse, SECCOMP_RET_ALLOW);
  filter.Answer({SYS_openat2, SYS_io_uring_setup}, kAbsent);
  filter.Answer({SYS_execve,
                 SYS_execveat,
                 SYS_socket,
                 SYS_socketpair,
                 SYS_connect,
                 SYS_bind,
                 SYS_listen,
                 SYS_ptrace,
                 SYS_process_vm_readv,
                 SYS_process_vm_writev,
                 SYS_tkill,
                 SYS_rt_sigqueueinfo,
                 SYS_rt_tgsigqueueinfo,
                 SYS_pidfd_open,
                 SYS_pidfd_send_signal,
                 SYS_pidfd_getfd,
                 SYS_setsid,
                 SYS_setpgid,
                 SYS_unlinkat,
                 SYS_renameat,
                 SYS_renameat2,
                 SYS_linkat,
                 SYS_symlinkat,
                 SYS_mkdirat,
                 SYS_mknodat,
                 SYS_fchmodat,
                 SYS_fchownat,
                 SYS_fchmod,
                 SYS_fchown,
                 SYS_truncate,
                 SYS_ftruncate,
                 SYS_utimensat,
                 SYS_mount,
                 SYS_umount2,
                 SYS_chroot,
                 SYS_pivot_root,
                 SYS_unshare,
                 SYS_setns,
                 SYS_bpf,
                 SYS_perf_event_open,
                 SYS_userfaultfd,
                 SYS_keyctl,
                 SYS_add_key,
                 SYS_request_key,
                 SYS_init_module,
                 SYS_finit_module,
                 SYS_delete_module,
                 SYS_kexec_load,
                 SYS_reboot,
                 SYS_swapon,
                 SYS_swapoff,
                 SYS_setxattr,
                 SYS_lsetxattr,
                 SYS_fsetxattr,
                 SYS_setuid,
                 SYS_setgid,
                 SYS_setresuid,
                 SYS_setresgid,
                 SYS_settimeofday,
                 SYS_clock_settime,
                 SYS_acct,
                 SYS_sethostname},
                kRefuse);
#if defined(__x86_64__)
  filter.AnswerBits(SYS_open, 1, kWrites, kRefuse, SECCOMP_RET_ALLOW);
  filter.Answer(
      {SYS_fork, SYS_vfork, SYS_creat, SYS_unlink, SYS_rename, SYS_link,
       SYS_symlink, SYS_mkdir, SYS_rmdir, SYS_mknod, SYS_chmod, SYS_chown,
       SYS_lchown, SYS_utime, SYS_utimes, SYS_futimesat},
      kRefuse);
#endif
  return filter.Otherwise(SECCOMP_RET_ALLOW);
}

std::vector<sock_filter> ComputeOnly(std::uint32_t self) {
  Filter filter;
  AnswerProcesses(filter, self);
  filter.Answer({SYS_read,
                 SYS_write,
                 SYS_readv,
                 SYS_writev,
                 SYS_recvfrom,
                 SYS_sendto,
                 SYS_ppoll,
                 SYS_close,
                 SYS_lseek,
                 SYS_fstat,
                 SYS_mmap,
                 SYS_mprotect,
                 SYS_munmap,
                 SYS_mremap,
                 SYS_brk,
                 SYS_madvise,
                 SYS_futex,
                 SYS_set_robust_list,
                 SYS_set_tid_address,
                 SYS_rseq,
                 SYS_rt_sigaction,
                 SYS_rt_sigprocmask,
                 SYS_rt_sigreturn,
                 SYS_sigaltstack,
                 SYS_restart_syscall,
                 SYS_clock_gettime,
                 SYS_clock_getres,
                 SYS_clock_nanosleep,
                 SYS_nanosleep,
                 SYS_gettimeofday,
                 SYS_getpid,
                 SYS_gettid,
                 SYS_getppid,
                 SYS_getuid,
                 SYS_geteuid,
                 SYS_sched_yield,
                 SYS_sched_getaffinity,
                 SYS_getcpu,
                 SYS_getrandom,
                 SYS_getrusage,
                 SYS_membarrier,
                 SYS_sysinfo,
                 SYS_uname,
                 SYS_umask,
                 SYS_exit,
                 SYS_exit_group},
                SECCOMP_RET_ALLOW);
#if defined(__x86_64__)
  filter.Answer({SYS_poll, SYS_time, SYS_arch_prctl}, SECCOMP_RET_ALLOW);
#endif
#if defined(__SANITIZE_ADDRESS__)
  // What UBSan finds out with whether an address can be read.
  filter.Answer({SYS_pipe2}, SECCOMP_RET_ALLOW);
#endif
  return filter.Otherwise(kRefuse);
}

#endif  // PASTICHE_AUDIT_ARCH

}  // namespace

std::vector<sock_filter> CallFilter(Confinement confinement,
                                    std::uint32_t self) {
#if defined(PASTICHE_AUDIT_ARCH)
  return confinement == Confinement::kNoOutside ? NoOutside(self)
                                                : ComputeOnly(self);
#else
  static_cast<void>(confinement);
  static_cast<void>(self);
  return {};
#endif
}

}  // namespace pastiche
