// Copies found against a search by hand, and kept out of what is drawn.

#include "framework/generate/copy_limit.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "framework/generate/autoregressive.h"
#include "framework/generate/diffusion.h"
#include "framework/memory/attention_suite.h"
#include "tests/framework/memory/sight_domain.h"
#include "tests/support/memory_domain.h"

namespace pastiche {
namespace {

// The longest piece, in units, that stands in one document: by comparing all
// pairs of units.
std::size_t LongestCopy(const Domain& domain,
                        const std::vector<Document>& corpus, TokenSpan tokens) {
  const auto cut = CutIntoUnits(domain, WithoutEnd(domain, tokens)).value();
  std::size_t longest = 0;
  const auto documents = CutCorpus(domain, corpus).value();
  for (const UnitDocument& there : documents) {
    for (std::size_t a = 0; a < cut.unit_count(); ++a) {
      for (std::size_t b = 0; b < there.unit_count(); ++b) {
        std::size_t n = 0;
        while (a + n < cut.unit_count() && b + n < there.unit_count() &&
               std::ranges::equal(cut.Units(a + n, 1), there.Units(b + n, 1))) {
          ++n;
        }
        longest = std::max(longest, n);
      }
    }
  }
  return longest;
}

// A corpus that repeats itself, so that sampling copies.
std::vector<Document> Repetitive(std::size_t vocabulary, std::size_t tokens,
                                 Rng& rng) {
  std::vector<Document> corpus(2);
  for (Document& document : corpus) {
    const auto motif = test::RandomDocument(9, vocabulary, rng).tokens;
    for (std::size_t i = 0; i < tokens; ++i) {
      document.tokens.push_back(
          rng.NextBelow(30) == 0 ? static_cast<Token>(rng.NextBelow(vocabulary))
                                 : motif[i % motif.size()]);
    }
    document.name = "doc-" + std::to_string(&document - corpus.data());
  }
  return corpus;
}

AttentionSuite Suite(const Domain& domain,
                     const std::vector<Document>& corpus) {
  return {domain, test::PointersTo(corpus),
          DefaultRecommendation(domain.geometry()), nullptr};
}

BOOST_AUTO_TEST_SUITE(copy_limit)

BOOST_AUTO_TEST_CASE(it_finds_what_comparing_everything_finds) {
  Rng rng(/*seed=*/1);
  for (int round = 0; round < 200; ++round) {
    test::SightDomain domain(3, {-1});
    domain.Edit().unit_length = static_cast<std::uint32_t>(round % 4);
    const std::size_t units = 1 + rng.NextBelow(5);
    const std::vector<Document> corpus = {test::RandomDocument(40, 3, rng),
                                          test::RandomDocument(25, 3, rng)};
    const auto limit = CopyLimit::Build(domain, corpus, units).value();
    const auto tokens = test::RandomDocument(rng.NextBelow(40), 3, rng).tokens;
    const bool copies = LongestCopy(domain, corpus, tokens) >= units;
    BOOST_TEST(limit->Find(tokens, false).value().has_value() == copies);
    bool touched = false;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      touched = touched || limit->Touches(tokens, i).value();
    }
    BOOST_TEST(touched == copies);
    // Growing token by token, the end is where it shows.
    bool seen = false;
    for (std::size_t i = 1; i <= tokens.size(); ++i) {
      const TokenSpan grown = TokenSpan(tokens).first(i);
      seen = seen || limit->FindAtEnd(grown, true).value().has_value();
    }
    seen = seen || limit->FindAtEnd(tokens, false).value().has_value();
    BOOST_TEST(seen == copies);
  }
}

BOOST_AUTO_TEST_CASE(no_generated_document_copies_more) {
  Rng rng(/*seed=*/2);
  std::size_t taken_back = 0, copied_without = 0;
  for (const std::uint32_t unit : {1u, 3u, 0u}) {
    test::SightDomain domain(4, {-1, -2, -3, 1, 2});
    domain.Edit().unit_length = unit;
    const auto corpus = Repetitive(4, 120, rng);
    const AttentionSuite suite = Suite(domain, corpus);
    for (const std::size_t units : {1, 2, 3, 6}) {
      // With single tokens as units some copy of one is never to be avoided.
      if (unit == 1 && units < 3) continue;
      const auto limit = CopyLimit::Build(domain, corpus, units).value();
      for (std::uint64_t seed = 0; seed < 4; ++seed) {
        AutoregressiveOptions options{.length = 45, .use = suite.SamplingUse()};
        Rng free = Rng::Stream(seed, units), bound = Rng::Stream(seed, units);
        const auto plain =
            GenerateAutoregressive(domain, suite, options, free).value();
        copied_without += LongestCopy(domain, corpus, plain.tokens) >= units;
        options.copy_limit = limit.get();
        const auto made =
            GenerateAutoregressive(domain, suite, options, bound).value();
        BOOST_TEST(made.tokens.size() == 45u);
        BOOST_TEST(LongestCopy(domain, corpus, made.tokens) < units);
        taken_back += made.copies;
      }
    }
  }
  BOOST_TEST(copied_without > 10u);
  BOOST_TEST(taken_back > 10u);
}

BOOST_AUTO_TEST_CASE(no_filled_document_copies_more) {
  Rng rng(/*seed=*/3);
  std::size_t copied_without = 0;
  for (const std::uint32_t unit : {1u, 3u, 0u}) {
    test::SightDomain domain(4, {-1, -2, -3, 1, 2});
    domain.Edit().unit_length = unit;
    const auto corpus = Repetitive(4, 120, rng);
    const AttentionSuite suite = Suite(domain, corpus);
    const std::size_t units = unit == 1 ? 5 : 3;
    const auto limit = CopyLimit::Build(domain, corpus, units).value();
    for (const FillOrder order : {FillOrder::kRandom, FillOrder::kDomain,
                                  FillOrder::kHalton, FillOrder::kConfidence}) {
      for (std::uint64_t seed = 0; seed < 3; ++seed) {
        DiffusionOptions options{.order = order, .steps = 6, .sweeps = seed};
        options.tokens.assign(36, kUnknownToken);
        options.tokens[7] = 2;
        Rng free = Rng::Stream(seed, unit), bound = Rng::Stream(seed, unit);
        const auto plain =
            FillByDiffusion(domain, suite, options, free).value();
        copied_without += LongestCopy(domain, corpus, plain.tokens) >= units;
        options.copy_limit = limit.get();
        const auto filled =
            FillByDiffusion(domain, suite, options, bound).value();
        BOOST_TEST(std::ranges::count(filled.tokens, kUnknownToken) == 0);
        BOOST_TEST(filled.tokens[7] == 2u);
        BOOST_TEST(LongestCopy(domain, corpus, filled.tokens) < units);
      }
    }
  }
  BOOST_TEST(copied_without > 10u);
}

BOOST_AUTO_TEST_CASE(a_limit_nobody_reaches_changes_no_byte) {
  Rng rng(/*seed=*/4);
  test::SightDomain domain(4, {-1, -2, 1});
  const auto corpus = Repetitive(4, 120, rng);
  const AttentionSuite suite = Suite(domain, corpus);
  const auto limit = CopyLimit::Build(domain, corpus, 1000).value();
  AutoregressiveOptions options{.length = 60, .use = suite.SamplingUse()};
  Rng a(/*seed=*/5), b(/*seed=*/5);
  const auto plain = GenerateAutoregressive(domain, suite, options, a).value();
  options.copy_limit = limit.get();
  const auto bound = GenerateAutoregressive(domain, suite, options, b).value();
  BOOST_TEST(plain.tokens == bound.tokens);
  BOOST_TEST(bound.copies == 0u);
}

BOOST_AUTO_TEST_CASE(a_prompt_that_copies_is_refused) {
  const test::MemoryDomain domain({.vocabulary = 8});
  std::vector<Document> corpus = {domain.Read("abcdefgh")};
  corpus[0].name = "alphabet";
  const AttentionSuite suite = Suite(domain, corpus);
  const auto limit = CopyLimit::Build(domain, corpus, 4).value();
  Rng rng(/*seed=*/6);
  const auto made =
      GenerateAutoregressive(domain, suite,
                             {.prompt = domain.Read("aacdefa").tokens,
                              .length = 20,
                              .copy_limit = limit.get()},
                             rng);
  BOOST_REQUIRE(!made);
  BOOST_TEST(bool(made.error().code == ErrorCode::kInvalidArgument));
  for (const char* part : {"the prompt repeats alphabet from unit 3 on",
                           "4 units verbatim from unit 3"}) {
    BOOST_TEST(made.error().message.find(part) != std::string::npos,
               made.error().message);
  }
  DiffusionOptions options{.copy_limit = limit.get()};
  options.tokens = domain.Read("abcda").tokens;
  options.tokens[4] = kUnknownToken;
  const auto filled = FillByDiffusion(domain, suite, options, rng);
  BOOST_REQUIRE(!filled);
  BOOST_TEST(filled.error().message.find("what is known of the document") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_kept_ends_in_an_error) {
  const test::MemoryDomain domain({.vocabulary = 2});
  const std::vector<Document> corpus = {domain.Read("ababbaab")};
  const AttentionSuite suite = Suite(domain, corpus);
  // Every token is in the corpus.
  const auto limit = CopyLimit::Build(domain, corpus, 1).value();
  Rng rng(/*seed=*/7);
  const auto made = GenerateAutoregressive(
      domain, suite, {.length = 20, .copy_limit = limit.get()}, rng);
  BOOST_REQUIRE(!made);
  BOOST_TEST(bool(made.error().code == ErrorCode::kLimit));
  DiffusionOptions options{.copy_limit = limit.get()};
  options.tokens.assign(5, kUnknownToken);
  const auto filled = FillByDiffusion(domain, suite, options, rng);
  BOOST_REQUIRE(!filled);
  BOOST_TEST(bool(filled.error().code == ErrorCode::kLimit));
  BOOST_TEST(!CopyLimit::Build(domain, corpus, 0).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
