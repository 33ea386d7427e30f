// Frames cut, too long, late and cancelled.

#include "framework/worker/frame.h"

#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <thread>

namespace pastiche {
namespace {

using std::chrono::milliseconds;

// Both ends of a stream socket.
struct Ends {
  Ends() { BOOST_REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == 0); }
  ~Ends() {
    for (const int each : fd) {
      if (each >= 0) close(each);
    }
  }
  int fd[2] = {-1, -1};
};

BOOST_AUTO_TEST_SUITE(frame)

BOOST_AUTO_TEST_CASE(messages_of_any_size_arrive) {
  const Ends ends;
  for (const std::size_t size : {0u, 1u, 15u, 70'000u, 5'000'000u}) {
    const std::string sent(size, 'x');
    std::thread writer([&] {
      static_cast<void>(
          WriteFrame(ends.fd[0], sent, Patience::For(milliseconds(20'000))));
    });
    const auto got = ReadFrame(ends.fd[1], Patience::For(milliseconds(20'000)));
    writer.join();
    BOOST_REQUIRE_MESSAGE(got.has_value(), got.error().message);
    BOOST_TEST((*got == sent));
  }
}

BOOST_AUTO_TEST_CASE(anything_else_than_a_frame_is_refused) {
  for (const std::string& bytes :
       {std::string(16, 'x'),
        std::string("PSTWRK01\xff\xff\xff\xff\xff\xff\xff\xff", 16)}) {
    const Ends ends;
    BOOST_REQUIRE(write(ends.fd[0], bytes.data(), 16) == 16);
    const auto got = ReadFrame(ends.fd[1], Patience::For(milliseconds(5000)));
    BOOST_REQUIRE(!got.has_value());
    BOOST_TEST((got.error().code == ErrorCode::kIo));
  }
}

BOOST_AUTO_TEST_CASE(a_frame_that_is_cut_ends_with_the_connection) {
  Ends ends;
  const auto header = MakeFrameHeader(1000);
  BOOST_REQUIRE(write(ends.fd[0], header.data(), header.size()) == 16);
  close(std::exchange(ends.fd[0], -1));
  const auto got = ReadFrame(ends.fd[1], Patience::For(milliseconds(5000)));
  BOOST_REQUIRE(!got.has_value());
  BOOST_TEST((got.error().code == ErrorCode::kIo));
}

BOOST_AUTO_TEST_CASE(waiting_ends_when_time_is_up_or_when_cancelled) {
  const Ends ends;
  const auto begin = std::chrono::steady_clock::now();
  const auto late = ReadFrame(ends.fd[1], Patience::For(milliseconds(30)));
  BOOST_TEST((late.error().code == ErrorCode::kLimit));
  std::atomic<bool> cancelled{true};
  const auto stopped =
      ReadFrame(ends.fd[1], Patience::For(milliseconds(60'000), &cancelled));
  BOOST_TEST((stopped.error().code == ErrorCode::kCancelled));
  BOOST_TEST(
      (std::chrono::steady_clock::now() - begin < std::chrono::seconds(20)));
}

BOOST_AUTO_TEST_CASE(what_is_no_socket_is_an_error) {
  const auto closed = ReadFrame(-1, Patience::For(milliseconds(5000)));
  BOOST_REQUIRE(!closed.has_value());
  BOOST_TEST((closed.error().code == ErrorCode::kIo));
  BOOST_TEST(!WriteFrame(-1, "x", Patience::For(milliseconds(5000))));
  const Ends ends;
  // Nothing may be open, so nothing can be waited for.
  rlimit before = {};
  BOOST_REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const rlimit none = {0, before.rlim_max};
  BOOST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
  const auto unpolled = ReadFrame(ends.fd[1], Patience::For(milliseconds(60)));
  BOOST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
  BOOST_REQUIRE(!unpolled.has_value());
  BOOST_TEST((unpolled.error().code == ErrorCode::kIo));
}

// Judged by its size: nothing of it is looked at.
BOOST_AUTO_TEST_CASE(a_message_over_the_limit_is_not_sent) {
  const Ends ends;
  const std::string_view much("x", kMaxFrameBytes + 1);
  const auto sent =
      WriteFrame(ends.fd[0], much, Patience::For(milliseconds(9)));
  BOOST_REQUIRE(!sent.has_value());
  BOOST_TEST((sent.error().code == ErrorCode::kLimit));
}

BOOST_AUTO_TEST_CASE(a_reader_that_does_not_read_holds_nobody_up) {
  Ends ends;
  const std::string much(8'000'000, 'x');
  const auto late =
      WriteFrame(ends.fd[0], much, Patience::For(milliseconds(40)));
  BOOST_REQUIRE(!late.has_value());
  BOOST_TEST((late.error().code == ErrorCode::kLimit));
  close(std::exchange(ends.fd[1], -1));
  const auto gone =
      WriteFrame(ends.fd[0], much, Patience::For(milliseconds(40)));
  BOOST_REQUIRE(!gone.has_value());
  BOOST_TEST((gone.error().code == ErrorCode::kIo));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
