// Requests that no host makes: each is refused, and the plugin is not called
// with what it may not be given.

#include "framework/worker/plugin_server.h"

#include <boost/test/unit_test.hpp>

#include "framework/worker/sink_events.h"
#include "tests/framework/plugin/fixture_plugins.h"
#include "tests/framework/worker/loopback.h"

namespace pastiche {
namespace {

using Ids = std::vector<std::uint32_t>;

// A request: the call and its values, arrays with their lengths.
template <typename T>
void Put(ByteWriter& out, const T& value) {
  out.Put(value);
}
void Put(ByteWriter& out, const Ids& ids) {
  out.PutArray(ids.data(), ids.size());
}
template <typename... Values>
std::string Request(PluginCall call, const Values&... values) {
  ByteWriter out;
  out.Put(static_cast<std::uint32_t>(call));
  (Put(out, values), ...);
  return out.Take();
}

// An instance of a domain that has cursors and units of several lengths.
class Served {
 public:
  Served() : channel_(Product("terraform")) {
    ByteWriter create;
    create.Put(static_cast<std::uint32_t>(PluginCall::kCreate));
    create.Put<std::uint32_t>(0);
    PutBytes(create, {"{}", 2});
    const std::string request = create.Take();
    const std::string answer = Must(channel_.Ask(request));
    BOOST_REQUIRE(!answer.empty());
    BOOST_REQUIRE(answer[0] == 1);
  }
  // The status of an answer; nothing if it is refused.
  template <typename... Values>
  std::optional<pst_status> Ask(PluginCall call, const Values&... values) {
    const std::string answer = Must(channel_.Ask(Request(call, values...)));
    ByteReader in(answer);
    if (!BeginAnswer(in)) return std::nullopt;
    return in.Get<pst_status>();
  }

 private:
  LoopbackChannel channel_;
};

constexpr std::uint64_t kNone = 0, kOne = 1, kTwo = 2, kMany = 1 << 20;
constexpr std::uint32_t kAsksNothing = 0, kAsksSlots = 1, kAsksMask = 2;
const Ids kText = {0, 1};

BOOST_AUTO_TEST_SUITE(plugin_server)

BOOST_AUTO_TEST_CASE(positions_lie_in_the_document) {
  Served served;
  const std::uint32_t mode = PST_MODE_CAUSAL;
  const auto describe = [&](std::uint64_t begin, std::uint64_t end) {
    return served.Ask(PluginCall::kDescribe, mode, kText, begin, end);
  };
  BOOST_TEST((describe(0, 3) == PST_OK));
  BOOST_TEST((describe(1, 1) == PST_OK));
  for (const auto& [begin, end] :
       {std::pair(kTwo, kOne), std::pair(kNone, kMany),
        std::pair(kNone, std::uint64_t{4}),
        std::pair(UINT64_MAX, UINT64_MAX)}) {
    BOOST_TEST(!describe(begin, end).has_value());
  }
  const auto boundary = [&](std::uint64_t begin, std::uint64_t end) {
    return served.Ask(PluginCall::kBoundary, kText, begin, end);
  };
  BOOST_TEST((boundary(0, 2) == PST_OK));
  BOOST_TEST(!boundary(2, 1).has_value());
  BOOST_TEST(!boundary(0, 3).has_value());
  BOOST_TEST((served.Ask(PluginCall::kAllowed, kText, kTwo) == PST_OK));
  BOOST_TEST(!served.Ask(PluginCall::kAllowed, kText, kMany).has_value());
  // A document as long as its answer would be over the limit.
  const Ids much(10'000'000, 0);
  BOOST_TEST(!served
                  .Ask(PluginCall::kDescribe, mode, much, kNone,
                       std::uint64_t{much.size()})
                  .has_value());
}

BOOST_AUTO_TEST_CASE(values_are_all_there_and_no_more) {
  Served served;
  BOOST_TEST(!served.Ask(PluginCall::kDescribe).has_value());
  BOOST_TEST(!served.Ask(PluginCall::kBoundary, kText, kNone).has_value());
  BOOST_TEST(
      !served.Ask(PluginCall::kBoundary, kText, kNone, kTwo, kTwo).has_value());
  BOOST_TEST(!served.Ask(PluginCall::kCursorOpen, kOne).has_value());
  BOOST_TEST(
      !served.Ask(PluginCall::kTokenInfo, std::uint32_t{0}, std::uint32_t{5000})
           .has_value());
  BOOST_TEST(!served.Ask(static_cast<PluginCall>(4711)).has_value());
}

BOOST_AUTO_TEST_CASE(cursors_are_those_that_were_opened) {
  Served served;
  const auto ask = [&](std::uint64_t cursor, const Ids& tokens,
                       std::uint32_t question) {
    return served.Ask(PluginCall::kCursorAsk, cursor, tokens, question);
  };
  BOOST_TEST(!ask(1, kText, kAsksSlots).has_value());
  BOOST_REQUIRE((served.Ask(PluginCall::kCursorOpen) == PST_OK));
  BOOST_TEST((ask(1, kText, kAsksNothing) == PST_OK));
  BOOST_TEST((ask(1, {0}, kAsksSlots) == PST_OK));
  BOOST_TEST((ask(1, {}, kAsksMask) == PST_OK));
  BOOST_TEST(!ask(1, {}, 99).has_value());
  BOOST_TEST(!ask(2, {}, kAsksSlots).has_value());
  const auto rewind = [&](std::uint64_t cursor, std::uint64_t count) {
    return served.Ask(PluginCall::kCursorRewind, cursor, count);
  };
  BOOST_TEST((rewind(1, 3) == PST_OK));
  BOOST_TEST((rewind(1, 1) == PST_E_RANGE));
  BOOST_TEST(!rewind(2, 1).has_value());
  BOOST_TEST(!served.Ask(PluginCall::kCursorRewind, kOne).has_value());
  BOOST_TEST((served.Ask(PluginCall::kCursorClose, kOne) == PST_OK));
  BOOST_TEST(!served.Ask(PluginCall::kCursorClose, kOne).has_value());
  // One that is left open is closed with the instance.
  BOOST_REQUIRE((served.Ask(PluginCall::kCursorOpen) == PST_OK));
}

BOOST_AUTO_TEST_CASE(a_worker_opens_no_end_of_cursors) {
  Served served;
  int opened = 0;
  while (opened < 100'000 && served.Ask(PluginCall::kCursorOpen)) ++opened;
  BOOST_TEST(opened > 10);
  BOOST_TEST(opened < 100'000);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
