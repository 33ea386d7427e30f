#include "kernels/merge.h"

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
using test::RandomFloats;

ConstMatrix Rows(const ConstMatrix& m, std::size_t first, std::size_t count) {
  return {m.data.subspan(first * m.stride), count, m.cols, m.stride};
}

BOOST_AUTO_TEST_SUITE(merge)

BOOST_AUTO_TEST_CASE(matches_reference_at_every_size) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/1);
    for (std::size_t rows = 0; rows <= 70; ++rows) {
      const std::size_t cols = rows % 37;
      const std::vector<float> other = RandomFloats(rows * cols, rng);
      std::vector<float> other_lse = RandomFloats(rows, rng);
      std::vector<float> fast = RandomFloats(rows * cols, rng);
      std::vector<float> fast_lse = RandomFloats(rows, rng);
      for (float& l : fast_lse) l *= 30.0f;
      for (float& l : other_lse) l *= 30.0f;
      std::vector<float> slow = fast;
      std::vector<float> slow_lse = fast_lse;
      BOOST_TEST(
          Merge({other, rows, cols}, other_lse, {fast, rows, cols}, fast_lse)
              .ok());
      BOOST_TEST(reference::Merge({other, rows, cols}, other_lse,
                                  {slow, rows, cols}, slow_lse)
                     .ok());
      for (std::size_t i = 0; i < rows; ++i) {
        BOOST_TEST(std::abs(fast_lse[i] - slow_lse[i]) <= 4e-6f);
        for (std::size_t c = 0; c < cols; ++c) {
          const std::size_t at = i * cols + c;
          BOOST_TEST(std::abs(fast[at] - slow[at]) <= 2e-6f);
        }
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(any_split_of_the_keys_equals_the_whole) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/2);
    AttentionCase problem({33, 200, 10, 6}, rng);
    problem.options.scale = 3.0f;
    const Attended whole = problem.Run(reference::Attend);
    for (const std::size_t split : {0u, 1u, 64u, 128u, 199u, 200u}) {
      Attended left(33, 6);
      Attended right(33, 6);
      const auto attend = [&](std::size_t first, std::size_t count,
                              Attended& to) {
        BOOST_TEST(Attend(problem.queries.view(),
                          Rows(problem.keys.view(), first, count),
                          Rows(problem.values.view(), first, count),
                          problem.options, {to.out, 33, 6}, to.lse)
                       .ok());
      };
      attend(0, split, left);
      attend(split, 200 - split, right);
      BOOST_TEST(
          Merge({right.out, 33, 6}, right.lse, {left.out, 33, 6}, left.lse)
              .ok());
      BOOST_TEST_CONTEXT("split " << split) {
        test::CheckClose(problem, left, whole);
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(empty_sets_add_nothing) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/3);
    const std::vector<float> row = RandomFloats(5, rng);
    const std::vector<float> zeros(5, 0.0f);
    const float none = -kInfinity;
    for (const float l : {0.0f, 7.5f, -80.0f, 1e9f, -1e9f}) {
      std::vector<float> out = row;
      float lse = l;
      BOOST_TEST(Merge({zeros, 1, 5}, {&none, 1}, {out, 1, 5}, {&lse, 1}).ok());
      BOOST_TEST(out == row);
      BOOST_TEST(lse == l);
      out = zeros;
      lse = none;
      BOOST_TEST(Merge({row, 1, 5}, {&l, 1}, {out, 1, 5}, {&lse, 1}).ok());
      BOOST_TEST(out == row);
      BOOST_TEST(lse == l);
    }
    std::vector<float> out = zeros;
    float lse = none;
    BOOST_TEST(Merge({zeros, 1, 5}, {&none, 1}, {out, 1, 5}, {&lse, 1}).ok());
    BOOST_TEST(out == zeros);
    BOOST_TEST(lse == -kInfinity);
    lse = NAN;
    BOOST_TEST(Merge({zeros, 1, 5}, {&none, 1}, {out, 1, 5}, {&lse, 1}).ok());
    BOOST_TEST(lse == -kInfinity);
  });
}

BOOST_AUTO_TEST_CASE(sides_may_be_swapped) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/4);
    constexpr std::size_t kRows = 37, kCols = 19;
    std::vector<float> a = RandomFloats(kRows * kCols, rng);
    std::vector<float> b = RandomFloats(kRows * kCols, rng);
    std::vector<float> a_lse = RandomFloats(kRows, rng);
    std::vector<float> b_lse = RandomFloats(kRows, rng);
    const std::vector<float> a_before = a;
    const std::vector<float> a_lse_before = a_lse;
    BOOST_TEST(Merge({b, kRows, kCols}, b_lse, {a, kRows, kCols}, a_lse).ok());
    BOOST_TEST(
        Merge({a_before, kRows, kCols}, a_lse_before, {b, kRows, kCols}, b_lse)
            .ok());
    BOOST_TEST(a == b);
    BOOST_TEST(a_lse == b_lse);
  });
}

BOOST_AUTO_TEST_CASE(shapes_that_do_not_fit_are_errors) {
  std::vector<float> data(100, 1.0f);
  std::vector<float> out(100, 1.0f);
  std::vector<float> lse(5, 1.0f);
  BOOST_TEST(Merge({data, 5, 4}, lse, {out, 5, 3}, lse).message() ==
             "other_out is 5 by 4 but out is 5 by 3");
  BOOST_TEST(Merge({data, 4, 4}, lse, {out, 4, 4}, lse).message() ==
             "lse has 5 and other_lse 5 entries for 4 rows");
  BOOST_TEST(!Merge({data, 5, 40}, lse, {out, 5, 40}, lse).ok());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
