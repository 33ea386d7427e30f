#include "plugins/drums/corpus.h"

#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

namespace pastiche::drums {
namespace {

BOOST_AUTO_TEST_SUITE(corpus)

BOOST_AUTO_TEST_CASE(there_are_patterns_of_1_to_4_bars_in_many_styles) {
  std::set<std::string> names;
  std::set<std::string> styles;
  for (const CorpusDocument& document : Corpus()) {
    const std::size_t bars = document.pattern.cells.size() / kTokensPerBar;
    BOOST_TEST_CONTEXT(document.name) {
      BOOST_TEST((bars >= 1 && bars <= 4));
      BOOST_TEST(document.pattern.license == "MIT");
      BOOST_TEST(!document.pattern.style.empty());
    }
    names.insert(document.name);
    styles.insert(document.pattern.style);
  }
  BOOST_TEST(names.size() == Corpus().size());
  BOOST_TEST(Corpus().size() >= 40u);
  BOOST_TEST(styles.size() >= 12u);
}

BOOST_AUTO_TEST_CASE(no_two_patterns_are_alike) {
  std::set<std::vector<Token>> seen;
  for (const CorpusDocument& document : Corpus()) {
    seen.insert(document.pattern.Tokens(Levels::kOnOff));
  }
  BOOST_TEST(seen.size() == Corpus().size());
}

BOOST_AUTO_TEST_CASE(every_instrument_and_every_class_is_used) {
  std::map<std::pair<std::size_t, Token>, std::size_t> counts;
  for (const CorpusDocument& document : Corpus()) {
    for (std::size_t at = 0; at < document.pattern.cells.size(); ++at) {
      ++counts[{at % kInstrumentCount, document.pattern.cells[at]}];
    }
  }
  for (std::size_t i = 0; i < kInstrumentCount; ++i) {
    BOOST_TEST((counts[{i, kNormal}] + counts[{i, kAccent}]) > 0u);
  }
  BOOST_TEST((counts[{kSnare, kGhost}]) > 0u);
}

BOOST_AUTO_TEST_CASE(text_round_trip_is_exact_on_every_pattern) {
  for (const CorpusDocument& document : Corpus()) {
    const auto tokens = document.pattern.Tokens(Levels::kVelocity);
    const std::string text = WriteGridText(tokens, Levels::kVelocity);
    Findings findings;
    const auto again = ReadGridText(text, findings);
    BOOST_REQUIRE(again.has_value());
    BOOST_TEST((again->Tokens(Levels::kVelocity) == tokens));
    BOOST_TEST(WriteGridText(again->cells, Levels::kVelocity) == text);
  }
}

BOOST_AUTO_TEST_CASE(stems_are_names_without_folder_and_extension) {
  BOOST_TEST(StemOf("corpus/rock-straight.drums") == "rock-straight");
  BOOST_TEST(StemOf("a_4-4.b.mid") == "a_4-4.b");
  BOOST_TEST(StemOf(".mid") == ".mid");
  BOOST_TEST(StemOf("plain") == "plain");
  BOOST_TEST(StemOf("") == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::drums
