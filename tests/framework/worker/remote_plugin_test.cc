// A plugin behind a worker's channel answers as the same plugin in this
// process, and its defects are found by the same checks, in the same words.

#include "framework/worker/remote_plugin.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdlib>

#include "framework/core/random.h"
#include "tests/framework/plugin/fixture_plugins.h"
#include "tests/framework/worker/loopback.h"
#include "tests/fuzz/call_all.h"

namespace pastiche {
namespace {

// A domain and what it stands on.
struct Remote {
  explicit Remote(const std::filesystem::path& file) : channel(file) {
    auto loaded = RemotePlugin::Load(channel, file, {});
    BOOST_REQUIRE_MESSAGE(loaded.has_value(), loaded.error().message);
    plugin = std::move(*loaded);
  }
  Result<std::unique_ptr<Domain>> Open(const OpenOptions& options = {}) {
    return plugin->Open(0, options);
  }
  LoopbackChannel channel;
  std::unique_ptr<RemotePlugin> plugin;
};

std::filesystem::path Product(const std::string& name) {
  return std::filesystem::path(std::getenv("PASTICHE_BUILD")) /
         "lib/pastiche/plugins" / (name + ".so");
}

template <typename T>
T Must(Result<T> result) {
  BOOST_REQUIRE_MESSAGE(result.has_value(), result.error().message);
  return std::move(*result);
}

bool SameNumbers(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](double x, double y) {
                      return x == y || (std::isnan(x) && std::isnan(y));
                    });
}

// Every function of Domain, there and here.
void Compare(const Domain& there, const Domain& here) {
  BOOST_TEST(there.info().id == here.info().id);
  BOOST_REQUIRE(there.vocabulary().size() == here.vocabulary().size());
  for (std::size_t i = 0; i < here.vocabulary().size(); ++i) {
    BOOST_TEST(there.vocabulary()[i].text == here.vocabulary()[i].text);
  }
  BOOST_TEST(there.options().size() == here.options().size());
  BOOST_TEST(there.channels().size() == here.channels().size());
  BOOST_TEST(there.region_kinds() == here.region_kinds());
  const auto documents = Must(here.Corpus());
  const auto remote_documents = Must(there.Corpus());
  BOOST_REQUIRE(documents.size() == remote_documents.size());
  BOOST_TEST((documents[0].tokens == remote_documents[0].tokens));
  BOOST_TEST((documents[0].payload == remote_documents[0].payload));
  std::vector<Token> tokens = documents[0].tokens;
  const std::string text = Must(here.Decode(tokens));
  BOOST_TEST(Must(there.Decode(tokens)) == text);
  BOOST_TEST((Must(there.Encode(text)).tokens == tokens));
  tokens.resize(std::min<std::size_t>(tokens.size(), 280));
  for (std::size_t i = 0; i < tokens.size(); i += 9) {
    // One position at a time: by cursors, where the plugin has them.
    const TokenSpan before = TokenSpan(tokens).first(i);
    std::vector<std::int64_t> slots(here.geometry().slots.size()), other(slots);
    std::vector<std::int32_t> features(here.geometry().features.size()),
        other_features(features);
    BOOST_REQUIRE(
        here.Describe(ContextMode::kCausal, before, i, i + 1, slots, features));
    BOOST_REQUIRE(there.Describe(ContextMode::kCausal, before, i, i + 1, other,
                                 other_features));
    BOOST_TEST((slots == other));
    BOOST_TEST((features == other_features));
    std::vector<std::uint64_t> bits((here.vocabulary().size() + 63) / 64),
        other_bits(bits);
    BOOST_REQUIRE(here.Allowed(before, i, bits));
    BOOST_REQUIRE(there.Allowed(before, i, other_bits));
    BOOST_TEST((bits == other_bits));
  }
  BOOST_TEST(Must(there.Check(tokens)).valid == Must(here.Check(tokens)).valid);
  BOOST_TEST(Must(there.Recommend()) == Must(here.Recommend()));
  BOOST_TEST(there.Mismatch(0, 0, 1) == here.Mismatch(0, 0, 1));
  const std::vector<TokenSpan> set = {documents[0].tokens};
  for (std::size_t i = 0; i < here.metrics().size(); ++i) {
    BOOST_TEST(SameNumbers(Must(there.Metric(i, set, set, set)),
                           Must(here.Metric(i, set, set, set))));
  }
  for (std::size_t i = 0; i < here.formats().size(); ++i) {
    if (!here.formats()[i].can_export) continue;
    BOOST_TEST((Must(there.Render(i, documents[0], "{}"))[0].content ==
                Must(here.Render(i, documents[0], "{}"))[0].content));
  }
  for (std::size_t i = 0; i < here.region_kinds().size(); ++i) {
    BOOST_TEST(Must(there.Regions(i, tokens)).size() ==
               Must(here.Regions(i, tokens)).size());
  }
}

BOOST_AUTO_TEST_SUITE(remote_plugin)

BOOST_AUTO_TEST_CASE(answers_as_in_this_process) {
  for (const std::filesystem::path& file :
       {GoodPlugin("bits"), GoodPlugin("every"), Product("mario"),
        Product("drums"), Product("terraform")}) {
    BOOST_TEST_CONTEXT(file) {
      Remote remote(file);
      const auto there = Must(remote.Open());
      const auto here = Must(Registry::Scan({}).Open(file.string()));
      Compare(*there, *here);
    }
  }
}

BOOST_AUTO_TEST_CASE(defects_are_found_in_the_same_words) {
  const std::vector<File> files = {{"x.txt", "ab"}};
  for (const char* defect :
       {"create-fails",         "create-null",        "create-unexplained",
        "create-refuses",       "codec-missing",      "context-no-slots",
        "token-null-text",      "slot-bad-id",        "metric-limits",
        "format-same-id",       "encode-token",       "encode-place",
        "encode-diag-place",    "encode-null-tokens", "encode-internal",
        "encode-unexplained",   "encode-says-no",     "encode-unknown-status",
        "encode-wrong-sink",    "import-file",        "import-diag-file",
        "import-diag-severity", "import-diag-empty"}) {
    BOOST_TEST_CONTEXT(defect) {
      OpenOptions options;
      options.options = std::string(R"({"defect":")") + defect + R"("})";
      Remote remote(GoodPlugin("every"));
      const auto there = remote.Open(options);
      const auto here = OpenEvery(defect);
      BOOST_REQUIRE_EQUAL(there.has_value(), here.has_value());
      if (!there) {
        // Tables are checked before they are sent.
        BOOST_TEST((there.error().code == here.error().code));
        continue;
      }
      const auto text = (*there)->Encode("ab");
      const auto same = (*here)->Encode("ab");
      BOOST_REQUIRE_EQUAL(text.has_value(), same.has_value());
      if (!text) BOOST_TEST(text.error().message == same.error().message);
      const auto first = (*there)->ImportFiles(0, files, "{}");
      const auto second = (*here)->ImportFiles(0, files, "{}");
      BOOST_REQUIRE_EQUAL(first.has_value(), second.has_value());
      if (!first) BOOST_TEST(first.error().message == second.error().message);
    }
  }
}

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
  // bits has a cursor, every all the rest.
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
