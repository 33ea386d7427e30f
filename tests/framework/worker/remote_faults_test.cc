// A worker that dies, lies or is asked what it cannot do is an error of the
// plugin, never of the host.

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "framework/core/random.h"
#include "framework/worker/remote_plugin.h"
#include "tests/framework/plugin/fixture_plugins.h"
#include "tests/framework/worker/loopback.h"
#include "tests/fuzz/call_all.h"

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(remote_faults)

// A channel whose worker is gone after a number of requests.
class DyingChannel final : public WorkerChannel {
 public:
  DyingChannel(WorkerChannel& inner, int lives)
      : inner_(inner), lives_(lives) {}
  Result<std::string> Ask(std::string_view request) override {
    if (lives_-- > 0) return inner_.Ask(request);
    return Fail(ErrorCode::kPluginFailed, "crashed (signal 11)");
  }
  [[nodiscard]] bool alive() const { return lives_ >= 0; }

 private:
  WorkerChannel& inner_;
  int lives_;
};

BOOST_AUTO_TEST_CASE(a_worker_that_dies_at_any_request_is_an_error) {
  for (const char* name : {"every", "bits"}) {
    int opened = 0;
    bool alive = false;
    for (int lives = 0; !alive && lives < 400; ++lives) {
      LoopbackChannel loopback(GoodPlugin(name));
      DyingChannel channel(loopback, lives);
      const auto plugin = RemotePlugin::Load(channel, GoodPlugin(name), {});
      if (!plugin) continue;
      const auto domain = (*plugin)->Open(0, {});
      if (!domain) {
        BOOST_TEST(Contains(domain.error().message, "crashed (signal 11)"),
                   domain.error().message);
        continue;
      }
      ++opened;
      fuzz::CallAll(**domain);
      alive = channel.alive();
      if (alive) continue;
      const auto late = (*domain)->Encode("ab");
      BOOST_REQUIRE(!late.has_value());
      BOOST_TEST(Contains(late.error().message, "out of use"),
                 late.error().message);
    }
    BOOST_TEST(opened > 5);
    BOOST_TEST(alive);  // At last every request was answered.
  }
}

// A channel that writes down what it is asked.
class RecordingChannel final : public WorkerChannel {
 public:
  explicit RecordingChannel(WorkerChannel& inner) : inner_(inner) {}
  Result<std::string> Ask(std::string_view request) override {
    requests.emplace_back(request);
    return inner_.Ask(request);
  }
  std::vector<std::string> requests;

 private:
  WorkerChannel& inner_;
};

std::vector<std::string> RequestsOf(const std::filesystem::path& file) {
  LoopbackChannel loopback(file);
  RecordingChannel channel(loopback);
  const auto plugin = Must(RemotePlugin::Load(channel, file, {}));
  fuzz::CallAll(*Must(plugin->Open(0, {})));
  return channel.requests;
}

// Functions that a plugin lacks are not called, whatever a request says.
BOOST_AUTO_TEST_CASE(requests_meant_for_another_plugin_are_refused) {
  const std::string bits = GoodPlugin("bits"), every = GoodPlugin("every"),
                    terraform = Product("terraform");
  for (const auto& [asked, meant] :
       {std::pair(bits, every), std::pair(every, terraform)}) {
    LoopbackChannel channel(asked);
    int refused = 0;
    for (const std::string& request : RequestsOf(meant)) {
      const auto answer = channel.Ask(request);
      BOOST_REQUIRE(answer.has_value());
      ByteReader in(*answer);
      refused += BeginAnswer(in) ? 0 : 1;
    }
    BOOST_TEST(refused > 2);
    // None of them hurts a plugin that has not been created either.
    LoopbackChannel empty(asked);
    for (const std::string& request : RequestsOf(meant)) {
      ByteReader in(request);
      const auto call = static_cast<PluginCall>(in.Get<std::uint32_t>());
      if (call == PluginCall::kCreate) continue;
      BOOST_REQUIRE(empty.Ask(request).has_value());
    }
  }
}

// A channel that answers one call itself.
class AnsweringChannel final : public WorkerChannel {
 public:
  AnsweringChannel(WorkerChannel& inner, PluginCall call,
                   Result<std::string> answer)
      : inner_(inner), call_(call), answer_(std::move(answer)) {}
  Result<std::string> Ask(std::string_view request) override {
    ByteReader in(request);
    const auto call = static_cast<PluginCall>(in.Get<std::uint32_t>());
    return call == call_ ? answer_ : inner_.Ask(request);
  }

 private:
  WorkerChannel& inner_;
  PluginCall call_;
  Result<std::string> answer_;
};

BOOST_AUTO_TEST_CASE(confining_may_fail_in_three_ways) {
  ByteWriter fine;
  fine.Put<std::uint8_t>(1);
  fine.PutText("no seccomp");
  const std::string answered = fine.Take();
  const Result<std::string> answers[] = {
      Result<std::string>(answered),
      Fail(ErrorCode::kPluginFailed, "crashed (signal 9)"),
      Result<std::string>(
          RefusedAnswer({ErrorCode::kLimit, "ran out of memory", ""})),
      Result<std::string>(answered + "more")};
  for (const Result<std::string>& answer : answers) {
    LoopbackChannel loopback(GoodPlugin("bits"));
    AnsweringChannel channel(loopback, PluginCall::kConfine, answer);
    const auto plugin =
        Must(RemotePlugin::Load(channel, GoodPlugin("bits"), {}));
    const auto domain = Must(plugin->Open(0, {}));
    const auto confined = plugin->ConfineToComputing();
    BOOST_TEST(confined.has_value() == (&answer == &answers[0]));
    if (confined) BOOST_TEST(*confined == "no seccomp");
  }
}

BOOST_AUTO_TEST_CASE(a_cursor_that_does_not_open_is_no_cursor) {
  for (const pst_status status : {PST_OK, PST_E_NO_MEMORY}) {
    ByteWriter out;
    out.Put<std::uint8_t>(1);
    out.Put(status);
    out.Put<std::uint64_t>(0);
    const std::filesystem::path drums = Product("drums");
    LoopbackChannel loopback(drums);
    AnsweringChannel channel(loopback, PluginCall::kCursorOpen, out.Take());
    const auto plugin = Must(RemotePlugin::Load(channel, drums, {}));
    const auto domain = Must(plugin->Open(0, {}));
    std::vector<std::int64_t> slots(domain->geometry().slots.size());
    std::vector<std::int32_t> features(domain->geometry().features.size());
    const auto described =
        domain->Describe(ContextMode::kCausal, {}, 0, 1, slots, features);
    BOOST_REQUIRE(!described.has_value());
    BOOST_TEST(
        (described.error().code ==
         (status == PST_OK ? ErrorCode::kPluginFailed : ErrorCode::kLimit)));
  }
}

BOOST_AUTO_TEST_CASE(what_a_plugin_disturbed_is_told_across) {
  Remote remote(BrokenPlugin("environment"));
  BOOST_TEST(remote.plugin->facts().disturbances.size() >= 4u);
}

BOOST_AUTO_TEST_CASE(cancelling_ends_the_worker_and_says_so) {
  LoopbackChannel loopback(GoodPlugin("every"));
  AnsweringChannel channel(loopback, PluginCall::kEncode,
                           Fail(ErrorCode::kCancelled, "cancelled"));
  const auto plugin =
      Must(RemotePlugin::Load(channel, GoodPlugin("every"), {}));
  const auto domain = Must(plugin->Open(0, {}));
  const auto text = domain->Encode("ab");
  BOOST_REQUIRE(!text.has_value());
  BOOST_TEST((text.error().code == ErrorCode::kCancelled));
}

enum class Spoilt { kRequest, kAnswer };

// Cut short, with something behind it, or with some bits flipped: requests not,
// since a plugin may do as it likes with tokens that no host would send.
std::string Spoil(std::string bytes, Spoilt what, Rng& rng) {
  const std::size_t size = bytes.size();
  switch (rng.NextBelow(what == Spoilt::kRequest ? 2 : 4)) {
    case 0:
      bytes.resize(rng.NextBelow(size + 1));
      break;
    case 1:
      bytes.append(1 + rng.NextBelow(9), static_cast<char>(rng.NextBelow(256)));
      break;
    default:
      for (int flips = 0; size > 0 && flips < 3; ++flips) {
        bytes[rng.NextBelow(size)] ^= static_cast<char>(1u << rng.NextBelow(8));
      }
  }
  return bytes;
}

// A channel that spoils one request or its answer.
class SpoilingChannel final : public WorkerChannel {
 public:
  SpoilingChannel(WorkerChannel& inner, Spoilt what, int which, Rng& rng)
      : inner_(inner), what_(what), which_(which), rng_(rng) {}
  Result<std::string> Ask(std::string_view request) override {
    if (which_-- != 0) return inner_.Ask(request);
    reached_ = true;
    if (what_ == Spoilt::kRequest) {
      return inner_.Ask(Spoil(std::string(request), what_, rng_));
    }
    auto answer = inner_.Ask(request);
    if (answer) *answer = Spoil(*std::move(answer), what_, rng_);
    return answer;
  }
  [[nodiscard]] bool reached() const { return reached_; }

 private:
  WorkerChannel& inner_;
  Spoilt what_;
  int which_;
  Rng& rng_;
  bool reached_ = false;
};

// Whatever stands in a message, it is an error or within the contract.
BOOST_AUTO_TEST_CASE(spoilt_messages_do_no_harm) {
  Rng rng(/*seed=*/31);
  for (const Spoilt what : {Spoilt::kRequest, Spoilt::kAnswer}) {
    for (const char* name : {"every", "bits"}) {
      bool reached = true;
      int refused = 0;
      for (int which = 0; reached && which < 400; ++which) {
        for (int round = 0; round < 12; ++round) {
          LoopbackChannel loopback(GoodPlugin(name));
          SpoilingChannel channel(loopback, what, which, rng);
          const auto plugin = RemotePlugin::Load(channel, GoodPlugin(name), {});
          if (plugin) {
            const auto domain = (*plugin)->Open(0, {});
            if (domain) fuzz::CallAll(**domain);
            refused += domain ? 0 : 1;
          }
          reached = channel.reached();
        }
      }
      BOOST_TEST(!reached);  // All messages had their turn.
      BOOST_TEST(refused > 10);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
