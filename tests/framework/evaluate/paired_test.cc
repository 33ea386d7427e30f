// Differences document by document.

#include "framework/evaluate/paired.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

namespace pastiche {
namespace {

MethodResult Scored(const std::string& name, MethodKind kind,
                    std::vector<double> per_document) {
  MethodResult method{.name = name, .kind = kind};
  MetricValue& value = method.metrics["m"];
  std::size_t count = 0;
  for (const double each : per_document) {
    if (std::isnan(each)) continue;
    value.mean += each;
    ++count;
  }
  value.mean /= static_cast<double>(count);
  value.n = count;
  value.per_document = std::move(per_document);
  value.more_is_better = true;
  return method;
}

BOOST_AUTO_TEST_SUITE(paired)

// A share of 0 is a score; a document without places has none.
BOOST_AUTO_TEST_CASE(nothing_right_counts_and_not_scored_does_not) {
  std::vector<MethodResult> methods = {
      Scored("ours", MethodKind::kOurs, {0.0, 0.5, kNotScored, 1.0}),
      Scored("worse", MethodKind::kBaseline, {0.0, 0.0, kNotScored, 0.1}),
      Scored("best", MethodKind::kBaseline, {0.0, 0.2, kNotScored, 0.4})};
  CompareWithBestBaseline(methods);
  const Versus& versus = methods[0].metrics["m"].versus;
  BOOST_TEST(versus.baseline == "best");
  BOOST_TEST(versus.n == 3u);
  BOOST_TEST(std::abs(versus.difference - 0.3) < 1e-12);
  BOOST_TEST(methods[1].metrics["m"].versus.baseline.empty());
}

BOOST_AUTO_TEST_CASE(documents_that_one_side_lacks_are_left_out) {
  std::vector<MethodResult> methods = {
      Scored("ours", MethodKind::kOurs, {0.5, kNotScored}),
      Scored("best", MethodKind::kBaseline, {0.25, 0.75})};
  CompareWithBestBaseline(methods);
  BOOST_TEST(methods[0].metrics["m"].versus.n == 1u);
  BOOST_TEST(methods[0].metrics["m"].versus.difference == 0.25);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche
