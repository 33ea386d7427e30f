// Sparse attention against its twin, over every boundary.

#include "kernels/attend_sparse.h"

#include "tests/kernels/attention_case.h"
#include "tests/kernels/sparse_case.h"
#include "tests/support/for_each_target.h"

namespace pastiche::kernels {
namespace {

using pastiche::test::ForEachTarget;
using test::Attended;
using test::AttentionCase;
using test::AttentionShape;
using test::CheckSparseClose;
using test::RunPlanned;
using test::RunSparse;
using test::RunTwin;

void CompareWithTwin(const AttentionCase& problem,
                     const SparsePattern& pattern) {
  BOOST_TEST_CONTEXT("n " << problem.keys.rows << " d_k " << problem.keys.cols
                          << " window " << pattern.window << " block "
                          << pattern.landmark_block << " causal "
                          << pattern.causal) {
    CheckSparseClose(problem, pattern, RunSparse(problem, pattern),
                     RunTwin(problem, pattern));
  }
}

BOOST_AUTO_TEST_SUITE(attend_sparse)

BOOST_AUTO_TEST_CASE(matches_the_twin_at_every_length) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/1);
    for (std::size_t n = 0; n <= 180; n += n < 66 ? 1 : 7) {
      AttentionCase problem({n, n, 6, 5}, rng);
      problem.options.scale = 1.5f;
      for (const bool causal : {false, true}) {
        CompareWithTwin(problem, {.window = n % 9,
                                  .causal = causal,
                                  .landmark_block = 4,
                                  .landmark_group = 3,
                                  .group_min_keys = 60});
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(matches_the_twin_for_every_window_and_block) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/2);
    AttentionCase problem({300, 300, 7, 4}, rng);
    problem.options.scale = 2.0f;
    for (const bool causal : {false, true}) {
      for (const std::size_t window : {0u, 1u, 15u, 16u, 64u, 130u}) {
        for (const std::size_t block : {0u, 1u, 16u, 64u, 1000u}) {
          CompareWithTwin(
              problem,
              {.window = window, .causal = causal, .landmark_block = block});
        }
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(matches_the_twin_at_every_head_dimension) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/3);
    const SparsePattern pattern = {.window = 3, .landmark_block = 8};
    for (std::size_t d = 0; d <= 36; ++d) {
      CompareWithTwin(AttentionCase({70, 70, d, 3}, rng), pattern);
      CompareWithTwin(AttentionCase({70, 70, 3, d}, rng), pattern);
    }
    for (const std::size_t d : {63u, 64u, 65u, 127u, 128u, 255u, 256u}) {
      CompareWithTwin(AttentionCase({60, 60, d, 3}, rng), pattern);
      CompareWithTwin(AttentionCase({60, 60, 3, d}, rng), pattern);
    }
  });
}

BOOST_AUTO_TEST_CASE(globals_gates_and_biases_match_the_twin) {
  const std::vector<std::uint32_t> globals = {0, 1, 57, 57, 4000000000, 130};
  ForEachTarget([&] {
    std::mt19937 rng(/*seed=*/4);
    constexpr std::size_t kCount = 210;
    AttentionCase problem({kCount, kCount, 9, 8}, rng);
    std::vector<std::uint8_t> keep(kCount);
    for (std::uint8_t& k : keep) k = rng() % 8 == 0;
    const std::vector<float> bias = test::RandomFloats(kCount, rng);
    for (const bool causal : {false, true}) {
      SparsePattern pattern = {.window = 6,
                               .causal = causal,
                               .globals = globals,
                               .landmark_block = 4,
                               .landmark_group = 4,
                               .group_min_keys = 100};
      CompareWithTwin(problem, pattern);
      pattern.keep = keep;
      CompareWithTwin(problem, pattern);
      pattern.landmark_bias = 0.3f;
      problem.options.key_bias = bias;
      CompareWithTwin(problem, pattern);
      problem.options.key_bias = {};
    }
  });
}

BOOST_AUTO_TEST_CASE(both_levels_of_landmarks_match_the_twin) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/5);
    AttentionCase problem({1100, 1100, 4, 4}, rng);
    for (const bool causal : {false, true}) {
      CompareWithTwin(problem, {.window = 20,
                                .causal = causal,
                                .landmark_block = 8,
                                .landmark_group = 8,
                                .group_min_keys = 300});
    }
  });
}

// The default switch to groups, at full size, for some positions.
BOOST_AUTO_TEST_CASE(sequences_beyond_16384_keys_match_the_twin) {
  constexpr std::size_t kCount = 20000;
  std::mt19937 rng(/*seed=*/6);
  const AttentionCase problem({kCount, kCount, 8, 4}, rng);
  for (const bool causal : {false, true}) {
    const SparsePattern pattern = {.causal = causal};
    for (const std::size_t first : {0u, 4090u, 16380u, 19990u}) {
      SparsePlan plan;
      BOOST_TEST(plan.Build(kCount, pattern, first, 10).ok());
      const Attended actual = RunPlanned(problem, plan);
      Attended expected(10, 4);
      BOOST_TEST(reference::AttendSparse(
                     {problem.queries.view().data.subspan(first * 8), 10, 8},
                     problem.keys.view(), problem.values.view(), pattern, {},
                     first, {expected.out, 10, 4}, expected.lse)
                     .ok());
      BOOST_TEST_CONTEXT("from " << first) {
        CheckSparseClose(problem, pattern, actual, expected);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_window_over_the_whole_sequence_is_dense_attention) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/7);
    for (const std::size_t n : {1u, 50u, 129u, 300u}) {
      for (const bool causal : {false, true}) {
        AttentionCase problem({n, n, 10, 7}, rng);
        problem.options.causal = causal;
        const Attended dense = problem.Run(Attend);
        const Attended sparse =
            RunSparse(problem, {.window = n, .causal = causal});
        BOOST_TEST((sparse.out == dense.out));
        BOOST_TEST((sparse.lse == dense.lse));
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(strided_unaligned_rows_give_the_same_bytes) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/8);
    const std::vector<std::uint32_t> globals = {2, 80};
    const SparsePattern pattern = {.window = 9,
                                   .globals = globals,
                                   .landmark_block = 8,
                                   .landmark_group = 4,
                                   .group_min_keys = 10};
    AttentionCase dense({141, 141, 19, 10}, rng);
    AttentionCase spread = dense;
    for (test::OwnedMatrix* m :
         {&spread.queries, &spread.keys, &spread.values}) {
      const test::OwnedMatrix from = *m;
      *m = test::OwnedMatrix(from.rows, from.cols, rng, 3, 1);
      for (std::size_t r = 0; r < from.rows; ++r) {
        std::copy_n(from.view().row(r), from.cols, m->mutable_view().row(r));
      }
    }
    const Attended expected = RunSparse(dense, pattern);
    const Attended actual = RunSparse(spread, pattern);
    BOOST_TEST((actual.out == expected.out));
    BOOST_TEST((actual.lse == expected.lse));
  });
}

BOOST_AUTO_TEST_CASE(a_plan_serves_many_calls_and_is_rebuilt_in_place) {
  std::mt19937 rng(/*seed=*/9);
  const SparsePattern pattern = {.window = 7, .landmark_block = 8};
  SparsePlan plan;
  for (const std::size_t n : {300u, 90u, 300u}) {
    BOOST_TEST(plan.Build(n, pattern).ok());
    for (int call = 0; call < 2; ++call) {
      const AttentionCase problem({n, n, 6, 6}, rng);
      const Attended planned = RunPlanned(problem, plan);
      const Attended fresh = RunSparse(problem, pattern);
      BOOST_TEST((planned.out == fresh.out));
      BOOST_TEST((planned.lse == fresh.lse));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
