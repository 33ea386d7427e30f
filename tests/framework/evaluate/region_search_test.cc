#include "framework/evaluate/region_search.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "framework/ngram/kneser_ney.h"
#include "tests/support/settings_text.h"

namespace pastiche {
namespace {

using End = RegionShape::End;

constexpr std::size_t kVocabulary = 26;

struct Setting {
  Setting() {
    for (const char* text :
         {"ab=c;a=d;ba=c;.", "ab=c;bb=d;a=c;ab=dd;.", "ba=cd;ab=c;aa=d;."}) {
      documents.push_back(domain.Read(test::SettingsText(text)));
      const TokenSpan tokens = documents.back().tokens;
      names.Learn(tokens, test::SettingsRegions(test::kNameKind, tokens));
      lines.Learn(tokens, test::SettingsRegions(test::kLineKind, tokens));
    }
    model.emplace(KneserNey::Build(documents, kVocabulary, 4).value());
    walk = model->StartWalk({}).value();
    for (const Token token : domain.Read(test::SettingsText("ab=c;")).tokens) {
      (void)walk->Advance(token);
    }
  }

  // Bits of these tokens where the walk stands.
  double Bits(const std::vector<Token>& tokens) {
    std::vector<double> p(kVocabulary);
    double bits = 0.0;
    for (const Token token : tokens) {
      (void)walk->Predict(p);
      bits -= std::log2(p[token]);
      (void)walk->Advance(token);
    }
    (void)walk->Rewind(tokens.size());
    return bits;
  }

  // Every row of at most `longest` tokens from `letters`, an `end` behind it.
  std::vector<RegionCompletion> All(const std::vector<Token>& letters,
                                    std::size_t longest, Token end) {
    std::vector<RegionCompletion> all;
    std::vector<std::vector<Token>> rows = {{}};
    for (std::size_t n = 0; n < longest; ++n) {
      std::vector<std::vector<Token>> longer;
      for (const auto& row : rows) {
        for (const Token letter : letters) {
          longer.push_back(row);
          longer.back().push_back(letter);
          std::vector<Token> whole = longer.back();
          whole.push_back(end);
          const double bits = Bits(whole);
          all.push_back({longer.back(), bits});
        }
      }
      rows = std::move(longer);
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
      return a.bits != b.bits ? a.bits < b.bits : a.tokens < b.tokens;
    });
    return all;
  }

  test::MemoryDomain domain{test::SettingsDomain()};
  std::vector<Document> documents;
  RegionShape names{kVocabulary}, lines{kVocabulary};
  std::optional<KneserNey> model;
  std::unique_ptr<Walk> walk;
};

BOOST_AUTO_TEST_SUITE(region_search)

BOOST_AUTO_TEST_CASE(a_wide_beam_finds_what_trying_everything_does) {
  Setting setting;
  std::vector<double> before(kVocabulary), after(kVocabulary);
  (void)setting.walk->Predict(before);
  const auto found = CompleteRegion(*setting.walk, kVocabulary, setting.names,
                                    End::kBefore, {.beam = 30, .max_length = 4})
                         .value();
  const auto all = setting.All({0, 1}, 4, test::kAssign);
  BOOST_REQUIRE(found.size() == 14u);  // 2 + 4 + 8: a fourth has no room for
                                       // its end.
  std::size_t next = 0;
  for (const RegionCompletion& each : all) {
    if (each.tokens.size() > 3) continue;
    BOOST_TEST(found[next].tokens == each.tokens,
               boost::test_tools::per_element());
    BOOST_TEST(std::abs(found[next].bits - each.bits) < 1e-9);
    ++next;
  }
  (void)setting.walk->Predict(after);
  BOOST_TEST(before == after, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_narrow_beam_finds_the_likeliest) {
  Setting setting;
  const auto all = setting.All({0, 1}, 3, test::kAssign);
  const auto found = CompleteRegion(*setting.walk, kVocabulary, setting.names,
                                    End::kBefore, {.beam = 3})
                         .value();
  BOOST_REQUIRE(found.size() == 3u);
  BOOST_TEST(found[0].tokens == all[0].tokens,
             boost::test_tools::per_element());
  BOOST_TEST(found[0].bits <= found[1].bits);
  BOOST_TEST(found[1].bits <= found[2].bits);
}

BOOST_AUTO_TEST_CASE(lines_end_with_their_last_token) {
  Setting setting;
  const auto found = CompleteRegion(*setting.walk, kVocabulary, setting.lines,
                                    End::kLast, {.beam = 5})
                         .value();
  BOOST_REQUIRE(found.size() == 5u);
  for (const RegionCompletion& each : found) {
    BOOST_TEST(each.tokens.back() == test::kLineEnd);
    BOOST_TEST(std::count(each.tokens.begin(), each.tokens.end(),
                          test::kLineEnd) == 1);
    BOOST_TEST(std::abs(each.bits - setting.Bits(each.tokens)) < 1e-9);
  }
}

BOOST_AUTO_TEST_CASE(what_follows_decides_between_lines) {
  Setting setting;
  // Only one line of the corpus stands before "bb".
  const auto after =
      setting.domain.Read(test::SettingsText("bb=d;a=c;")).tokens;
  std::vector<double> before(kVocabulary), later(kVocabulary);
  (void)setting.walk->Predict(before);
  const auto plain = CompleteRegion(*setting.walk, kVocabulary, setting.lines,
                                    End::kLast, {.beam = 8})
                         .value();
  const auto between =
      CompleteBetween(*setting.walk, kVocabulary, setting.lines, End::kLast,
                      after, {.beam = 8})
          .value();
  BOOST_REQUIRE(between.size() == plain.size());
  for (std::size_t i = 0; i < between.size(); ++i) {
    std::vector<Token> whole = between[i].tokens;
    whole.insert(whole.end(), after.begin(), after.end());
    BOOST_TEST(std::abs(between[i].bits - setting.Bits(whole)) < 1e-9);
    if (i > 0) BOOST_TEST(between[i - 1].bits <= between[i].bits);
  }
  (void)setting.walk->Predict(later);
  BOOST_TEST(before == later, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nothing_is_found_where_no_region_was_seen) {
  Setting setting;
  const RegionShape none(kVocabulary);
  BOOST_TEST(CompleteRegion(*setting.walk, kVocabulary, none, End::kBefore, {})
                 .value()
                 .empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
