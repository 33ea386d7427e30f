#include "framework/baselines/controls.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/support/memory_domain.h"

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(controls)

std::string Text(const test::MemoryDomain& domain,
                 const std::vector<Token>& tokens) {
  return domain.Decode(tokens).value();
}

BOOST_AUTO_TEST_CASE(plagiarist_copies_every_window_that_starts_at_a_unit) {
  const test::MemoryDomain domain({.vocabulary = 10, .unit_length = 2});
  const std::vector<Document> corpus = {domain.Read("abcdef"),
                                        domain.Read("ghij"), domain.Read("ab")};
  const auto source = Plagiarist::Build(domain, corpus).value();
  Rng rng(/*seed=*/3);
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    seen.insert(Text(domain, source.Sample(4, rng).value()));
  }
  BOOST_TEST((seen == std::set<std::string>{"abcd", "cdef", "ghij"}));
}

BOOST_AUTO_TEST_CASE(plagiarist_strings_documents_together_when_all_are_short) {
  const test::MemoryDomain domain({.vocabulary = 10});
  const std::vector<Document> corpus = {domain.Read("abc")};
  const auto source = Plagiarist::Build(domain, corpus).value();
  Rng rng(/*seed=*/4);
  BOOST_TEST(Text(domain, source.Sample(8, rng).value()) == "abcabcab");
}

BOOST_AUTO_TEST_CASE(heldout_windows_follow_each_other) {
  const test::MemoryDomain domain({.vocabulary = 10, .unit_length = 2});
  const std::vector<Document> heldout = {domain.Read("abcdefghij"),
                                         domain.Read("ab")};
  const auto source = Heldout::Build(domain, heldout).value();
  std::vector<std::string> windows;
  for (const TokenSpan window : source.Windows(3)) {
    windows.push_back(domain.Decode(window).value());
  }
  // A window of 3 ends inside a unit; the next starts at the unit after it.
  BOOST_TEST(windows == (std::vector<std::string>{"abc", "efg", "ab"}),
             boost::test_tools::per_element());
  Rng rng(/*seed=*/5);
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    seen.insert(Text(domain, source.Sample(3, rng).value()));
  }
  BOOST_TEST(seen.size() == 3u);
}

// A window from the middle of a module is no beginning of one.
BOOST_AUTO_TEST_CASE(open_ended_documents_are_taken_from_their_beginning) {
  const test::MemoryDomain domain({.vocabulary = 11, .end_token = 10});
  const std::vector<Document> documents = {domain.Read("abcdefk"),
                                           domain.Read("ghk")};
  const auto copies = Plagiarist::Build(domain, documents).value();
  const auto real = Heldout::Build(domain, documents).value();
  Rng rng(/*seed=*/8);
  std::set<std::string> copied, held;
  for (int i = 0; i < 100; ++i) {
    copied.insert(Text(domain, copies.Sample(4, rng).value()));
    held.insert(Text(domain, real.Sample(4, rng).value()));
  }
  BOOST_TEST((copied == std::set<std::string>{"abcd", "gh"}));
  BOOST_TEST((held == std::set<std::string>{"abcd", "gh"}));
}

BOOST_AUTO_TEST_CASE(degenerate_repeats_the_most_frequent_token_or_unit) {
  const test::MemoryDomain domain({.vocabulary = 4, .unit_length = 2});
  const std::vector<Document> corpus = {domain.Read("abcbdbcbad")};
  Rng rng(/*seed=*/6);
  const auto token =
      Degenerate::Build(domain, corpus, Degenerate::Kind::kToken).value();
  BOOST_TEST(Text(domain, token.Sample(4, rng).value()) == "bbbb");
  const auto unit =
      Degenerate::Build(domain, corpus, Degenerate::Kind::kUnit).value();
  BOOST_TEST(Text(domain, unit.Sample(5, rng).value()) == "cbcbc");
}

BOOST_AUTO_TEST_CASE(no_tokens_is_refused) {
  const test::MemoryDomain domain({});
  BOOST_TEST(!Plagiarist::Build(domain, {}).has_value());
  BOOST_TEST(!Heldout::Build(domain, {}).has_value());
  BOOST_TEST(
      !Degenerate::Build(domain, {}, Degenerate::Kind::kUnit).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
