#include "bench/comparison.h"

#include <boost/test/unit_test.hpp>

namespace pastiche::bench {
namespace {

Row Timed(const std::string& name, double min_ms, double median_ms,
          bool unquiet = false) {
  Row row{.name = name, .min_ms = min_ms, .median_ms = median_ms};
  row.unquiet = unquiet;
  return row;
}

RowComparison One(const Row& before, const Row& after) {
  return Compare(Report{.rows = {before}}, Report{.rows = {after}}).at(0);
}

BOOST_AUTO_TEST_SUITE(comparison)

BOOST_AUTO_TEST_CASE(within_three_percent_is_the_same) {
  const auto verdict = [](double after) {
    return One(Timed("a", 100, 100), Timed("a", after, after)).verdict;
  };
  BOOST_CHECK(verdict(102.9) == Verdict::kSame);
  BOOST_CHECK(verdict(103.1) == Verdict::kSlower);
  BOOST_CHECK(verdict(97.2) == Verdict::kSame);
  BOOST_CHECK(verdict(96.9) == Verdict::kFaster);
}

BOOST_AUTO_TEST_CASE(the_spread_of_either_run_is_its_noise) {
  const RowComparison row = One(Timed("a", 100, 110), Timed("a", 115, 120));
  BOOST_TEST(row.noise == 0.1, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(row.ratio == 120.0 / 110.0, boost::test_tools::tolerance(1e-9));
  BOOST_CHECK(row.verdict == Verdict::kSame);
  BOOST_CHECK(One(Timed("a", 100, 110), Timed("a", 120, 122)).verdict ==
              Verdict::kSlower);
}

BOOST_AUTO_TEST_CASE(an_unquiet_run_doubles_the_noise) {
  const Row before = Timed("a", 100, 110, true);
  BOOST_CHECK(One(before, Timed("a", 125, 130)).verdict == Verdict::kSame);
  BOOST_CHECK(One(before, Timed("a", 130, 133)).verdict == Verdict::kSlower);
}

BOOST_AUTO_TEST_CASE(rows_are_matched_by_name) {
  const Report before{
      .rows = {Timed("a", 1, 1), Timed("gone", 1, 1), Row{.name = "untimed"}}};
  const Report after{.rows = {Timed("new", 1, 1), Timed("a", 2, 2)}};
  const auto rows = Compare(before, after);
  BOOST_REQUIRE(rows.size() == 3u);
  BOOST_CHECK(rows[0].name == "a" && rows[0].verdict == Verdict::kSlower);
  BOOST_CHECK(rows[1].name == "gone" &&
              rows[1].verdict == Verdict::kOnlyBefore);
  BOOST_CHECK(rows[2].name == "new" && rows[2].verdict == Verdict::kOnlyAfter);
  const std::string text = ToText(rows);
  BOOST_TEST(text.find("0 faster, 1 slower, of 3 rows") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(another_machine_is_told) {
  const Machine one{.cpu = "A", .compiler = "g++", .simd = "AVX2"};
  Machine two = one;
  BOOST_TEST(Differences(one, two).empty());
  two.cpu = "B";
  two.threads = 4;
  BOOST_TEST(Differences(one, two).size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::bench
