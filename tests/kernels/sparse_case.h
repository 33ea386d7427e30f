// Runs sparse attention of an AttentionCase by plan and by twin, and bounds
// their difference. Shared by the sparse kernel tests.

#ifndef PASTICHE_TESTS_KERNELS_SPARSE_CASE_H_
#define PASTICHE_TESTS_KERNELS_SPARSE_CASE_H_

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstddef>
#include <vector>

#include "kernels/attend_sparse.h"
#include "kernels/landmarks.h"
#include "kernels/sparse_pattern.h"
#include "kernels/sparse_plan.h"
#include "tests/kernels/attention_bound.h"
#include "tests/kernels/attention_case.h"

namespace pastiche::kernels::test {

inline SparseOptions OptionsOf(const AttentionCase& problem) {
  return {.scale = problem.options.scale, .key_bias = problem.options.key_bias};
}

// By the overload that builds its own plan.
inline Attended RunSparse(const AttentionCase& problem,
                          const SparsePattern& pattern) {
  return problem.Run([&](const auto& q, const auto& k, const auto& v,
                         const AttendOptions&, const auto& out, auto& lse) {
    return AttendSparse(q, k, v, pattern, OptionsOf(problem), out, lse);
  });
}

// Queries first, first + 1, ... of the problem, which are at those positions of
// its keys, by a plan. The workspace holds rubbish.
inline Attended RunPlanned(const AttentionCase& problem,
                           const SparsePlan& plan) {
  const std::size_t first = plan.first_position();
  const std::size_t count = plan.query_count();
  Attended result(count, problem.values.cols);
  std::vector<float> workspace(
      SparseWorkspaceSize(plan, problem.keys.cols, problem.values.cols), 1e30f);
  const ConstMatrix queries = problem.queries.view();
  const Status status = AttendSparse(
      {queries.data.subspan(first * queries.stride), count, queries.cols,
       queries.stride},
      problem.keys.view(), problem.values.view(), plan, OptionsOf(problem),
      workspace, MutableMatrix(result.out, count, problem.values.cols),
      result.lse);
  BOOST_TEST(status.ok(), status.message());
  return result;
}

inline Attended RunTwin(const AttentionCase& problem,
                        const SparsePattern& pattern) {
  return problem.Run([&](const auto& q, const auto& k, const auto& v,
                         const AttendOptions&, const auto& out, auto& lse) {
    return reference::AttendSparse(q, k, v, pattern, OptionsOf(problem), out,
                                   lse);
  });
}

// As CheckClose, with a rounding per row of a block and per block of a group
// for the means.
inline void CheckSparseClose(const AttentionCase& problem,
                             const SparsePattern& pattern,
                             const Attended& actual, const Attended& expected) {
  constexpr double kEpsilon = 0x1p-24;
  const auto n = problem.keys.rows;
  const auto dim = static_cast<double>(problem.keys.cols);
  const auto means = static_cast<double>(
      std::min(n, pattern.landmark_block) + 2 +
      std::min(pattern.landmark_group, BlockCount(n, pattern.landmark_block)));
  const double largest_value = LargestValue(problem);
  const double sums = 128.0 + static_cast<double>(n) / 128.0 + 16.0;
  for (std::size_t i = 0; i < actual.lse.size(); ++i) {
    const double magnitude =
        problem.ScoreMagnitude(i) + std::log(static_cast<double>(n));
    const double score = (dim + 4.0 + means) * kEpsilon * magnitude;
    const double relative = 2.0 * (score + (sums + means) * kEpsilon);
    CheckQueryClose(problem, i, relative, largest_value, actual, expected);
  }
}

}  // namespace pastiche::kernels::test

#endif  // PASTICHE_TESTS_KERNELS_SPARSE_CASE_H_
