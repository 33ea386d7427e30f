#include "framework/ngram/context_array.h"

#include <boost/test/unit_test.hpp>

#include "tests/framework/ngram/random_documents.h"

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(context_array)

// The context of a place, nearest symbol first.
std::vector<Token> ContextOf(const ContextArray& array, std::size_t place) {
  std::vector<Token> context;
  while (context.size() < array.depth) {
    context.push_back(array.text[place - 1 - context.size()]);
    if (context.back() == array.start) break;
  }
  return context;
}

void CheckOrder(const ContextArray& array) {
  for (std::size_t j = 1; j < array.places.size(); ++j) {
    const auto a = ContextOf(array, array.places[j - 1]);
    const auto b = ContextOf(array, array.places[j]);
    BOOST_REQUIRE(a <= b);
    std::size_t shared = 0;
    while (shared < a.size() && shared < b.size() && a[shared] == b[shared]) {
      ++shared;
    }
    BOOST_REQUIRE_EQUAL(array.shared[j], a == b ? array.depth : shared);
    if (a == b) BOOST_REQUIRE(array.places[j - 1] < array.places[j]);
  }
}

BOOST_AUTO_TEST_CASE(sorts_by_context_and_knows_what_neighbours_share) {
  Rng rng(/*seed=*/5);
  for (int round = 0; round < 60; ++round) {
    // 1, 3 and 21 bits per symbol: packed whole, in part, three at a time.
    const std::size_t vocabulary = round % 3 == 0   ? 1
                                   : round % 3 == 1 ? 5
                                                    : kMaxVocabulary;
    const auto documents =
        test::RandomDocuments(5, 50, std::min<std::size_t>(vocabulary, 5), rng);
    const auto array =
        ContextArray::Build(documents, vocabulary, rng.NextBelow(20)).value();
    std::size_t tokens = 0;
    for (const Document& document : documents) tokens += document.tokens.size();
    BOOST_REQUIRE_EQUAL(array.places.size(), tokens);
    CheckOrder(array);
  }
}

BOOST_AUTO_TEST_CASE(leaving_out_equals_building_without) {
  Rng rng(/*seed=*/6);
  for (int round = 0; round < 30; ++round) {
    auto documents = test::RandomDocuments(5, 40, 3, rng);
    const auto whole = ContextArray::Build(documents, 3, 6).value();
    std::vector<std::uint8_t> left_out(5);
    std::vector<Document> rest;
    for (std::size_t d = 0; d < 5; ++d) {
      left_out[d] = rng.NextBelow(2) == 0 ? 1 : 0;
      if (left_out[d] == 0) rest.push_back(documents[d]);
    }
    const auto array = whole.Without(left_out);
    CheckOrder(array);
    const auto built = ContextArray::Build(rest, 3, 6).value();
    BOOST_REQUIRE_EQUAL(array.places.size(), built.places.size());
    for (std::size_t j = 0; j < built.places.size(); ++j) {
      BOOST_REQUIRE(ContextOf(array, array.places[j]) ==
                    ContextOf(built, built.places[j]));
      BOOST_REQUIRE_EQUAL(array.text[array.places[j]],
                          built.text[built.places[j]]);
    }
    BOOST_TEST(array.shared == built.shared, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
