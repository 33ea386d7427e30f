#include "plugins/terraform/recommend.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>
#include <string>

#include "plugins/terraform/structure.h"

namespace pastiche::terraform {
namespace {

BOOST_AUTO_TEST_SUITE(recommend)

BOOST_AUTO_TEST_CASE(weighs_slots_that_exist) {
  std::set<std::string> known;
  for (std::size_t s = 0; s < kSlotCount; ++s) known.insert(InfoOf(s).id);
  const std::string& json = RecommendJson();
  BOOST_TEST(std::count(json.begin(), json.end(), '{') ==
             std::count(json.begin(), json.end(), '}'));
  std::size_t heads = 0;
  for (std::size_t at = json.find("\"weights\":{"); at != std::string::npos;
       at = json.find("\"weights\":{", at + 1)) {
    ++heads;
    const std::size_t end = json.find('}', at);
    std::size_t quote = json.find('{', at);
    while ((quote = json.find('"', quote + 1)) < end) {
      const std::size_t close = json.find('"', quote + 1);
      BOOST_TEST(known.count(json.substr(quote + 1, close - quote - 1)) == 1u);
      quote = close;
    }
  }
  BOOST_TEST(heads >= 7u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::terraform
