#include "framework/baselines/stitch.h"

#include <array>
#include <boost/test/unit_test.hpp>
#include <map>

#include "tests/support/memory_domain.h"

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(stitch)

BOOST_AUTO_TEST_CASE(is_made_of_pieces_of_the_corpus) {
  const test::MemoryDomain domain({.vocabulary = 12, .unit_length = 2});
  const std::vector<Document> corpus = {domain.Read("abcdefghijkl")};
  const auto source = Stitch::Build(domain, corpus, 3).value();
  Rng rng(/*seed=*/1);
  for (int i = 0; i < 50; ++i) {
    const auto sample = source.Sample(26, rng).value();
    BOOST_REQUIRE_EQUAL(sample.size(), 26u);
    for (std::size_t begin = 0; begin < 26; begin += 6) {
      BOOST_TEST(sample[begin] % 2 == 0u);
      BOOST_TEST(sample[begin] <= 6u);  // Pieces start at units 0..3.
      for (std::size_t j = begin + 1; j < std::min<std::size_t>(begin + 6, 26);
           ++j) {
        BOOST_TEST(sample[j] == sample[j - 1] + 1);
      }
    }
  }
}

// Chi-square against equal shares; 16.27 is the 99.9th percentile for 3 degrees
// of freedom.
BOOST_AUTO_TEST_CASE(every_piece_of_every_document_is_as_likely) {
  const test::MemoryDomain domain({.vocabulary = 6});
  // Pieces of 2: ab, bc, de; and f, a document shorter than a piece.
  const std::vector<Document> corpus = {domain.Read("abc"), domain.Read("de"),
                                        domain.Read("f")};
  const auto source = Stitch::Build(domain, corpus, 2).value();
  std::map<Token, double> firsts;
  Rng rng(/*seed=*/2);
  constexpr int kDraws = 8000;
  for (int i = 0; i < kDraws; ++i) ++firsts[source.Sample(1, rng).value()[0]];
  BOOST_TEST(firsts.size() == 4u);
  double chi_square = 0.0;
  for (const Token token : {0u, 1u, 3u, 5u}) {
    const double off = firsts[token] - kDraws / 4.0;
    chi_square += off * off / (kDraws / 4.0);
  }
  BOOST_TEST(chi_square < 16.27);
}

BOOST_AUTO_TEST_CASE(open_ended_samples_begin_as_documents_do) {
  const test::MemoryDomain domain({.vocabulary = 11, .end_token = 10});
  const std::vector<Document> corpus = {domain.Read("abcdek"),
                                        domain.Read("fghijk")};
  const auto source = Stitch::Build(domain, corpus, 2).value();
  Rng rng(/*seed=*/9);
  std::map<Token, int> firsts, thirds;
  for (int i = 0; i < 200; ++i) {
    const auto sample = source.Sample(4, rng).value();
    ++firsts[sample[0]];
    ++thirds[sample[2]];
    BOOST_TEST(sample[1] == sample[0] + 1);
  }
  BOOST_TEST(firsts.size() == 2u);
  BOOST_TEST((firsts.contains(0) && firsts.contains(5)));
  BOOST_TEST(thirds.size() == 8u);
}

BOOST_AUTO_TEST_CASE(refuses_nothing_to_stitch) {
  const test::MemoryDomain domain({});
  BOOST_TEST(!Stitch::Build(domain, {}, 5).has_value());
  const std::vector<Document> corpus = {domain.Read("abc")};
  BOOST_TEST(!Stitch::Build(domain, corpus, 0).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
