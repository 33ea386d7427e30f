#include "framework/plugin/edit_distance.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(edit_distance)

BOOST_AUTO_TEST_CASE(counts_each_kind_of_edit_once) {
  BOOST_TEST(EditDistance("", "") == 0u);
  BOOST_TEST(EditDistance("mario", "mario") == 0u);
  BOOST_TEST(EditDistance("", "abc") == 3u);
  BOOST_TEST(EditDistance("mrio", "mario") == 1u);
  BOOST_TEST(EditDistance("mariio", "mario") == 1u);
  BOOST_TEST(EditDistance("nario", "mario") == 1u);
  BOOST_TEST(EditDistance("amrio", "mario") == 1u);  // A swap is one edit.
  BOOST_TEST(EditDistance("kitten", "sitting") == 3u);
}

BOOST_AUTO_TEST_CASE(is_symmetric) {
  BOOST_TEST(EditDistance("drums", "terraform") ==
             EditDistance("terraform", "drums"));
}

BOOST_AUTO_TEST_CASE(suggests_only_what_is_near) {
  const std::vector<std::string> names = {"mario", "drums", "terraform"};
  BOOST_TEST(NearestName("maroi", names) == "mario");
  BOOST_TEST(NearestName("terafrom", names) == "terraform");
  BOOST_TEST(NearestName("zelda", names) == "");
  BOOST_TEST(NearestName("", names) == "");
  BOOST_TEST(NearestName(std::string(100'000, 'm'), names) == "");
}

BOOST_AUTO_TEST_CASE(names_of_any_length_are_taken) {
  const std::vector<std::string> candidates = {std::string(65, 'm'), "mario"};
  BOOST_TEST(NearestName("mariq", candidates) == "mario");
  BOOST_TEST(NearestName(std::string(64, 'm'), candidates) == "");
  BOOST_TEST(NearestName(std::string(65, 'm'), candidates) == "");
  BOOST_TEST(DidYouMean("x", {}, "look") == "look");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
