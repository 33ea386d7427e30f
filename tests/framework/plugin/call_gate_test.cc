#include "framework/plugin/call_gate.h"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "framework/plugin/call_mark.h"
#include "tests/framework/plugin/fixture_plugins.h"

namespace pastiche {
namespace {

CallGate Gate(bool concurrent = false) {
  return CallGate({"demo", "Example", "/demo.so"}, concurrent);
}

// What Ask makes of a status, without a sink.
Result<bool> Judged(pst_status status, Answers answers = Answers::kOk) {
  return Gate().Ask("encode", nullptr, answers, [&] { return status; });
}

BOOST_AUTO_TEST_SUITE(call_gate)

BOOST_AUTO_TEST_CASE(each_status_has_its_meaning) {
  BOOST_TEST(Judged(PST_OK).value());
  BOOST_TEST(!Judged(PST_NO, Answers::kOkOrNo).value());
  struct Case {
    pst_status status;
    ErrorCode code;
    const char* words;
  };
  const Case cases[] = {
      {PST_NO, ErrorCode::kPluginFailed, "unknown status 1"},
      {PST_E_INTERNAL, ErrorCode::kPluginFailed, "internal error"},
      {PST_E_INVALID_INPUT, ErrorCode::kPluginFailed, "without a diagnostic"},
      {PST_E_UNSUPPORTED, ErrorCode::kUnsupported, "not offered"},
      {PST_E_NO_MEMORY, ErrorCode::kLimit, "out of memory"},
      {PST_E_CANCELLED, ErrorCode::kPluginFailed, "nobody cancelled"},
      {PST_E_LIMIT, ErrorCode::kLimit, "too large"},
      {PST_E_RANGE, ErrorCode::kInvalidArgument, "out of range"},
      {-99, ErrorCode::kPluginFailed, "unknown status -99"},
      {2, ErrorCode::kPluginFailed, "unknown status 2"},
  };
  for (const Case& wanted : cases) {
    const Result<bool> result = Judged(wanted.status);
    BOOST_REQUIRE(!result.has_value());
    BOOST_TEST((result.error().code == wanted.code));
    BOOST_TEST(Contains(result.error().message, wanted.words));
    BOOST_TEST(Contains(result.error().message, "demo"));
    BOOST_TEST(Contains(result.error().message, "encode()"));
  }
}

BOOST_AUTO_TEST_CASE(an_internal_error_ends_all_calls) {
  const CallGate gate = Gate();
  int calls = 0;
  const auto call = [&](pst_status status) {
    return gate.Ask("decode", nullptr, Answers::kOk, [&] {
      ++calls;
      return status;
    });
  };
  BOOST_TEST(call(PST_OK).has_value());
  BOOST_TEST(!call(PST_E_INTERNAL).has_value());
  const Result<bool> later = call(PST_OK);
  BOOST_REQUIRE(!later.has_value());
  BOOST_TEST(calls == 2);
  BOOST_TEST(later.error().message ==
             "plugin demo is out of use, so decode() was not called: decode() "
             "reported an internal error before");
}

BOOST_AUTO_TEST_CASE(a_plugin_that_is_gone_is_asked_no_more) {
  const CallGate gate = Gate();
  const Result<bool> gone =
      gate.Ask("encode", nullptr, Answers::kOk, []() -> pst_status {
        throw PluginGone{ErrorCode::kCancelled, "cancelled"};
      });
  BOOST_REQUIRE(!gone.has_value());
  BOOST_TEST((gone.error().code == ErrorCode::kCancelled));
  BOOST_TEST(gone.error().message == "plugin demo: encode() was cancelled");
  BOOST_TEST(gate.AskNumber("mismatch", 7, [] { return 1; }) == 7);
  const auto late =
      gate.Ask("decode", nullptr, Answers::kOk, [] { return PST_OK; });
  BOOST_REQUIRE(!late.has_value());
  BOOST_TEST(Contains(late.error().message, "encode() was cancelled before"));
  // One that only returns a number.
  const CallGate other = Gate();
  BOOST_TEST(other.AskNumber("mismatch", 7, []() -> int {
    throw PluginGone{ErrorCode::kPluginFailed, "crashed"};
  }) == 7);
  BOOST_TEST(!other.Ask("decode", nullptr, Answers::kOk, [] { return PST_OK; })
                  .has_value());
}

// More threads than there are marks: the calls of the later ones go unmarked.
BOOST_AUTO_TEST_CASE(any_number_of_threads_may_call) {
  const auto domain = OpenGood("bits");
  BOOST_REQUIRE(domain.has_value());
  std::atomic<int> done{0};
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kMaxCallMarks + 5; ++i) {
    threads.emplace_back(
        [&] { done += (*domain)->Encode("01").has_value() ? 1 : 0; });
  }
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(done == static_cast<int>(threads.size()));
  // They are in use, so they stay where they are.
  alignas(64) static std::byte elsewhere[sizeof(CallMarkTable)];
  BOOST_TEST(!KeepCallMarksIn(elsewhere));
}

BOOST_AUTO_TEST_CASE(an_exception_ends_all_calls) {
  const CallGate gate = Gate();
  const Result<bool> thrown =
      gate.Ask("encode", nullptr, Answers::kOk,
               []() -> pst_status { throw std::runtime_error("out"); });
  BOOST_REQUIRE(!thrown.has_value());
  BOOST_TEST(Contains(thrown.error().message, "exception escape"));
  BOOST_TEST(
      !gate.Ask("x", nullptr, Answers::kOk, [] { return PST_OK; }).has_value());
  BOOST_TEST(gate.AskNumber("y", 5.0, [] { return 6.0; }) == 5.0);
}

BOOST_AUTO_TEST_CASE(a_breach_leaves_the_plugin_usable) {
  const CallGate gate = Gate();
  BOOST_TEST(Contains(gate.Breach("describe", "gave nonsense").message,
                      "plugin demo broke its contract: describe() gave "
                      "nonsense"));
  BOOST_TEST(Contains(gate.Breach("a", "b").mend, "Example"));
  BOOST_TEST(Contains(gate.Breach("a", "b").mend, "/demo.so"));
  BOOST_TEST(
      gate.Ask("x", nullptr, Answers::kOk, [] { return PST_OK; }).has_value());
}

// Most calls that were inside at the same time.
int MostAtOnce(bool concurrent) {
  const CallGate gate = Gate(concurrent);
  std::atomic<int> inside{0};
  std::atomic<int> most{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        static_cast<void>(gate.Ask("x", nullptr, Answers::kOk, [&] {
          const int now = ++inside;
          int seen = most;
          while (seen < now && !most.compare_exchange_weak(seen, now)) {
          }
          std::this_thread::sleep_for(std::chrono::microseconds(100));
          --inside;
          return PST_OK;
        }));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return most;
}

BOOST_AUTO_TEST_CASE(calls_are_serial_unless_the_plugin_is_concurrent) {
  BOOST_TEST(MostAtOnce(false) == 1);
  BOOST_TEST(MostAtOnce(true) > 1);
}

BOOST_AUTO_TEST_CASE(exceptions_inside_guard_become_statuses) {
  const auto domain = OpenGood("throws");
  BOOST_REQUIRE(domain.has_value());
  BOOST_TEST((*domain)->Encode("fine").value().tokens.size() == 1u);
  const auto error = (*domain)->Encode("error");
  BOOST_TEST((error.error().code == ErrorCode::kInvalidArgument));
  BOOST_TEST(error.error().message == "no error wanted");
  BOOST_TEST((*domain)->Encode("memory").error().message ==
             "plugin throws: encode() ran out of memory");
  const auto thrown = (*domain)->Encode("exception");
  BOOST_TEST(
      Contains(thrown.error().message, "internal error: the tape ran out"));
  BOOST_TEST(
      Contains((*domain)->Encode("fine").error().message, "is out of use"));
}

BOOST_AUTO_TEST_CASE(exceptions_outside_guard_are_caught_by_the_host) {
  const auto domain = OpenGood("throws");
  BOOST_REQUIRE(domain.has_value());
  const std::vector<Token> tokens = {0};
  const auto thrown = (*domain)->Decode(tokens);
  BOOST_REQUIRE(!thrown.has_value());
  BOOST_TEST((thrown.error().code == ErrorCode::kPluginFailed));
  BOOST_TEST(Contains(thrown.error().message, "let an exception escape"));
  const auto other = OpenGood("throws");
  BOOST_TEST((*other)->Mismatch(0, 0, 1) == 1);
  BOOST_TEST(Contains((*other)->Encode("x").error().message, "mismatch()"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
