// Leaks, gates, infinite and huge keys, and arguments that do not fit.

#include <string>

#include "kernels/attend_sparse.h"
#include "kernels/sparse_reference.h"
#include "tests/kernels/attention_case.h"
#include "tests/kernels/sparse_case.h"
#include "tests/support/for_each_target.h"

namespace pastiche::kernels {
namespace {

using pastiche::test::ForEachTarget;
using test::Attended;
using test::AttentionCase;
using test::kInfinity;
using test::RunSparse;
using test::RunTwin;

const std::vector<std::uint32_t> kGlobals = {0, 30, 77};

// Everything at once, with both levels of landmarks in reach of short tests.
SparsePattern FullPattern(bool causal) {
  return {.window = 9,
          .causal = causal,
          .globals = kGlobals,
          .landmark_block = 4,
          .landmark_group = 4,
          .group_min_keys = 60};
}

BOOST_AUTO_TEST_SUITE(attend_sparse_edges)

BOOST_AUTO_TEST_CASE(later_rows_never_leak_into_causal_outputs) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/1);
    const AttentionCase problem({150, 150, 8, 8}, rng);
    const Attended before = RunSparse(problem, FullPattern(true));
    for (const std::size_t changed : {1u, 31u, 32u, 48u, 100u, 128u, 149u}) {
      AttentionCase other = problem;
      for (std::size_t j = changed; j < 150; ++j) {
        for (std::size_t c = 0; c < 8; ++c) {
          other.keys.mutable_view().row(j)[c] = 50.0f;
          other.values.mutable_view().row(j)[c] = -1e6f;
        }
      }
      const Attended after = RunSparse(other, FullPattern(true));
      BOOST_TEST_CONTEXT("changed from " << changed) {
        BOOST_TEST(std::equal(
            before.out.begin(),
            before.out.begin() + static_cast<std::ptrdiff_t>(changed * 8),
            after.out.begin()));
        BOOST_TEST(std::equal(
            before.lse.begin(),
            before.lse.begin() + static_cast<std::ptrdiff_t>(changed),
            after.lse.begin()));
        BOOST_TEST(after.out[changed * 8] != before.out[changed * 8]);
      }
    }
  });
}

// Nor does the length: the rows of a causal prefix are those of the prefix.
BOOST_AUTO_TEST_CASE(appending_keys_changes_no_earlier_byte) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/2);
    const AttentionCase whole({190, 190, 8, 8}, rng);
    const Attended expected = RunSparse(whole, FullPattern(true));
    for (const std::size_t n : {1u, 58u, 59u, 60u, 61u, 128u, 189u}) {
      AttentionCase prefix = whole;
      prefix.queries.rows = prefix.keys.rows = prefix.values.rows = n;
      const Attended actual = RunSparse(prefix, FullPattern(true));
      BOOST_TEST(std::equal(actual.out.begin(), actual.out.end(),
                            expected.out.begin()));
      BOOST_TEST(std::equal(actual.lse.begin(), actual.lse.end(),
                            expected.lse.begin()));
    }
  });
}

BOOST_AUTO_TEST_CASE(a_gate_that_keeps_all_changes_no_byte) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/3);
    const AttentionCase problem({170, 170, 8, 5}, rng);
    const std::vector<std::uint8_t> keep(170, 1);
    for (const bool causal : {false, true}) {
      SparsePattern pattern = FullPattern(causal);
      const Attended ungated = RunSparse(problem, pattern);
      pattern.keep = keep;
      const Attended gated = RunSparse(problem, pattern);
      BOOST_TEST((gated.out == ungated.out));
      BOOST_TEST((gated.lse == ungated.lse));
    }
  });
}

BOOST_AUTO_TEST_CASE(a_gate_that_drops_all_leaves_window_and_globals) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/4);
    const AttentionCase problem({170, 170, 8, 5}, rng);
    const std::vector<std::uint8_t> keep(170, 0);
    for (const bool causal : {false, true}) {
      SparsePattern pattern = FullPattern(causal);
      pattern.keep = keep;
      const Attended gated = RunSparse(problem, pattern);
      const Attended expected = RunTwin(problem, {.window = 9,
                                                  .causal = causal,
                                                  .log_stride = false,
                                                  .globals = kGlobals,
                                                  .landmark_block = 0});
      test::CheckSparseClose(problem, pattern, gated, expected);
    }
  });
}

BOOST_AUTO_TEST_CASE(a_gate_only_removes_entries) {
  std::mt19937 rng(/*seed=*/5);
  std::vector<std::uint8_t> keep(170);
  for (std::uint8_t& k : keep) k = rng() % 6 == 0;
  for (const bool causal : {false, true}) {
    const SparsePattern pattern = FullPattern(causal);
    SparsePattern gated = pattern;
    gated.keep = keep;
    std::size_t removed = 0;
    for (std::size_t i = 0; i < 170; ++i) {
      const auto all = reference::SparseEntries(i, 170, pattern);
      const auto kept = reference::SparseEntries(i, 170, gated);
      removed += all.size() - kept.size();
      std::size_t found = 0;
      for (const auto& entry : all) {
        if (found < kept.size() && kept[found] == entry) ++found;
      }
      BOOST_TEST(found == kept.size());
    }
    BOOST_TEST(removed > 170u);
  }
}

BOOST_AUTO_TEST_CASE(hidden_rows_are_empty_sets) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/6);
    AttentionCase problem({90, 90, 4, 3}, rng);
    const std::vector<float> bias(90, -kInfinity);
    problem.options.key_bias = bias;
    for (const bool causal : {false, true}) {
      for (const Attended& result : {RunSparse(problem, FullPattern(causal)),
                                     RunTwin(problem, FullPattern(causal))}) {
        for (const float x : result.out) BOOST_TEST(x == 0.0f);
        for (const float l : result.lse) BOOST_TEST(l == -kInfinity);
      }
    }
  });
}

// -infinity in the bias hides a key and the landmarks it is in.
BOOST_AUTO_TEST_CASE(hidden_keys_match_the_twin) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/7);
    AttentionCase problem({150, 150, 7, 6}, rng);
    std::vector<float> bias(150, 0.0f);
    for (std::size_t j = 3; j < 150; j += 10) bias[j] = -kInfinity;
    for (std::size_t j = 60; j < 85; ++j) bias[j] = -kInfinity;
    problem.options.key_bias = bias;
    for (const bool causal : {false, true}) {
      const SparsePattern pattern = FullPattern(causal);
      test::CheckSparseClose(problem, pattern, RunSparse(problem, pattern),
                             RunTwin(problem, pattern));
    }
  });
}

BOOST_AUTO_TEST_CASE(infinite_and_huge_keys_give_no_nan) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/8);
    for (const float huge : {-kInfinity, kInfinity, 3e38f, -3e38f, 1e20f}) {
      AttentionCase problem({150, 150, 7, 6}, rng);
      for (std::size_t j = 5; j < 150; j += 13) {
        for (std::size_t c = 0; c < 7; ++c) {
          problem.keys.mutable_view().row(j)[c] = c % 2 == 0 ? huge : 0.0f;
        }
      }
      for (const bool causal : {false, true}) {
        const Attended result = RunSparse(problem, FullPattern(causal));
        BOOST_TEST(std::none_of(result.out.begin(), result.out.end(),
                                [](float x) { return !std::isfinite(x); }));
        BOOST_TEST(std::none_of(result.lse.begin(), result.lse.end(),
                                [](float x) { return std::isnan(x); }));
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(queries_too_large_for_exact_exponents_match_the_twin) {
  ForEachTarget([] {
    std::mt19937 rng(/*seed=*/9);
    AttentionCase problem({120, 120, 5, 4}, rng);
    for (std::size_t i = 0; i < 120; i += 3) {
      for (std::size_t c = 0; c < 5; ++c) {
        problem.queries.mutable_view().row(i)[c] *= 1e8f;
      }
    }
    const SparsePattern pattern = FullPattern(false);
    test::CheckSparseClose(problem, pattern, RunSparse(problem, pattern),
                           RunTwin(problem, pattern));
  });
}

std::string ErrorOf(const AttentionCase& problem, const SparsePlan& plan,
                    std::size_t missing_floats, SparseOptions options = {}) {
  Attended result(problem.queries.rows, problem.values.cols);
  // Head dimensions beyond the limit have no size.
  std::vector<float> workspace(std::min<std::size_t>(
      SparseWorkspaceSize(plan, problem.keys.cols, problem.values.cols), 4096));
  const Status status = AttendSparse(
      problem.queries.view(), problem.keys.view(), problem.values.view(), plan,
      options, std::span(workspace).subspan(missing_floats),
      {result.out, problem.queries.rows, problem.values.cols}, result.lse);
  for (const float x : result.out) {
    if (!status.ok()) BOOST_TEST(x == -7.0f);
  }
  return std::string(status.message());
}

BOOST_AUTO_TEST_CASE(arguments_that_do_not_fit_are_errors) {
  std::mt19937 rng(/*seed=*/10);
  const AttentionCase problem({80, 80, 4, 3}, rng);
  SparsePlan plan;
  BOOST_TEST(ErrorOf(problem, plan, 0) ==
             "the plan is for 0 queries and 0 keys, not 80 and 80");
  BOOST_TEST(plan.Build(80, FullPattern(false)).ok());
  BOOST_TEST(ErrorOf(problem, plan, 0).empty());
  BOOST_TEST(ErrorOf(problem, plan, 1) ==
             "the workspace has 243 floats; it needs 244 for each of 1 heads");
  BOOST_TEST(ErrorOf(problem, plan, 0, {.scale = kInfinity}) ==
             "scale is not finite");
  const std::vector<float> bias(79);
  BOOST_TEST(!ErrorOf(problem, plan, 0, {.key_bias = bias}).empty());
  const AttentionCase wide({80, 80, 257, 3}, rng);
  BOOST_TEST(!ErrorOf(wide, SparsePlan(), 0).empty());
  AttentionCase fewer = problem;
  fewer.values.rows = 79;
  BOOST_TEST(!ErrorOf(fewer, plan, 0).empty());
}

BOOST_AUTO_TEST_CASE(a_plan_for_other_tiles_is_an_error) {
  std::mt19937 rng(/*seed=*/11);
  const AttentionCase problem({80, 80, 4, 3}, rng);
  SparsePlan plan;
  bool tested = false;
  if (!pastiche::test::OnTarget("AVX2",
                                [&] { BOOST_TEST(plan.Build(80, {}).ok()); })) {
    return;
  }
  ForEachTarget([&] {
    if (ActiveTileKernel().max_queries == plan.tile_queries()) return;
    tested = true;
    BOOST_TEST(ErrorOf(problem, plan, 0).find("this SIMD target has") !=
               std::string::npos);
  });
  BOOST_TEST(tested);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
