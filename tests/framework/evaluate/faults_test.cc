#include "framework/evaluate/faults.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/support/settings_text.h"

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(faults)

struct Setting {
  test::MemoryDomain domain{test::SettingsDomain()};
  Document document = domain.Read(test::SettingsText("abc=cd;bb=aa;a=b;."));
  FaultMaker maker = FaultMaker::Build(domain, document.tokens).value();
};

BOOST_AUTO_TEST_CASE(a_typo_changes_letters_of_its_region_alone) {
  const Setting setting;
  Rng rng(1);
  std::set<std::vector<Token>> seen;
  for (int i = 0; i < 200; ++i) {
    const auto typo = setting.maker.Typo({7, 9}, rng).value();
    if (!typo) continue;
    BOOST_TEST(typo->begin == 7u);
    BOOST_TEST(typo->sound_begin == 7u);
    BOOST_TEST(typo->sound_end == 10u);  // "bb=".
    BOOST_TEST(typo->tokens.back() == test::kAssign);
    BOOST_TEST(typo->tokens != (std::vector<Token>{1, 1, test::kAssign}));
    BOOST_TEST(typo->tokens.size() >= 2u);
    BOOST_TEST(typo->tokens.size() <= 4u);
    seen.insert(typo->tokens);
  }
  BOOST_TEST(seen.size() > 20u);
  BOOST_TEST(seen.contains({1, test::kAssign}));        // Left out.
  BOOST_TEST(seen.contains({1, 1, 1, test::kAssign}));  // Doubled.
}

BOOST_AUTO_TEST_CASE(letters_that_the_domain_refuses_are_no_typo) {
  test::MemoryDomain domain({.vocabulary = 2});
  const Document document = domain.Read("aa");
  const FaultMaker maker = FaultMaker::Build(domain, document.tokens).value();
  Rng rng(3);
  for (int i = 0; i < 50; ++i) {
    const auto typo = maker.Typo({0, 1}, rng).value();
    if (!typo) continue;
    for (const Token token : typo->tokens) BOOST_TEST(token < 2u);
  }
}

BOOST_AUTO_TEST_CASE(another_region_takes_the_place_of_one) {
  const Setting setting;
  const Fault fault = setting.maker.Replaced({0, 3}, {7, 9});
  BOOST_TEST(fault.begin == 0u);
  BOOST_TEST(fault.tokens == (std::vector<Token>{1, 1, test::kAssign}),
             boost::test_tools::per_element());
  BOOST_TEST(fault.sound_begin == 0u);
  BOOST_TEST(fault.sound_end == 4u);
}

BOOST_AUTO_TEST_CASE(without_a_line_the_next_one_is_looked_at) {
  const Setting setting;
  const Fault fault = setting.maker.Missing({0, 7}, {7, 13});
  BOOST_TEST(fault.begin == 0u);
  BOOST_TEST(fault.tokens == (std::vector<Token>{1, 1, test::kAssign}),
             boost::test_tools::per_element());
  BOOST_TEST(fault.sound_begin == 7u);
  BOOST_TEST(fault.sound_end == 10u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
