#include "framework/evaluate/metric_direction.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/memory_domain.h"

namespace pastiche {
namespace {

BOOST_AUTO_TEST_SUITE(metric_direction)

MethodResult Row(const char* name, MethodKind kind, const char* id,
                 double mean) {
  MethodResult method{.name = name, .kind = kind};
  method.metrics[id] = {.mean = mean, .n = 1};
  return method;
}

DomainComparison Of(const char* id, double ours, double copies, double real) {
  return {.domain = "memory",
          .corpus = {},
          .heldout = {},
          .methods = {Row("attention-ar", MethodKind::kOurs, id, ours),
                      Row("plagiarist", MethodKind::kControl, id, copies),
                      Row("heldout", MethodKind::kControl, id, real)}};
}

BOOST_AUTO_TEST_CASE(bits_and_divergences_are_better_when_less) {
  const test::MemoryDomain domain({});
  for (const char* id : {"bits_per_token", "loo_bits_per_byte_cached",
                         "fill_bits_85", "jsd3", "tpkl3", "legacy_l2"}) {
    BOOST_TEST(MetricDirection(domain, id) == -1, id);
  }
  for (const char* id : {"valid", "valid_checked", "joint_valid"}) {
    BOOST_TEST(MetricDirection(domain, id) == 1, id);
  }
  for (const char* id : {"copied_8", "diversity", "what", "other.valid"}) {
    BOOST_TEST(MetricDirection(domain, id) == 0, id);
  }
}

BOOST_AUTO_TEST_CASE(the_domain_says_it_for_its_own) {
  const test::MemoryDomain domain({});
  for (const MetricInfo& metric : domain.metrics()) {
    BOOST_TEST(MetricDirection(domain, "memory." + metric.id) ==
               metric.direction);
  }
}

BOOST_AUTO_TEST_CASE(copies_that_are_as_good_win) {
  const test::MemoryDomain domain({});
  const auto winners =
      ControlsThatWin(domain, Of("jsd3", .08, .08, .01), "jsd3");
  BOOST_REQUIRE(winners.size() == 1u);
  BOOST_TEST(winners[0] == "plagiarist");
  BOOST_TEST(
      ControlsThatWin(domain, Of("jsd3", .07, .08, .01), "jsd3").empty());
  BOOST_TEST(
      ControlsThatWin(domain, Of("valid", .9, .8, 1.0), "valid").empty());
  BOOST_TEST(
      ControlsThatWin(domain, Of("valid", .7, .8, 1.0), "valid").size() == 1u);
}

BOOST_AUTO_TEST_CASE(nothing_wins_where_there_is_no_direction) {
  const test::MemoryDomain domain({});
  BOOST_TEST(ControlsThatWin(domain, Of("diversity", .1, .9, .2), "diversity")
                 .empty());
  BOOST_TEST(ControlsThatWin(domain, Of("jsd3", .1, .0, .0), "jsd4").empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
