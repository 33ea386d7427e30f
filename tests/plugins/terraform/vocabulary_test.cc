#include "plugins/terraform/vocabulary.h"

#include <boost/test/unit_test.hpp>
#include <set>
#include <string>

#include "plugins/terraform/lexemes.h"
#include "plugins/terraform/piece_learning.h"
#include "tests/plugins/terraform/damage.h"

namespace pastiche::terraform {
namespace {

BOOST_AUTO_TEST_SUITE(vocabulary)

BOOST_AUTO_TEST_CASE(has_all_bytes_and_distinct_pieces) {
  const Vocabulary& words = Vocabulary::Default();
  BOOST_TEST(words.size() == kMaxVocabulary);
  std::set<std::string_view> seen;
  for (std::uint32_t id = kFirstByte; id < words.size(); ++id) {
    BOOST_TEST(seen.insert(words.BytesOf(id)).second);
    BOOST_TEST(!words.Display(id).empty());
  }
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    BOOST_TEST(words.BytesOf(kFirstByte + byte) ==
               std::string(1, static_cast<char>(byte)));
  }
  BOOST_TEST(words.Display(kFirstByte) == "<00>");
  BOOST_TEST(words.Display(kEndMark) == "<end>");
}

BOOST_AUTO_TEST_CASE(any_word_is_its_pieces) {
  test::Dice dice(1);
  for (int i = 0; i < 500; ++i) {
    const std::string word = dice.Bytes(dice.Roll(kMaxWordBytes + 1));
    std::vector<std::uint32_t> ids;
    Vocabulary::Default().Encode(word, ids);
    std::string again;
    for (const std::uint32_t id : ids)
      again += Vocabulary::Default().BytesOf(id);
    BOOST_TEST(again == word);
  }
}

BOOST_AUTO_TEST_CASE(merges_the_lowest_rank_first_and_leftmost) {
  const std::string_view pieces[] = {"ab", "bc", "abc"};
  const Vocabulary small({pieces, 3});
  std::vector<std::uint32_t> ids;
  small.Encode("abcbc", ids);
  const std::vector<std::uint32_t> expected = {kFirstPiece + 2,
                                               kFirstPiece + 1};
  BOOST_TEST(ids == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(learning_counts_the_most_frequent_pair) {
  const std::string_view texts[] = {"aba = aba\nab = x\n"};
  const std::vector<std::string> pieces = LearnPieces(texts, 10);
  // "ab" occurs 3 times; then "aba" twice; nothing else occurs twice.
  const std::vector<std::string> expected = {"ab", "aba"};
  BOOST_TEST(pieces == expected, boost::test_tools::per_element());
}

// The committed table is what count_pieces prints for the embedded corpus.
BOOST_AUTO_TEST_CASE(the_table_is_that_of_the_corpus) {
  const std::vector<std::string_view> texts = test::CorpusTexts();
  const std::vector<std::string> pieces =
      LearnPieces(texts, kMaxVocabulary - kFirstPiece);
  BOOST_REQUIRE(pieces.size() == kPieceCount);
  for (std::size_t i = 0; i < kPieceCount; ++i) {
    BOOST_TEST(pieces[i] == kPieces[i]);
  }
}

BOOST_AUTO_TEST_CASE(words_are_short_and_cover_the_part) {
  test::Dice dice(2);
  for (int i = 0; i < 300; ++i) {
    const std::string part = dice.Bytes(dice.Roll(200)) + "  abc_def-1 x==";
    std::size_t begin = 0;
    for (const std::size_t end : WordEnds(part)) {
      BOOST_TEST(end > begin);
      BOOST_TEST(end - begin <= kMaxWordBytes);
      begin = end;
    }
    BOOST_TEST(begin == part.size());
  }
  const std::vector<std::size_t> ends = WordEnds("ab  cd==.");
  const std::vector<std::size_t> expected = {2, 3, 6, 8, 9};
  BOOST_TEST(ends == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::terraform
