// The worker program as this process sees it: started, asked, and ended when it
// does not answer in time. Never a fork: other threads exist.

#ifndef PASTICHE_FRAMEWORK_WORKER_WORKER_PROCESS_H_
#define PASTICHE_FRAMEWORK_WORKER_WORKER_PROCESS_H_

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "framework/core/result.h"
#include "framework/worker/frame.h"

namespace pastiche {

// The argument that says which messages both sides speak; a worker of another
// build refuses to start.
inline constexpr const char* kWorkerProtocol = "pastiche-worker/1";
// Where the worker finds its end of the socket.
inline constexpr int kWorkerSocket = 3;

// What carries a request to wherever a plugin runs, and its answer back.
class WorkerChannel {
 public:
  virtual ~WorkerChannel() = default;
  // An error means that the other side is gone, for good; its message is a
  // phrase: "crashed (signal 11, Segmentation fault)".
  [[nodiscard]] virtual Result<std::string> Ask(std::string_view request) = 0;
};

// Used by one thread at a time.
class WorkerProcess final : public WorkerChannel {
 public:
  // kNotFound if there is no such program, kIo if it does not start.
  [[nodiscard]] static Result<std::unique_ptr<WorkerProcess>> Start(
      const std::filesystem::path& program);
  ~WorkerProcess() override;  // Kills it and what it started; waits.
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  // How long each request may take from now on; or, until a point in time, all.
  void SetCallTime(std::chrono::milliseconds time) { call_time_ = time; }
  void SetDeadline(std::chrono::milliseconds from_now);
  void SetCancelled(const std::atomic<bool>* cancelled) {
    cancelled_ = cancelled;
  }

  // kLimit: no answer in time. kCancelled. kPluginFailed: it crashed or ended.
  // After an error the process is gone.
  [[nodiscard]] Result<std::string> Ask(std::string_view request) override;

  // Why it is gone, if it is.
  [[nodiscard]] const std::optional<Error>& gone() const { return gone_; }
  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  WorkerProcess(pid_t pid, int socket) : pid_(pid), socket_(socket) {}
  // Kills, waits, and says how it had ended: empty if it was running.
  std::string End();
  [[nodiscard]] Error Gone(const Error& cause);

  pid_t pid_;
  int socket_;
  std::optional<Error> gone_;
  std::chrono::milliseconds call_time_{60'000};
  std::optional<std::chrono::steady_clock::time_point> deadline_;
  std::chrono::milliseconds deadline_length_{0};
  const std::atomic<bool>* cancelled_ = nullptr;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_WORKER_WORKER_PROCESS_H_
