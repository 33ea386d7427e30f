#include "framework/generate/payload_retrieval.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "framework/core/random.h"
#include "kernels/executor.h"
#include "tests/support/memory_domain.h"

namespace pastiche {
namespace {

// A sequence over a, b, c whose tokens carry a size and a deviation.
class PlayedDomain : public test::MemoryDomain {
 public:
  PlayedDomain() : MemoryDomain({.vocabulary = 3}) {}
  [[nodiscard]] const std::vector<ChannelInfo>& channels() const override {
    return channels_;
  }

 private:
  std::vector<ChannelInfo> channels_ = {
      {.id = "size", .unit = "", .lo = 0.0, .hi = 100.0, .initial = 50.0},
      {.id = "late", .unit = "", .lo = -1.0, .hi = 1.0, .initial = 0.25}};
};

Document Make(const PlayedDomain& domain, const std::string& text,
              const std::vector<double>& payload) {
  Document document = domain.Read(text);
  document.payload = payload;
  return document;
}

HeadSettings Head(const PlayedDomain& domain) {
  return DefaultRecommendation(domain.geometry()).fill.heads.back();
}

std::vector<double> Retrieved(const PlayedDomain& domain,
                              const std::vector<Document>& documents,
                              const std::string& text,
                              const PayloadSettings& settings = {}) {
  const auto retrieval =
      PayloadRetrieval::Build(domain, documents, Head(domain), settings);
  BOOST_REQUIRE(retrieval.has_value());
  const auto values = retrieval->Retrieve(domain.Read(text).tokens);
  BOOST_REQUIRE(values.has_value());
  return *values;
}

BOOST_AUTO_TEST_SUITE(payload_retrieval)

BOOST_AUTO_TEST_CASE(a_corpus_without_numbers_gives_none) {
  const PlayedDomain domain;
  const std::vector<Document> documents = {Make(domain, "abc", {})};
  BOOST_TEST(Retrieved(domain, documents, "abc").empty());
}

BOOST_AUTO_TEST_CASE(constant_numbers_stay_and_unseen_tokens_get_the_initial) {
  const PlayedDomain domain;
  const std::vector<Document> documents = {
      Make(domain, "aab", {7, 0, 7, 0, 9, 0.5})};
  const std::vector<double> expected = {9, 0.5, 7, 0, 50, 0.25};
  BOOST_TEST(Retrieved(domain, documents, "bac") == expected,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_the_corpus_holds_comes_back_as_it_was) {
  const PlayedDomain domain;
  Rng rng(3);
  std::vector<Document> documents;
  std::vector<std::string> texts;
  for (int d = 0; d < 4; ++d) {
    std::string text;
    std::vector<double> payload;
    for (int i = 0; i < 60; ++i) {
      text += static_cast<char>('a' + rng.NextBelow(3));
      payload.push_back(static_cast<double>(rng.NextBelow(100)));
      payload.push_back(static_cast<double>(rng.NextBelow(200)) / 100.0 - 1.0);
    }
    texts.push_back(text);
    documents.push_back(Make(domain, text, payload));
  }
  for (std::size_t d = 0; d < documents.size(); ++d) {
    const auto values =
        Retrieved(domain, documents, texts[d], {.scale = 40.0, .prior = 1.0});
    for (std::size_t i = 0; i < values.size(); ++i) {
      BOOST_TEST(std::abs(values[i] - documents[d].payload[i]) < 1e-3);
    }
  }
}

// Two performers of the same notes: one soft and early, one loud and late.
BOOST_AUTO_TEST_CASE(sizes_are_averaged_and_deviations_come_from_one_donor) {
  const PlayedDomain domain;
  const std::vector<Document> documents = {
      Make(domain, "ababc", {10, -0.5, 20, -0.5, 10, -0.5, 20, -0.5, 1, -0.5}),
      Make(domain, "ababb", {50, 0.5, 60, 0.5, 50, 0.5, 60, 0.5, 60, 0.5})};
  const auto even =
      Retrieved(domain, documents, "abab", {.scale = 1.0, .prior = 0.0});
  for (std::size_t i = 0; i < 4; ++i) {
    BOOST_TEST(even[2 * i] > (i % 2 == 0 ? 10.0 : 20.0));
    BOOST_TEST(even[2 * i] < (i % 2 == 0 ? 50.0 : 60.0));
    BOOST_TEST(std::abs(even[2 * i + 1]) == 0.5);
    BOOST_TEST(even[2 * i + 1] == even[1]);
  }
  // A document that matches better as a whole draws the sizes to itself, too.
  const auto drawn =
      Retrieved(domain, documents, "ababb", {.scale = 4.0, .prior = 5.0});
  for (std::size_t i = 0; i < 5; ++i) {
    BOOST_TEST(drawn[2 * i + 1] == 0.5);
    BOOST_TEST(drawn[2 * i] > 49.0);
  }
}

BOOST_AUTO_TEST_CASE(a_donor_without_such_a_token_is_stood_in_for) {
  const PlayedDomain domain;
  const std::vector<Document> documents = {
      Make(domain, "aaaa", {1, -0.5, 2, -0.5, 3, -0.5, 4, -0.5}),
      Make(domain, "bcbc", {5, 0.5, 6, 0.5, 7, 0.5, 8, 0.75})};
  const auto values =
      Retrieved(domain, documents, "aaac", {.scale = 1.0, .prior = 1.0});
  BOOST_TEST(values[1] == -0.5);
  BOOST_TEST(values[7] > 0.0);
}

BOOST_AUTO_TEST_CASE(any_number_of_threads_gives_the_same_numbers) {
  const PlayedDomain domain;
  Rng rng(5);
  std::string text;
  std::vector<double> payload;
  for (int i = 0; i < 200; ++i) {
    text += static_cast<char>('a' + rng.NextBelow(3));
    payload.push_back(static_cast<double>(rng.NextBelow(100)));
    payload.push_back(0.0);
  }
  const std::vector<Document> documents = {Make(domain, text, payload),
                                           Make(domain, text, payload)};
  const int before = kernels::thread_count();
  kernels::SetThreadCount(1);
  const auto one = Retrieved(domain, documents, text);
  kernels::SetThreadCount(4);
  const auto four = Retrieved(domain, documents, text);
  kernels::SetThreadCount(before);
  BOOST_TEST((one == four));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
