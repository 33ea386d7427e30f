#include "framework/evaluate/continuation.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "framework/ngram/unigram.h"
#include "tests/support/settings_text.h"

namespace pastiche {
namespace {

constexpr std::size_t kVocabulary = 26;

BOOST_AUTO_TEST_SUITE(continuation)

// Documents are valid that end; those that hold a "c" are hopeless.
test::MemoryDomainOptions Strict() {
  test::MemoryDomainOptions options = test::SettingsDomain();
  const auto hopeful = [](TokenSpan tokens) {
    return std::find(tokens.begin(), tokens.end(), Token{2}) == tokens.end();
  };
  options.prefix_ok = hopeful;
  options.valid = [hopeful](TokenSpan tokens) {
    return hopeful(tokens) && !tokens.empty() &&
           tokens.back() == test::kDocumentEnd;
  };
  options.complete = [](TokenSpan tokens) {
    std::vector<Token> whole(tokens.begin(), tokens.end());
    std::erase(whole, Token{2});
    if (whole.back() != test::kDocumentEnd) {
      whole.push_back(test::kDocumentEnd);
    }
    return whole;
  };
  return options;
}

BOOST_AUTO_TEST_CASE(what_is_completed_is_judged_three_ways) {
  const test::MemoryDomain domain(Strict());
  const auto document = domain.Read(test::SettingsText("ab=b;a=bb;b=a;aa=b;."));
  const Unigram uniform = Unigram::Uniform(kVocabulary);
  double free = 0, checked = 0, whole = 0;
  constexpr int kSeeds = 100;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Rng rng(seed);
    // Only the end will do, one token in 26: 65 draws do not always find it.
    const auto values = MeasureContinuation(domain, uniform, document.tokens,
                                            {.max_tokens = 1}, rng)
                            .value();
    free += values.at("completed");
    checked += values.at("completed_checked");
    whole += values.at("completed_whole");
  }
  BOOST_TEST(free < checked);
  BOOST_TEST(checked < whole);
  BOOST_TEST(whole == kSeeds);
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_values) {
  const test::MemoryDomain domain(Strict());
  const auto document = domain.Read(test::SettingsText("ab=b;a=bb;b=a;."));
  const Unigram uniform = Unigram::Uniform(kVocabulary);
  Rng once(7), again(7);
  BOOST_TEST((
      MeasureContinuation(domain, uniform, document.tokens, {}, once).value() ==
      MeasureContinuation(domain, uniform, document.tokens, {}, again)
          .value()));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_cut_or_judged_is_left_out) {
  const Unigram uniform = Unigram::Uniform(kVocabulary);
  Rng rng(1);
  const test::MemoryDomain strict(Strict());
  const auto one_line = strict.Read(test::SettingsText("ab=b;"));
  BOOST_TEST(MeasureContinuation(strict, uniform, one_line.tokens, {}, rng)
                 .value()
                 .empty());
  const test::MemoryDomain lenient(test::SettingsDomain());
  const auto lines = lenient.Read(test::SettingsText("a=b;a=b;."));
  BOOST_TEST(MeasureContinuation(lenient, uniform, lines.tokens, {}, rng)
                 .value()
                 .empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
