#include "kernels/row_length.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "kernels/attention.h"
#include "tests/kernels/attention_case.h"
#include "tests/support/for_each_target.h"

namespace pastiche::kernels {
namespace {

using test::Attended;
using test::AttentionCase;
using test::kInfinity;

BOOST_AUTO_TEST_SUITE(row_length)

BOOST_AUTO_TEST_CASE(bounds_the_longest_row_closely) {
  pastiche::test::ForEachTarget([] {
    std::mt19937 rng(/*seed=*/1);
    for (std::size_t cols = 0; cols < 70; ++cols) {
      const test::OwnedMatrix rows(9, cols, rng, cols % 3, cols % 2);
      double longest = 0.0;
      for (std::size_t r = 0; r < 9; ++r) {
        double sum = 0.0;
        for (std::size_t c = 0; c < cols; ++c) {
          sum += std::pow(double{rows.view().row(r)[c]}, 2.0);
        }
        longest = std::max(longest, std::sqrt(sum));
      }
      const double bound = MaxRowLength(rows.view());
      BOOST_TEST(bound >= longest);
      BOOST_TEST(bound <= longest * 1.001 + 1e-16);
    }
  });
}

BOOST_AUTO_TEST_CASE(says_infinity_where_there_is_no_bound) {
  pastiche::test::ForEachTarget([] {
    for (const float bad : {kInfinity, -kInfinity, 1e30f,
                            std::numeric_limits<float>::quiet_NaN()}) {
      for (std::size_t at = 0; at < 3 * 37; ++at) {
        std::vector<float> cells(3 * 37, 0.5f);
        cells[at] = bad;
        BOOST_TEST(MaxRowLength({cells, 3, 37}) == kInfinity);
      }
    }
    BOOST_TEST(MaxRowLength({}) == 0.0f);
  });
}

// Batches of 64 queries and more look for a bound, single queries do not: keys
// just inside and outside of it, in one call and one by one, give the same
// bytes.
BOOST_AUTO_TEST_CASE(bounded_scores_give_the_same_bytes) {
  pastiche::test::ForEachTarget([] {
    std::mt19937 rng(/*seed=*/2);
    for (const float factor : {0.1f, 1.0f, 3.0f, 10.0f, 100.0f}) {
      for (const bool causal : {false, true}) {
        AttentionCase problem({130, 300, 20, 11}, rng);
        problem.options = {.scale = factor, .causal = causal};
        problem.options.query_position = 170;
        const Attended batch = problem.Run(Attend);
        Attended single(130, 11);
        for (std::size_t i = 0; i < 130; ++i) {
          AttendOptions options = problem.options;
          options.query_position += i;
          BOOST_TEST(
              Attend({std::span(problem.queries.cells).subspan(i * 20), 1, 20},
                     problem.keys.view(), problem.values.view(), options,
                     {std::span(single.out).subspan(i * 11), 1, 11},
                     {&single.lse[i], 1})
                  .ok());
        }
        BOOST_TEST((single.out == batch.out));
        BOOST_TEST((single.lse == batch.lse));
      }
    }
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
