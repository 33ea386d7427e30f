// Cutting into units, with units of one length and of many.

#include "framework/core/units.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/memory_domain.h"

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(units)

BOOST_AUTO_TEST_CASE(cuts_where_the_domain_says) {
  const test::MemoryDomain domain({.unit_length = 3});
  const auto document =
      CutIntoUnits(domain, domain.Read("abcabcab").tokens).value();
  BOOST_TEST(document.bounds == (std::vector<std::size_t>{0, 3, 6, 8}),
             boost::test_tools::per_element());
  BOOST_TEST(document.unit_count() == 3u);
  const TokenSpan last = document.Units(1, 2);
  BOOST_TEST(domain.Decode(last).value() == "abcab");
}

BOOST_AUTO_TEST_CASE(without_units_each_token_is_one) {
  const test::MemoryDomain domain({.unit_length = 1});
  const auto document = CutIntoUnits(domain, domain.Read("abc").tokens).value();
  BOOST_TEST(document.unit_count() == 3u);
  BOOST_TEST(CutIntoUnits(domain, {}).value().unit_count() == 0u);
}

BOOST_AUTO_TEST_CASE(corpus_loses_end_tokens_and_empty_documents) {
  const test::MemoryDomain domain({.vocabulary = 3, .end_token = 2});
  const std::vector<Document> corpus = {domain.Read("abc"), domain.Read("c"),
                                        domain.Read("")};
  const auto cut = CutCorpus(domain, corpus).value();
  BOOST_REQUIRE_EQUAL(cut.size(), 1u);
  BOOST_TEST(cut[0].tokens == (std::vector<Token>{0, 1}),
             boost::test_tools::per_element());
  const auto nothing = CutCorpus(domain, std::span(corpus).subspan(1));
  BOOST_TEST((nothing.error().code == ErrorCode::kInvalidArgument));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
