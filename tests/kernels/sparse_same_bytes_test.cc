// Sparse attention gives the same bytes on AVX2 and AVX-512, for every thread
// count, and however queries are divided over plans.

#include <cstdint>

#include "kernels/attend_heads.h"
#include "kernels/attend_sparse.h"
#include "tests/kernels/attention_case.h"
#include "tests/kernels/same_bytes.h"
#include "tests/kernels/sparse_case.h"
#include "tests/support/for_each_target.h"

namespace pastiche::kernels {
namespace {

using test::Append;
using test::Attended;
using test::AttentionCase;
using test::Bytes;
using test::CheckTargetsAgree;
using test::CheckThreadCountsAgree;

const std::vector<std::uint32_t> kGlobals = {0, 1, 30, 200, 520};

SparsePattern FullPattern(std::size_t window, bool causal) {
  return {.window = window,
          .causal = causal,
          .globals = kGlobals,
          .landmark_block = 8,
          .landmark_group = 8,
          .group_min_keys = 300};
}

// Lengths that end inside vectors, tiles and blocks; the last is long enough
// for several threads. Gated, biased and with huge rows in turn.
Bytes SparseAll() {
  Bytes bytes;
  std::mt19937 rng(/*seed=*/1);
  for (const std::size_t n : {1u, 49u, 133u, 700u, 2111u}) {
    AttentionCase problem({n, n, n < 500 ? 19u : 64u, 33}, rng);
    std::vector<std::uint8_t> keep(n);
    for (std::uint8_t& k : keep) k = rng() % 5 == 0;
    const std::vector<float> bias = test::RandomFloats(n, rng);
    for (const bool causal : {false, true}) {
      for (const std::size_t window : {0u, 21u, 128u}) {
        SparsePattern pattern = FullPattern(window, causal);
        const auto run = [&] {
          const Attended result = test::RunSparse(problem, pattern);
          Append(result.out, bytes);
          Append(result.lse, bytes);
        };
        problem.options.key_bias = {};
        run();
        pattern.keep = keep;
        problem.options.key_bias = bias;
        run();
      }
    }
    for (std::size_t i = 0; i < n; i += 5) {
      for (std::size_t c = 0; c < problem.queries.cols; ++c) {
        problem.queries.mutable_view().row(i)[c] *= 1e8f;
      }
    }
    const Attended huge = test::RunSparse(problem, FullPattern(21, false));
    Append(huge.out, bytes);
  }
  return bytes;
}

Bytes HeadsAll() {
  Bytes bytes;
  std::mt19937 rng(/*seed=*/2);
  constexpr std::size_t kRows = 600;
  constexpr std::size_t kDim = 32;
  const auto queries = test::RandomFloats(6 * kRows * kDim, rng);
  const auto keys = test::RandomFloats(2 * kRows * kDim, rng);
  std::vector<float> out(queries.size()), lse(6 * kRows);
  SparsePlan plan;
  BOOST_TEST(plan.Build(kRows, FullPattern(40, true)).ok());
  std::vector<float> workspace(2 * SparseWorkspaceSize(plan, kDim, kDim));
  const auto kv = ConstHeads::Stacked(keys, 2, kRows, kDim);
  BOOST_TEST(AttendHeads(ConstHeads::Stacked(queries, 6, kRows, kDim), kv, kv,
                         plan, {}, workspace,
                         MutableHeads::Stacked(out, 6, kRows, kDim), lse)
                 .ok());
  Append(out, bytes);
  Append(lse, bytes);
  return bytes;
}

BOOST_AUTO_TEST_SUITE(sparse_same_bytes)

BOOST_AUTO_TEST_CASE(sparse_on_avx2_and_avx512) {
  CheckTargetsAgree(SparseAll);
}

BOOST_AUTO_TEST_CASE(heads_on_avx2_and_avx512) { CheckTargetsAgree(HeadsAll); }

BOOST_AUTO_TEST_CASE(sparse_on_any_number_of_threads) {
  CheckThreadCountsAgree(SparseAll);
}

BOOST_AUTO_TEST_CASE(heads_on_any_number_of_threads) {
  CheckThreadCountsAgree(HeadsAll);
}

BOOST_AUTO_TEST_CASE(queries_one_by_one_equal_a_batch) {
  pastiche::test::ForEachTarget([] {
    std::mt19937 rng(/*seed=*/3);
    constexpr std::size_t kRows = 400;
    const AttentionCase problem({kRows, kRows, 12, 7}, rng);
    for (const bool causal : {false, true}) {
      const SparsePattern pattern = FullPattern(50, causal);
      const Attended batch = test::RunSparse(problem, pattern);
      Bytes expected;
      Append(batch.out, expected);
      Append(batch.lse, expected);
      for (const std::size_t step : {1u, 17u, 50u}) {
        Attended parts(0, 7);
        SparsePlan plan;
        for (std::size_t first = 0; first < kRows; first += step) {
          const std::size_t count = std::min(step, kRows - first);
          BOOST_TEST(plan.Build(kRows, pattern, first, count).ok());
          const Attended part = test::RunPlanned(problem, plan);
          parts.out.insert(parts.out.end(), part.out.begin(), part.out.end());
          parts.lse.insert(parts.lse.end(), part.lse.begin(), part.lse.end());
        }
        Bytes bytes;
        Append(parts.out, bytes);
        Append(parts.lse, bytes);
        BOOST_TEST((bytes == expected), "steps of " << step);
      }
    }
  });
}

// A bias of zeros changes no score, but gives up the bound on them; the last
// factors leave it by themselves.
BOOST_AUTO_TEST_CASE(bounded_scores_give_the_same_bytes) {
  pastiche::test::ForEachTarget([] {
    std::mt19937 rng(/*seed=*/4);
    const std::vector<float> zeros(700);
    for (const float factor : {0.05f, 0.3f, 1.0f, 10.0f}) {
      for (const bool causal : {false, true}) {
        AttentionCase problem({700, 700, 20, 11}, rng);
        problem.options = {.scale = factor};
        const SparsePattern pattern = FullPattern(60, causal);
        const Attended bounded = test::RunSparse(problem, pattern);
        problem.options.key_bias = zeros;
        const Attended free = test::RunSparse(problem, pattern);
        BOOST_TEST((bounded.out == free.out), "scale " << factor);
        BOOST_TEST((bounded.lse == free.lse), "scale " << factor);
      }
    }
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
