#include "framework/memory/copy_guard.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <numeric>

#include "framework/memory/attention_model.h"
#include "tests/framework/memory/sight_domain.h"

namespace pastiche {
namespace {

using test::SightDomain;

// Units of that many tokens; 0 = each token 0 begins one.
SightDomain DomainWithUnits(std::size_t vocabulary, std::uint32_t unit_length) {
  SightDomain domain(vocabulary, {-1});
  domain.Edit().unit_length = unit_length;
  return domain;
}

std::unique_ptr<const Memory> MemoryOf(const SightDomain& domain,
                                       const std::vector<Document>& documents) {
  UseSettings use;
  use.heads.emplace_back();
  use.heads[0].slot_weights = {20.0};
  use.heads[0].c = 0.001;
  return Memory::Build(domain, test::PointersTo(documents), use,
                       ContextMode::kCausal)
      .value();
}

std::vector<std::size_t> Starts(const SightDomain& domain, TokenSpan tokens) {
  std::vector<std::uint8_t> flags(tokens.size());
  (void)domain.UnitStarts(tokens, flags);
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    if (flags[i] != 0) starts.push_back(i);
  }
  // With units of fixed length the next token's unit is known.
  const std::size_t length = domain.geometry().unit_length;
  if (length != 0 && tokens.size() % length == 0)
    starts.push_back(tokens.size());
  return starts;
}

// Places of the corpus whose preceding `units` whole units and the part of a
// unit since equal the document's, by comparing all of them.
std::vector<std::size_t> Expected(const SightDomain& domain,
                                  const std::vector<Document>& documents,
                                  std::size_t units, TokenSpan tokens) {
  const auto here = Starts(domain, tokens);
  std::vector<std::size_t> hidden;
  if (here.size() <= units) return hidden;
  const TokenSpan tail = tokens.subspan(here[here.size() - 1 - units]);
  const std::size_t unit = here.back() - here[here.size() - 1 - units];
  std::size_t begin = 0;
  for (const Document& document : documents) {
    const TokenSpan all = document.tokens;
    const auto starts = Starts(domain, all);
    for (std::size_t u = units; u < starts.size(); ++u) {
      const std::size_t from = starts[u - units];
      if (starts[u] - from != unit || from + tail.size() >= all.size())
        continue;
      if (std::equal(tail.begin(), tail.end(), all.subspan(from).begin()))
        hidden.push_back(begin + from + tail.size());
    }
    begin += all.size();
  }
  return hidden;
}

BOOST_AUTO_TEST_SUITE(copy_guard)

BOOST_AUTO_TEST_CASE(hidden_places_are_those_that_a_full_comparison_finds) {
  Rng rng(/*seed=*/1);
  std::size_t found = 0;
  for (const std::uint32_t unit_length : {1u, 2u, 3u, 0u}) {
    for (const std::size_t units : {1, 2, 5}) {
      const SightDomain domain = DomainWithUnits(2, unit_length);
      std::vector<Document> documents(1);  // One that is empty.
      for (int d = 0; d < 4; ++d)
        documents.push_back(
            test::RandomDocument(1 + rng.NextBelow(150), 2, rng));
      const auto memory = MemoryOf(domain, documents);
      const auto windows = CopyWindows::Build(*memory, units).value();
      BOOST_TEST(windows->units() == units);
      CopyGuard guard(*windows);
      std::vector<Token> tokens;
      for (int step = 0; step < 400; ++step) {
        if (rng.NextBelow(20) == 0) {
          tokens.resize(rng.NextBelow(tokens.size() + 1));
          guard.Forget();
        }
        // Follow the corpus for a while, then not.
        const Document& source = documents[1 + rng.NextBelow(4)];
        const std::size_t from = rng.NextBelow(source.tokens.size());
        const std::size_t to =
            std::min(from + rng.NextBelow(30), source.tokens.size());
        for (std::size_t i = from; i < to; ++i) {
          tokens.push_back(source.tokens[i]);
          const auto hidden = guard.Hidden(tokens).value();
          const auto expected = Expected(domain, documents, units, tokens);
          BOOST_TEST(std::vector<std::size_t>(hidden.begin(), hidden.end()) ==
                     expected);
          found += expected.size();
        }
      }
    }
  }
  BOOST_TEST(found > 1000u);
}

// Corpus: 0 1 2 ... 39 and, elsewhere, 7 50. After 0..7 memory has two
// continuations: the copy's 8, and 50.
BOOST_AUTO_TEST_CASE(
    a_run_ends_after_the_units_allowed_if_there_is_an_alternative) {
  const SightDomain domain = DomainWithUnits(60, 1);
  std::vector<Document> documents(2);
  for (Token t = 0; t < 40; ++t) documents[0].tokens.push_back(t);
  documents[1].tokens = {7, 50};
  const auto memory = MemoryOf(domain, documents);
  const AttentionSequenceModel model(*memory, {}, {});
  const auto after = [&](std::size_t copied, std::size_t guard) {
    auto walk = model.StartWalk({.copy_guard = guard}).value();
    for (Token t = 8 - static_cast<Token>(copied); t < 8; ++t)
      (void)walk->Advance(t);
    std::vector<double> p(60);
    (void)walk->Predict(p);
    return p;
  };
  BOOST_TEST(after(8, 0)[8] > 0.49);
  BOOST_TEST(after(7, 8)[8] > 0.49);  // Not long enough yet.
  for (const std::size_t copied : {8, 6, 5, 2}) {
    const auto p = after(copied, copied);
    BOOST_TEST(p[8] < 0.001);
    BOOST_TEST(p[50] > 0.99);
  }
}

// The likeliest token each time: without the guard that copies the corpus to
// its end; with it no run leaves more than the guard's units without a choice.
BOOST_AUTO_TEST_CASE(greedy_walks_stop_copying) {
  Rng rng(/*seed=*/2);
  const SightDomain domain = DomainWithUnits(12, 1);
  // Every token is followed by two others: one in each half of the corpus.
  std::vector<Document> documents(2);
  for (int i = 0; i < 360; ++i) {
    documents[0].tokens.push_back(static_cast<Token>(i % 12));
    documents[1].tokens.push_back(static_cast<Token>((5 * i) % 12));
  }
  const auto memory = MemoryOf(domain, documents);
  const AttentionSequenceModel model(*memory, {}, {});
  for (const std::size_t units : {2, 4, 8}) {
    auto walk = model.StartWalk({.copy_guard = units}).value();
    std::vector<Token> tokens;
    std::vector<double> p(12);
    for (int i = 0; i < 200; ++i) {
      BOOST_REQUIRE(walk->Predict(p).has_value());
      tokens.push_back(
          static_cast<Token>(std::max_element(p.begin(), p.end()) - p.begin()));
      BOOST_REQUIRE(walk->Advance(tokens.back()).has_value());
    }
    for (std::size_t end = units + 1; end <= tokens.size(); ++end) {
      const TokenSpan window =
          TokenSpan(tokens).subspan(end - units - 1, units + 1);
      for (const Document& document : documents) {
        BOOST_TEST((std::search(document.tokens.begin(), document.tokens.end(),
                                window.begin(),
                                window.end()) == document.tokens.end()));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(windows_do_not_cross_documents) {
  const SightDomain domain = DomainWithUnits(4, 1);
  std::vector<Document> documents(2);
  documents[0].tokens = {0, 1};
  documents[1].tokens = {2, 3};
  const auto memory = MemoryOf(domain, documents);
  const auto windows = CopyWindows::Build(*memory, 2).value();
  std::vector<std::size_t> places;
  windows->Find(std::vector<Token>{1, 2}, places);  // Across the seam.
  windows->Find(std::vector<Token>{0, 1}, places);  // Nothing comes after it.
  BOOST_TEST(places.empty());
  const auto single = CopyWindows::Build(*memory, 1).value();
  single->Find(std::vector<Token>{2}, places);
  BOOST_TEST(places == std::vector<std::size_t>{3});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
