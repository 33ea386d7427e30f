// Starting, asking, and killing and reaping.

#include "framework/worker/worker_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

extern char** environ;  // NOLINT: POSIX.

namespace pastiche {
namespace {

using std::chrono::milliseconds;

// What posix_spawn() is told: a process group of its own (so that Ctrl-C
// reaches only us, and killing reaches what it started), default signals, no
// descriptors but the socket and /dev/null.
class SpawnPlan {
 public:
  explicit SpawnPlan(int socket) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
    for (int stream = 0; stream < 3; ++stream) {
      posix_spawn_file_actions_addopen(&actions_, stream, "/dev/null", O_RDWR,
                                       0);
    }
    posix_spawn_file_actions_adddup2(&actions_, socket, kWorkerSocket);
    posix_spawn_file_actions_addclosefrom_np(&actions_, kWorkerSocket + 1);
    sigset_t all = {}, none = {};
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP |
                                               POSIX_SPAWN_SETSIGDEF |
                                               POSIX_SPAWN_SETSIGMASK);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  int Spawn(const std::string& program, pid_t& pid) {
    std::string protocol = kWorkerProtocol;
    std::string parent = std::to_string(::getpid());
    std::string name = program;
    char* argv[] = {name.data(), protocol.data(), parent.data(), nullptr};
    return ::posix_spawn(&pid, program.c_str(), &actions_, &attributes_, argv,
                         environ);
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

std::string HowItEnded(int status) {
  if (WIFEXITED(status)) {
    return fmt::format("ended its process (exit status {})",
                       WEXITSTATUS(status));
  }
  const int signal = WTERMSIG(status);
  if (signal == SIGXCPU) return "used up its processor time";
  return fmt::format("crashed (signal {}, {})", signal, ::strsignal(signal));
}

}  // namespace

Result<std::unique_ptr<WorkerProcess>> WorkerProcess::Start(
    const std::filesystem::path& program) {
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    return Fail(ErrorCode::kIo,
                fmt::format("cannot make a socket: {}", std::strerror(errno)));
  }
  pid_t pid = 0;
  const int failed = SpawnPlan(ends[1]).Spawn(program.string(), pid);
  ::close(ends[1]);
  if (failed != 0) {
    ::close(ends[0]);
    return Fail(failed == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo,
                fmt::format("cannot start {}: {}", program.string(),
                            std::strerror(failed)),
                "install pastiche-worker beside pastiche");
  }
  return std::unique_ptr<WorkerProcess>(new WorkerProcess(pid, ends[0]));
}

WorkerProcess::~WorkerProcess() {
  End();
  ::close(socket_);
}

void WorkerProcess::SetDeadline(milliseconds from_now) {
  deadline_ = std::chrono::steady_clock::now() + from_now;
  deadline_length_ = from_now;
}

std::string WorkerProcess::End() {
  if (pid_ <= 0) return "";
  siginfo_t info = {};
  const bool running = ::waitid(P_PID, static_cast<id_t>(pid_), &info,
                                WEXITED | WNOHANG | WNOWAIT) == 0 &&
                       info.si_pid == 0;
  // While it is not waited for, its number is no other process group's.
  ::kill(-pid_, SIGKILL);
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
  return running ? "" : HowItEnded(status);
}

Error WorkerProcess::Gone(const Error& cause) {
  if (cause.code == ErrorCode::kCancelled) {
    End();
    return {ErrorCode::kCancelled, "cancelled", ""};
  }
  if (cause.code == ErrorCode::kLimit) {
    End();
    if (cause.message != "time is up") return cause;
    const milliseconds time = deadline_ ? deadline_length_ : call_time_;
    return {ErrorCode::kLimit,
            fmt::format("did not answer within {} s",
                        static_cast<double>(time.count()) / 1000),
            ""};
  }
  // Its socket closes a moment before it can be waited for.
  siginfo_t info = {};
  for (int i = 0; i < 200; ++i) {
    if (::waitid(P_PID, static_cast<id_t>(pid_), &info,
                 WEXITED | WNOHANG | WNOWAIT) != 0 ||
        info.si_pid != 0) {
      break;
    }
    ::usleep(1000);
  }
  const std::string how = End();
  return {ErrorCode::kPluginFailed,
          how.empty() ? "broke the connection to its worker" : how, ""};
}

Result<std::string> WorkerProcess::Ask(std::string_view request) {
  if (gone_) return tl::unexpected<Error>(*gone_);
  Patience patience = Patience::For(call_time_, cancelled_);
  if (deadline_) patience.until = std::min(patience.until, *deadline_);
  const Result<void> written = WriteFrame(socket_, request, patience);
  Result<std::string> answer = written ? ReadFrame(socket_, patience)
                                       : Result<std::string>(Fail(written));
  if (answer) return answer;
  gone_ = Gone(answer.error());
  return tl::unexpected<Error>(*gone_);
}

}  // namespace pastiche
