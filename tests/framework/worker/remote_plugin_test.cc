// A plugin behind a worker's channel answers as the same plugin in this
// process, and its defects are found by the same checks, in the same words.

#include "framework/worker/remote_plugin.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdlib>

#include "tests/framework/plugin/fixture_plugins.h"
#include "tests/framework/worker/loopback.h"

namespace pastiche {
namespace {

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
  // What is taken back is rewound there.
  for (const std::size_t count : {200u, 198u, 199u, 190u}) {
    const TokenSpan before =
        TokenSpan(tokens).first(std::min<std::size_t>(count, tokens.size()));
    std::vector<std::uint64_t> bits((here.vocabulary().size() + 63) / 64),
        other_bits(bits);
    BOOST_REQUIRE(here.Allowed(before, before.size(), bits));
    BOOST_REQUIRE(there.Allowed(before, before.size(), other_bits));
    BOOST_TEST((bits == other_bits));
  }
  std::vector<std::uint8_t> starts(tokens.size()), other_starts(starts);
  BOOST_REQUIRE(here.UnitStarts(tokens, starts));
  BOOST_REQUIRE(there.UnitStarts(tokens, other_starts));
  BOOST_TEST((starts == other_starts));
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

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
