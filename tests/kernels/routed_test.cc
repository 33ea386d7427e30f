#include "kernels/routed.h"

#include <bit>
#include <string>

#include "kernels/attention.h"
#include "kernels/decode.h"
#include "kernels/reference.h"
#include "tests/kernels/attention_bound.h"
#include "tests/kernels/routed_case.h"
#include "tests/support/for_each_target.h"

namespace pastiche::kernels {
namespace {

using pastiche::test::ForEachTarget;
using test::Attended;
using test::kInfinity;
using test::RoutedCase;
using test::RoutedOutcome;

// Outputs as the twin's for the same blocks; the bound above the true mass.
void CheckAgainstTwin(RoutedCase& problem) {
  const RoutedOutcome r = problem.Run();
  std::vector<double> missed;
  const Attended twin = problem.Twin(r, missed);
  problem.attention.options.scale = problem.options.scale;
  problem.attention.options.key_bias = problem.options.key_bias;
  test::CheckClose(problem.attention, r.attended, twin);
  for (std::size_t i = 0; i < missed.size(); ++i) {
    BOOST_TEST(double{r.missed_mass[i]} >= missed[i]);
    BOOST_TEST(r.missed_mass[i] <= 1.0f);
    BOOST_TEST(r.missed_mass[i] <= problem.options.max_missed_mass);
  }
}

std::size_t OpenedBy(const RoutedOutcome& r, std::size_t query,
                     std::size_t blocks) {
  std::size_t opened = 0;
  for (std::size_t b = 0; b < blocks; ++b)
    opened += r.opened[query * blocks + b];
  return opened;
}

BOOST_AUTO_TEST_SUITE(routed)

BOOST_AUTO_TEST_CASE(matches_reference_at_every_key_count) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/1);
    for (std::size_t n = 0; n <= 400; n += n < 70 ? 9 : 31) {
      for (const std::size_t segment : {16u, 32u, 64u}) {
        BOOST_TEST_CONTEXT("n " << n << " segment " << segment) {
          RoutedCase problem({3, n, 5, 6}, rng);
          problem.options.scale = 1.5f;
          problem.options.budget = 0.3f;
          problem.Build(segment);
          CheckAgainstTwin(problem);
        }
      }
    }
    for (const std::size_t n : {1024u, 1088u, 4159u, 9000u}) {
      RoutedCase problem({35, n, 5, 6}, rng);
      problem.options.scale = 2.0f;
      problem.Build();
      CheckAgainstTwin(problem);
    }
  });
}

BOOST_AUTO_TEST_CASE(matches_reference_at_every_head_dimension) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/2);
    for (std::size_t d = 0; d <= 40; d += 3) {
      RoutedCase narrow({2, 330, d, 3}, rng);
      narrow.Build();
      CheckAgainstTwin(narrow);
      RoutedCase wide({2, 330, 3, d}, rng);
      wide.Build();
      CheckAgainstTwin(wide);
    }
    RoutedCase widest({2, 330, 256, 255}, rng);
    widest.Build();
    CheckAgainstTwin(widest);
  });
}

BOOST_AUTO_TEST_CASE(causal_queries_see_no_later_key) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/3);
    for (const std::size_t group : {1u, 3u}) {
      RoutedCase problem({400, 300, 6, 5}, rng);
      problem.options.causal = true;
      problem.options.group = group;
      problem.options.query_position = 7;
      problem.options.scale = 2.0f;
      problem.options.budget = 0.4f;
      problem.Build();
      CheckAgainstTwin(problem);
      // What comes after position 200 does not reach query (200 - 7) * group.
      const RoutedOutcome before = problem.Run();
      for (float& x :
           std::span(problem.attention.keys.cells).subspan(201 * 6)) {
        x = 9.0f;
      }
      for (float& x :
           std::span(problem.attention.values.cells).subspan(201 * 5)) {
        x = 9.0f;
      }
      problem.Build();
      const RoutedOutcome after = problem.Run();
      const std::size_t rows = std::min<std::size_t>(400, 194 * group);
      BOOST_TEST(std::equal(
          before.attended.out.begin(),
          before.attended.out.begin() + static_cast<std::ptrdiff_t>(rows * 5),
          after.attended.out.begin()));
    }
  });
}

BOOST_AUTO_TEST_CASE(everything_opened_is_dense_attention) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/4);
    for (const bool causal : {false, true}) {
      RoutedCase problem({40, 2100, 9, 7}, rng);
      problem.options.budget = 1.0f;
      problem.options.causal = causal;
      problem.options.query_position = 1500;
      problem.Build();
      const RoutedOutcome r = problem.Run();
      problem.attention.options.causal = causal;
      problem.attention.options.query_position = 1500;
      test::CheckClose(problem.attention, r.attended,
                       problem.attention.Run(reference::Attend));
      for (const float missed : r.missed_mass) BOOST_TEST(missed == 0.0f);
    }
  });
}

BOOST_AUTO_TEST_CASE(opens_no_more_than_the_budget) {
  std::mt19937 rng(/*seed=*/5);
  RoutedCase problem({4, 6400, 8, 4}, rng);
  problem.Build();
  const auto opened = [&] { return OpenedBy(problem.Run(), 0, 100); };
  BOOST_TEST(opened() == 15u);
  problem.options.budget = 0.001f;
  BOOST_TEST(opened() == 1u);
  problem.options.budget = 0.0f;
  BOOST_TEST(opened() == 0u);
  problem.options.budget = 1.0f;
  BOOST_TEST(opened() == 100u);
  problem.options.budget_keys = 65;
  BOOST_TEST(opened() == 2u);
  problem.options.budget_keys = 0;
  BOOST_TEST(opened() == 0u);
}

BOOST_AUTO_TEST_CASE(opens_the_best_blocks_and_of_equals_the_first) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/6);
    RoutedCase equal({2, 640, 4, 4}, rng);
    for (std::size_t j = 64; j < 640; ++j) {
      std::copy_n(&equal.attention.keys.cells[j % 64 * 4], 4,
                  &equal.attention.keys.cells[j * 4]);
    }
    equal.options.budget = 0.3f;
    equal.Build();
    const RoutedOutcome r = equal.Run();
    for (std::size_t b = 0; b < 10; ++b) BOOST_TEST(r.opened[b] == (b < 3));

    // All keys of a block alike: bound, mean and score are one number.
    RoutedCase ranked({1, 640, 4, 4}, rng);
    for (std::size_t j = 0; j < 640; ++j) {
      for (std::size_t c = 0; c < 4; ++c) {
        ranked.attention.keys.cells[j * 4 + c] =
            static_cast<float>(j / 64 * 7 % 10);
      }
    }
    ranked.attention.queries.cells = {1.0f, 2.0f, 0.5f, 1.0f};
    ranked.options.budget = 0.2f;
    ranked.Build();
    const RoutedOutcome best = ranked.Run();
    for (std::size_t b = 0; b < 10; ++b) {
      BOOST_TEST(best.opened[b] == (b * 7 % 10 >= 8));
    }
  });
}

BOOST_AUTO_TEST_CASE(biases_weigh_hide_and_favour_keys) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/7);
    for (const float strength : {3.0f, 200.0f, 1e9f}) {
      RoutedCase problem({5, 1100, 6, 5}, rng);
      std::vector<float> bias = test::RandomFloats(1100, rng);
      for (std::size_t j = 0; j < 1100; ++j) {
        bias[j] = j % 5 == 1 || j / 64 == 3 || j / 16 == 9 ? -kInfinity
                                                           : bias[j] * strength;
      }
      problem.options.key_bias = bias;
      problem.Build();
      CheckAgainstTwin(problem);
      problem.options.max_missed_mass = 0.5f;
      CheckAgainstTwin(problem);
    }
  });
}

BOOST_AUTO_TEST_CASE(hiding_every_key_gives_zeros_and_minus_infinity) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/8);
    RoutedCase problem({3, 700, 6, 5}, rng);
    const std::vector<float> bias(700, -kInfinity);
    problem.options.key_bias = bias;
    problem.Build();
    for (const float limit : {1.0f, 0.5f}) {
      problem.options.max_missed_mass = limit;
      const RoutedOutcome r = problem.Run();
      for (const float x : r.attended.out) BOOST_TEST(x == 0.0f);
      for (const float l : r.attended.lse) BOOST_TEST(l == -kInfinity);
      for (const float missed : r.missed_mass) BOOST_TEST(missed == 0.0f);
    }
  });
}

BOOST_AUTO_TEST_CASE(opens_further_blocks_until_the_bound_holds) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/9);
    for (const float limit : {0.9f, 0.5f, 0.1f, 0.001f, 0.0f}) {
      for (const float scale : {0.3f, 4.0f, 40.0f}) {
        RoutedCase problem({6, 1500, 8, 4}, rng);
        problem.options.scale = scale;
        problem.options.budget = 0.05f;
        problem.options.max_missed_mass = limit;
        problem.Build();
        CheckAgainstTwin(problem);
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(keys_that_are_not_finite_are_opened_first) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/10);
    RoutedCase problem({4, 1280, 3, 4}, rng);
    problem.attention.keys.cells[700 * 3] = kInfinity;
    problem.attention.keys.cells[900 * 3] = NAN;
    problem.options.budget_keys = 128;
    problem.Build();
    const RoutedOutcome r = problem.Run();
    for (std::size_t i = 0; i < 4; ++i) {
      BOOST_TEST(r.opened[i * 20 + 700 / 64] == 1);
      BOOST_TEST(r.opened[i * 20 + 900 / 64] == 1);
      for (std::size_t c = 0; c < 4; ++c) {
        BOOST_TEST(std::abs(r.attended.out[i * 4 + c]) <= 1.0f);
      }
    }
    problem.options.budget = 0.0f;  // Unopened, they make the bound useless.
    for (const float missed : problem.Run().missed_mass) {
      BOOST_TEST(missed == 1.0f);
    }
  });
}

BOOST_AUTO_TEST_CASE(huge_numbers_never_give_nan) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/11);
    for (const float factor : {1e10f, 1e19f, 1e30f, 3e38f}) {
      RoutedCase problem({5, 800, 6, 4}, rng);
      for (float& x : problem.attention.keys.cells) x *= factor;
      problem.Build();
      const RoutedOutcome r = problem.Run();
      for (const float x : r.attended.out) BOOST_TEST(std::abs(x) <= 1.0f);
      for (const float l : r.attended.lse) BOOST_TEST(!std::isnan(l));
      for (const float m : r.missed_mass) BOOST_TEST((m >= 0.0f && m <= 1.0f));
    }
  });
}

BOOST_AUTO_TEST_CASE(a_batch_equals_its_queries_one_by_one) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/12);
    RoutedCase problem({70, 2000, 12, 7}, rng);
    problem.options.max_missed_mass = 0.9f;
    problem.options.scale = 3.0f;
    problem.Build();
    const RoutedOutcome batch = problem.Run();
    for (std::size_t i = 0; i < 70; ++i) {
      std::vector<float> out(7);
      float lse = 0.0f;
      float missed = 0.0f;
      BOOST_TEST(
          AttendRouted(
              {std::span(problem.attention.queries.cells).subspan(i * 12, 12),
               1, 12},
              problem.blocks(), problem.attention.values.view(),
              problem.index.summaries(), problem.options,
              {.out = MutableMatrix(out, 1, 7),
               .lse = {&lse, 1},
               .missed_mass = {&missed, 1}},
              problem.workspace)
              .ok());
      BOOST_TEST(std::equal(
          out.begin(), out.end(),
          batch.attended.out.begin() + static_cast<std::ptrdiff_t>(i * 7)));
      BOOST_TEST(lse == batch.attended.lse[i]);
      BOOST_TEST(missed == batch.missed_mass[i]);
    }
  });
}

BOOST_AUTO_TEST_CASE(arguments_that_do_not_fit_are_errors) {
  std::mt19937 rng(/*seed=*/13);
  RoutedCase problem({2, 200, 4, 3}, rng);
  problem.Build();
  std::vector<float> out(6, 3.0f);
  const RoutedResult result{.out = MutableMatrix(out, 2, 3)};
  const ConstMatrix queries = problem.attention.queries.view();
  const ConstMatrix values = problem.attention.values.view();
  const RouteSummaries summaries = problem.index.summaries();
  const auto message = [&](const ConstMatrix& q, const KeyBlocks& k,
                           const ConstMatrix& v, const RouteSummaries& s,
                           const RoutedOptions& o, const RoutedResult& r) {
    return std::string(
        AttendRouted(q, k, v, s, o, r, problem.workspace).message());
  };
  const auto with = [&](const RoutedOptions& options) {
    return message(queries, problem.blocks(), values, summaries, options,
                   result);
  };
  BOOST_TEST(with({.scale = NAN}) == "scale is not finite");
  BOOST_TEST(with({.key_bias = out}) == "key_bias has 6 entries for 200 keys");
  BOOST_TEST(with({.budget = 1.5f}) == "budget is not in [0, 1]");
  BOOST_TEST(with({.budget = NAN}) == "budget is not in [0, 1]");
  BOOST_TEST(with({.max_missed_mass = -1.0f}) ==
             "max_missed_mass is not in [0, 1]");
  BOOST_TEST(with({.group = 0}) == "group is 0");
  BOOST_TEST(with({.query_position = SIZE_MAX}) ==
             "query_position 18446744073709551615 is too large");
  RouteSummaries other = summaries;
  other.block_count = 2;
  BOOST_TEST(message(queries, problem.blocks(), values, other, {}, result) ==
             "summaries of 2 blocks for 200 keys");
  other = summaries;
  other.segment = 8;
  BOOST_TEST(message(queries, problem.blocks(), values, other, {}, result) ==
             "summaries have segments of 8 keys; allowed are 16, 32 and 64");
  other = summaries;
  other.radii = other.radii.first(11);
  BOOST_TEST(message(queries, problem.blocks(), values, other, {}, result) ==
             "summaries lack mean keys, radii or weights of 12 segments");
  BOOST_TEST(message(queries, {problem.packed, 201, 4}, values, summaries, {},
                     result) == "values have 200 rows for 201 keys");
  BOOST_TEST(message(queries, problem.blocks(), values, summaries, {},
                     {.out = MutableMatrix(out, 2, 2)}) ==
             "out is 2 by 2; needed is 2 by 3");
  std::vector<std::uint8_t> opened(5);
  BOOST_TEST(message(queries, problem.blocks(), values, summaries, {},
                     {.out = MutableMatrix(out, 2, 3), .opened = opened}) ==
             "opened has 5 entries for 2 queries and 3 blocks");
  for (const float x : out) BOOST_TEST(x == 3.0f);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
