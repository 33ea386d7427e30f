// The tile kernel run on plans that no public function builds yet: several
// sources, windows, ranges that stop at the grid.

#include "kernels/plan.h"

#include "kernels/attention.h"
#include "kernels/reference.h"
#include "tests/kernels/attention_bound.h"
#include "tests/kernels/attention_case.h"
#include "tests/support/for_each_target.h"

namespace pastiche::kernels {
namespace {

using pastiche::test::ForEachTarget;
using test::Attended;
using test::AttentionCase;
using test::kInfinity;

RowSource SourceOf(const AttentionCase& problem) {
  return {.keys = problem.keys.cells.data(),
          .key_stride = problem.keys.stride,
          .values = problem.values.cells.data(),
          .value_stride = problem.values.stride};
}

// Runs queries first ... first + count - 1 of `problem`, at those positions.
void RunTile(const AttentionCase& problem, std::size_t first, std::size_t count,
             std::span<const RowSource> sources,
             std::span<const RowRange> ranges, Attended& result) {
  const std::size_t dim = problem.values.cols;
  ActiveTileKernel().run({.queries = problem.queries.view().row(first),
                          .query_stride = problem.queries.stride,
                          .query_count = count,
                          .position = first,
                          .key_dim = problem.keys.cols,
                          .value_dim = dim,
                          .sources = sources,
                          .ranges = ranges,
                          .out = &result.out[first * dim],
                          .out_stride = dim,
                          .lse = &result.lse[first]});
}

BOOST_AUTO_TEST_SUITE(plan)

// A window |i - j| <= w as one masked range per tile, against a bias of
// -infinity outside it; tiles of every width agree to the bit.
BOOST_AUTO_TEST_CASE(windows_match_reference_whatever_the_tile) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/1);
    constexpr std::size_t kCount = 300;
    AttentionCase problem({kCount, kCount, 7, 5}, rng);
    const RowSource source = SourceOf(problem);
    for (const std::size_t window : {0u, 1u, 40u, 130u}) {
      Attended expected(kCount, 5);
      for (std::size_t i = 0; i < kCount; ++i) {
        std::vector<float> bias(kCount, -kInfinity);
        for (std::size_t j = 0; j < kCount; ++j) {
          if (j + window >= i && j <= i + window) bias[j] = 0.0f;
        }
        BOOST_TEST(reference::Attend(
                       {std::span(problem.queries.cells).subspan(i * 7), 1, 7},
                       problem.keys.view(), problem.values.view(),
                       {.key_bias = bias},
                       {std::span(expected.out).subspan(i * 5), 1, 5},
                       {&expected.lse[i], 1})
                       .ok());
      }
      Attended one_by_one(kCount, 5);
      for (const std::size_t tile :
           {std::size_t{1}, ActiveTileKernel().max_queries}) {
        Attended result(kCount, 5);
        for (std::size_t first = 0; first < kCount; first += tile) {
          const std::size_t count = std::min(tile, kCount - first);
          const auto offset = static_cast<std::ptrdiff_t>(window);
          const RowRange range = {
              .kind = RangeKind::kMasked,
              .begin = first > window ? first - window : 0,
              .end = std::min(kCount, first + count + window),
              .lower = -offset,
              .upper = offset};
          RunTile(problem, first, count, {&source, 1}, {&range, 1}, result);
        }
        BOOST_TEST_CONTEXT("window " << window << " tile " << tile) {
          test::CheckClose(problem, result, expected);
          if (tile == 1) one_by_one = result;
          BOOST_TEST(result.out == one_by_one.out);
          BOOST_TEST(result.lse == one_by_one.lse);
        }
      }
    }
  });
}

// Two sources in one pass equal their rows in one matrix.
BOOST_AUTO_TEST_CASE(sources_are_attended_together) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/2);
    AttentionCase problem({20, 256, 6, 4}, rng);
    const RowSource whole = SourceOf(problem);
    RowSource upper = whole;
    upper.keys += 128 * whole.key_stride;
    upper.values += 128 * whole.value_stride;
    const std::vector<RowSource> sources = {whole, upper};
    const std::vector<RowRange> ranges = {
        {.source = 0, .begin = 0, .end = 128},
        {.source = 1, .begin = 0, .end = 128}};
    const Attended expected = problem.Run(Attend);
    const std::size_t tile = ActiveTileKernel().max_queries;
    Attended result(20, 4);
    for (std::size_t first = 0; first < 20; first += tile) {
      RunTile(problem, first, std::min<std::size_t>(tile, 20 - first), sources,
              ranges, result);
    }
    // Only the scale differs: the plan's is 1, as is AttendOptions'.
    BOOST_TEST(result.out == expected.out);
    BOOST_TEST(result.lse == expected.lse);
  });
}

BOOST_AUTO_TEST_CASE(a_plan_without_ranges_is_an_empty_set) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/3);
    const AttentionCase problem({1, 1, 3, 2}, rng);
    Attended result(1, 2);
    RunTile(problem, 0, 1, {}, {}, result);
    BOOST_TEST(result.out[0] == 0.0f);
    BOOST_TEST(result.out[1] == 0.0f);
    BOOST_TEST(result.lse[0] == -kInfinity);
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
