// The worker's loop, run by a thread of this process that confines nothing:
// what it takes from itself, and when, is written down instead.

#include "framework/worker/serve.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <stdexcept>
#include <thread>

#include "framework/worker/frame.h"
#include "framework/worker/plugin_call.h"
#include "framework/worker/remote_plugin.h"
#include "tests/framework/plugin/fixture_plugins.h"

namespace pastiche {
namespace {

// What the worker gave up, in order.
std::vector<std::string> given_up;

void WriteLimits(const WorkerLimits& limits) {
  given_up.push_back("limits " + std::to_string(limits.memory_bytes) + " " +
                     std::to_string(limits.cpu_seconds));
}

std::string WriteConfinement(Confinement confinement) {
  given_up.emplace_back(confinement == Confinement::kNoOutside ? "outside"
                                                               : "files");
  return confinement == Confinement::kNoOutside ? "no seccomp here" : "";
}

std::string Checks(ByteReader& in) {
  switch (in.Get<std::uint32_t>()) {
    case 0:
      return "outcome";
    case 1:
      throw std::bad_alloc();
    case 2:
      throw std::runtime_error("escaped");
    default:
      return std::string(kMaxFrameBytes + 1, ' ');
  }
}

// A worker that is a thread, and the host's end of its socket.
class Worker final : public WorkerChannel {
 public:
  Worker() {
    given_up.clear();
    BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
                               ends_.data()) == 0);
    thread_ = std::thread([socket = ends_[1]] {
      const auto served =
          ServePlugin(socket, Checks, {WriteLimits, WriteConfinement});
      ::shutdown(socket, SHUT_RDWR);
    });
  }
  ~Worker() override {
    ::shutdown(ends_[0], SHUT_RDWR);
    thread_.join();
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  Result<std::string> Ask(std::string_view request) override {
    const Patience patience = Patience::For(std::chrono::seconds(60));
    if (auto sent = WriteFrame(ends_[0], request, patience); !sent) {
      return Fail(sent);
    }
    return ReadFrame(ends_[0], patience);
  }
  // Not in a frame.
  void Shout(std::string_view bytes) {
    BOOST_REQUIRE(::write(ends_[0], bytes.data(), bytes.size()) ==
                  static_cast<ssize_t>(bytes.size()));
  }
  // What a request is refused for; "" if it is not.
  std::string Refusal(std::string_view request) {
    const auto answer = Ask(request);
    BOOST_REQUIRE_MESSAGE(answer.has_value(), answer.error().message);
    ByteReader in(*answer);
    const auto begun = BeginAnswer(in);
    return begun ? "" : begun.error().message;
  }

 private:
  std::array<int, 2> ends_;
  std::thread thread_;
};

std::string Request(PluginCall call, std::uint32_t number = 0) {
  ByteWriter out;
  out.Put(static_cast<std::uint32_t>(call));
  out.Put(number);
  return out.Take();
}

BOOST_AUTO_TEST_SUITE(serve)

BOOST_AUTO_TEST_CASE(gives_up_the_outside_before_it_loads) {
  Worker worker;
  const WorkerLimits limits{.memory_bytes = 1 << 20, .cpu_seconds = 3};
  const auto plugin = RemotePlugin::Load(worker, GoodPlugin("pair"), limits);
  BOOST_REQUIRE_MESSAGE(plugin.has_value(), plugin.error().message);
  const std::vector<std::string> loading = {"limits 1048576 3", "outside"};
  BOOST_TEST(given_up == loading, boost::test_tools::per_element());
  BOOST_TEST((*plugin)->unconfined() == "no seccomp here");
  const auto confined = (*plugin)->ConfineToComputing();
  BOOST_REQUIRE(confined.has_value());
  BOOST_TEST(*confined == "");
  BOOST_TEST(given_up.back() == "files");
  const auto domain = (*plugin)->Open(1, {});
  BOOST_REQUIRE_MESSAGE(domain.has_value(), domain.error().message);
  BOOST_TEST((*domain)->info().id == "pair-two");
  // A second plugin is none of its business.
  const auto again = RemotePlugin::Load(worker, GoodPlugin("pair"), limits);
  BOOST_REQUIRE(!again.has_value());
  BOOST_TEST(again.error().message.find("no such request") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(answers_what_it_cannot_do) {
  Worker worker;
  for (const std::string& request :
       {std::string(), std::string("abc"), Request(PluginCall::kCreate),
        Request(static_cast<PluginCall>(999))}) {
    BOOST_TEST(worker.Refusal(request) == "nothing is loaded");
  }
  BOOST_TEST(worker.Refusal(Request(PluginCall::kLoad)) == "no such request");
  const auto missing = RemotePlugin::Load(worker, "/nowhere/x.so", {});
  BOOST_TEST(!missing.has_value());
  BOOST_TEST(worker.Refusal(Request(PluginCall::kCreate)) ==
             "nothing is loaded");
}

BOOST_AUTO_TEST_CASE(survives_its_checks) {
  Worker worker;
  const auto outcome = worker.Ask(Request(PluginCall::kValidate, 0));
  BOOST_REQUIRE(outcome.has_value());
  BOOST_TEST(*outcome == "outcome");
  BOOST_TEST(worker.Refusal(Request(PluginCall::kValidate, 1)) ==
             "ran out of memory");
  BOOST_TEST(worker.Refusal(Request(PluginCall::kValidate, 2)) ==
             "let an exception escape");
  BOOST_TEST(worker.Refusal(Request(PluginCall::kValidate, 3)) ==
             "answered too much");
}

BOOST_AUTO_TEST_CASE(ends_at_what_is_no_frame) {
  Worker worker;
  worker.Shout("this is no header of a frame");
  const auto answer = worker.Ask(Request(PluginCall::kCreate));
  BOOST_REQUIRE(!answer.has_value());
  BOOST_TEST((answer.error().code == ErrorCode::kIo));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
