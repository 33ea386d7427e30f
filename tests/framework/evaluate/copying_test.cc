// Shares of copies that can be counted by hand.

#include "framework/evaluate/copying.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "framework/core/random.h"
#include "tests/support/memory_domain.h"

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(copying)

// Units from `begin` on that stand somewhere in the corpus, by comparing all.
std::size_t SlowMatch(const std::vector<Document>& corpus, TokenSpan sample,
                      std::size_t begin, std::size_t unit) {
  std::size_t longest = 0;
  for (const Document& document : corpus) {
    for (std::size_t at = 0; at < document.tokens.size(); at += unit) {
      std::size_t n = 0;
      while (begin + n < sample.size() && at + n < document.tokens.size() &&
             sample[begin + n] == document.tokens[at + n]) {
        ++n;
      }
      longest = std::max(longest, n / unit);
    }
  }
  return longest;
}

BOOST_AUTO_TEST_CASE(match_lengths_equal_comparing_with_everything) {
  Rng rng(/*seed=*/2);
  for (int round = 0; round < 60; ++round) {
    const std::uint32_t unit = 1 + static_cast<std::uint32_t>(round % 3);
    const test::MemoryDomain domain({.vocabulary = 2, .unit_length = unit});
    const auto draw = [&](std::size_t units) {
      Document document;
      for (std::size_t i = 0; i < units * unit; ++i) {
        // Long runs: deep matches, many of them.
        document.tokens.push_back(rng.NextBelow(6) == 0 ? 1 : 0);
      }
      return document;
    };
    std::vector<Document> corpus;
    for (std::size_t d = 0; d <= rng.NextBelow(4); ++d) {
      corpus.push_back(draw(1 + rng.NextBelow(60)));
    }
    const Copying copying = Copying::Build(domain, corpus).value();
    const Document sample = draw(rng.NextBelow(60));
    const MatchLengths lengths = copying.Match(domain, sample.tokens).value();
    BOOST_REQUIRE_EQUAL(lengths.size(), sample.tokens.size() / unit);
    for (std::size_t u = 0; u < lengths.size(); ++u) {
      BOOST_REQUIRE_EQUAL(lengths[u],
                          SlowMatch(corpus, sample.tokens, u * unit, unit));
    }
  }
}

BOOST_AUTO_TEST_CASE(the_meter_names_a_place_and_counts_covered_units) {
  Rng rng(/*seed=*/3);
  for (int round = 0; round < 60; ++round) {
    const std::uint32_t unit = 1 + static_cast<std::uint32_t>(round % 3);
    const test::MemoryDomain domain({.vocabulary = 2, .unit_length = unit});
    const auto draw = [&](std::size_t units) {
      Document document;
      for (std::size_t i = 0; i < units * unit; ++i) {
        document.tokens.push_back(rng.NextBelow(3) == 0 ? 1 : 0);
      }
      return document;
    };
    // An empty document takes a number all the same.
    std::vector<Document> corpus = {draw(30), Document(), draw(50)};
    const Document sample = draw(round == 0 ? 0 : 1 + rng.NextBelow(90));
    const Copying copying = Copying::Build(domain, corpus).value();
    const CopyMeter meter = copying.Measure(domain, sample.tokens).value();
    BOOST_REQUIRE_EQUAL(meter.units, sample.tokens.size() / unit);
    std::vector<std::size_t> lengths;
    for (std::size_t u = 0; u < meter.units; ++u) {
      lengths.push_back(SlowMatch(corpus, sample.tokens, u * unit, unit));
    }
    const auto covered = [&](std::size_t units) {
      std::vector<bool> in(meter.units, false);
      for (std::size_t u = 0; u < lengths.size(); ++u) {
        for (std::size_t i = 0; lengths[u] >= units && i < lengths[u]; ++i) {
          in[u + i] = true;
        }
      }
      return in.empty() ? 0.0
                        : double(std::count(in.begin(), in.end(), true)) /
                              double(in.size());
    };
    BOOST_TEST(meter.covered_8 == covered(8));
    BOOST_TEST(meter.covered_16 == covered(16));
    BOOST_TEST(meter.longest.units == LongestRun(lengths));
    if (meter.longest.units == 0) continue;
    const auto& there = corpus[meter.longest.document].tokens;
    BOOST_TEST(std::equal(
        sample.tokens.begin() + std::ptrdiff_t(meter.first * unit),
        sample.tokens.begin() +
            std::ptrdiff_t((meter.first + meter.longest.units) * unit),
        there.begin() + std::ptrdiff_t(meter.longest.unit * unit)));
  }
}

BOOST_AUTO_TEST_CASE(shares_and_runs_of_a_known_copy) {
  const test::MemoryDomain domain({.vocabulary = 26});
  const std::vector<Document> corpus = {domain.Read("abcdefghij"),
                                        domain.Read("klmnop")};
  const Copying copying = Copying::Build(domain, corpus).value();
  // Ten letters copied, then "kk": windows of 8 at 0, 1, 2 of five are copies.
  const MatchLengths lengths =
      copying.Match(domain, domain.Read("abcdefghijkk").tokens).value();
  BOOST_TEST(LongestRun(lengths) == 10u);
  const std::vector<MatchLengths> samples = {lengths};
  BOOST_TEST(*CopiedShare(samples, 8) == 3.0 / 5);
  BOOST_TEST(!CopiedShare(samples, 16).has_value());
  // Not across two documents: j ends one, k starts the other.
  BOOST_TEST(lengths[8] == 2u);
}

BOOST_AUTO_TEST_CASE(unknown_units_and_end_tokens_do_not_match) {
  const test::MemoryDomain domain({.vocabulary = 4, .end_token = 3});
  const std::vector<Document> corpus = {domain.Read("abd")};
  const Copying copying = Copying::Build(domain, corpus).value();
  const MatchLengths lengths =
      copying.Match(domain, domain.Read("abcabd").tokens).value();
  BOOST_TEST(lengths == (MatchLengths{2, 1, 0, 2, 1}),
             boost::test_tools::per_element());
  BOOST_TEST(LongestRun({}) == 0u);
}

BOOST_AUTO_TEST_CASE(a_long_flat_corpus_is_no_trouble) {
  const test::MemoryDomain domain({});
  std::vector<Document> corpus(2);
  corpus[0].tokens.assign(100000, 0);
  corpus[1].tokens.assign(3, 1);
  const Copying copying = Copying::Build(domain, corpus).value();
  const std::vector<Token> sample(2000, 0);
  const MatchLengths lengths = copying.Match(domain, sample).value();
  BOOST_TEST(lengths.front() == 2000u);
  BOOST_TEST(lengths.back() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
