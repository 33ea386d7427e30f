// Starting, losing and ending worker processes, which are shell scripts here.

#include "framework/worker/worker_process.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <fstream>

#include "tests/framework/plugin/fixture_plugins.h"

namespace pastiche {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

// A program that does what the lines say.
class Script {
 public:
  explicit Script(const std::string& lines)
      : path_(scratch_.path() / "worker.sh") {
    std::ofstream(path_) << "#!/bin/sh\n" << lines << "\n";
    fs::permissions(path_, fs::perms::owner_all);
  }
  std::unique_ptr<WorkerProcess> Start() const {
    auto started = WorkerProcess::Start(path_);
    BOOST_REQUIRE_MESSAGE(started.has_value(), started.error().message);
    return std::move(*started);
  }

 private:
  ScratchFolder scratch_;
  fs::path path_;
};

// How a worker that does what the lines say is lost.
Error Lost(const std::string& lines) {
  const Script script(lines);
  const auto worker = script.Start();
  worker->SetCallTime(milliseconds(20'000));
  const auto answer = worker->Ask("anything");
  BOOST_REQUIRE(!answer.has_value());
  BOOST_REQUIRE(worker->gone().has_value());
  BOOST_TEST(worker->gone()->message == answer.error().message);
  // For good.
  const auto again = worker->Ask("anything");
  BOOST_REQUIRE(!again.has_value());
  BOOST_TEST(again.error().message == answer.error().message);
  return answer.error();
}

bool IsRunning(pid_t pid) { return ::kill(pid, 0) == 0; }

BOOST_AUTO_TEST_SUITE(worker_process)

BOOST_AUTO_TEST_CASE(a_program_that_does_not_start_is_an_error) {
  const auto missing = WorkerProcess::Start("/nowhere/pastiche-worker");
  BOOST_REQUIRE(!missing.has_value());
  BOOST_TEST((missing.error().code == ErrorCode::kNotFound));
  BOOST_TEST(Contains(missing.error().mend, "install pastiche-worker"));
  const auto folder = WorkerProcess::Start("/usr");
  BOOST_REQUIRE(!folder.has_value());
  BOOST_TEST((folder.error().code == ErrorCode::kIo));
}

BOOST_AUTO_TEST_CASE(no_room_for_a_socket_is_an_error) {
  rlimit before = {};
  BOOST_REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const rlimit none = {0, before.rlim_max};
  BOOST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
  const auto started = WorkerProcess::Start("/bin/true");
  BOOST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
  BOOST_REQUIRE(!started.has_value());
  BOOST_TEST(Contains(started.error().message, "cannot make a socket"));
}

BOOST_AUTO_TEST_CASE(how_it_ended_is_told) {
  BOOST_TEST(Lost("exit 7").message == "ended its process (exit status 7)");
  const Error crashed = Lost("kill -SEGV $$");
  BOOST_TEST((crashed.code == ErrorCode::kPluginFailed));
  BOOST_TEST(Contains(crashed.message, "crashed (signal 11"));
  BOOST_TEST(Lost("kill -XCPU $$").message == "used up its processor time");
  BOOST_TEST(Lost("exec 3>&-; sleep 60").message ==
             "broke the connection to its worker");
  BOOST_TEST((Lost("printf 'this is no frame at all' >&3; sleep 60").code ==
              ErrorCode::kPluginFailed));
}

BOOST_AUTO_TEST_CASE(time_ends_the_process) {
  const Script script("sleep 60");
  for (const bool deadline : {false, true}) {
    const auto worker = script.Start();
    const pid_t pid = worker->pid();
    if (deadline) {
      worker->SetDeadline(milliseconds(70));
    } else {
      worker->SetCallTime(milliseconds(50));
    }
    const auto answer = worker->Ask("anything");
    BOOST_REQUIRE(!answer.has_value());
    BOOST_TEST((answer.error().code == ErrorCode::kLimit));
    BOOST_TEST(answer.error().message ==
               (deadline ? "did not answer within 0.07 s"
                         : "did not answer within 0.05 s"));
    BOOST_TEST(!IsRunning(pid));
  }
}

BOOST_AUTO_TEST_CASE(whoever_cancels_ends_the_process) {
  const Script script("sleep 60");
  const auto worker = script.Start();
  const pid_t pid = worker->pid();
  std::atomic<bool> cancelled{true};
  worker->SetCancelled(&cancelled);
  const auto answer = worker->Ask("anything");
  BOOST_REQUIRE(!answer.has_value());
  BOOST_TEST((answer.error().code == ErrorCode::kCancelled));
  BOOST_TEST(!IsRunning(pid));
}

// Judged before anything is sent, but what was asked cannot be answered.
BOOST_AUTO_TEST_CASE(a_request_over_the_limit_is_refused) {
  const Script script("sleep 60");
  const auto worker = script.Start();
  const auto answer =
      worker->Ask(std::string_view("x", (std::uint64_t{1} << 30) + 1));
  BOOST_REQUIRE(!answer.has_value());
  BOOST_TEST((answer.error().code == ErrorCode::kLimit));
  BOOST_TEST(Contains(answer.error().message, "is over"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
