// The choice between dense and sparse attention.

#include "kernels/attend_auto.h"

#include "kernels/attention.h"
#include "tests/kernels/sparse_case.h"

namespace pastiche::kernels {
namespace {

using test::Attended;
using test::AttentionCase;

BOOST_AUTO_TEST_SUITE(attend_auto)

BOOST_AUTO_TEST_CASE(short_sequences_are_dense_and_long_ones_sparse) {
  for (const bool causal : {false, true}) {
    const SparsePattern pattern = {.causal = causal};
    BOOST_TEST((ChoosePath(1, pattern) == AttendPath::kDense));
    BOOST_TEST((ChoosePath(200, pattern) == AttendPath::kDense));
    BOOST_TEST((ChoosePath(2048, pattern) == AttendPath::kSparse));
    BOOST_TEST((ChoosePath(100000, pattern) == AttendPath::kSparse));
  }
}

BOOST_AUTO_TEST_CASE(the_crossover_is_where_the_choice_changes) {
  const SparsePattern pattern;
  const std::size_t n = SparseCrossover(pattern, 1 << 20);
  BOOST_TEST((ChoosePath(n - 1, pattern) == AttendPath::kDense));
  BOOST_TEST((ChoosePath(n, pattern) == AttendPath::kSparse));
  BOOST_TEST(SparseCrossover({.window = SIZE_MAX}, 5000) == 5000u);
}

BOOST_AUTO_TEST_CASE(a_gate_is_never_ignored) {
  const std::vector<std::uint8_t> keep(10, 1);
  BOOST_TEST((ChoosePath(10, {.keep = keep}) == AttendPath::kSparse));
}

BOOST_AUTO_TEST_CASE(either_path_gives_the_bytes_of_its_kernel) {
  std::mt19937 rng(/*seed=*/1);
  for (const std::size_t n : {0u, 30u, 900u}) {
    for (const bool causal : {false, true}) {
      AttentionCase problem({n, n, 8, 8}, rng);
      problem.options.causal = causal;
      const SparsePattern pattern = {.window = 16, .causal = causal};
      AttendPath path = AttendPath::kDense;
      const Attended chosen =
          problem.Run([&](const auto& q, const auto& k, const auto& v,
                          const AttendOptions&, const auto& out, auto& lse) {
            return AttendAuto(q, k, v, pattern, test::OptionsOf(problem), out,
                              lse, &path);
          });
      BOOST_TEST((path == AttendPath::kSparse) == (n == 900));
      const Attended expected = path == AttendPath::kSparse
                                    ? test::RunSparse(problem, pattern)
                                    : problem.Run(Attend);
      BOOST_TEST((chosen.out == expected.out));
      BOOST_TEST((chosen.lse == expected.lse));
    }
  }
}

BOOST_AUTO_TEST_CASE(queries_must_be_as_many_as_keys) {
  std::mt19937 rng(/*seed=*/2);
  const AttentionCase problem({3, 4, 2, 2}, rng);
  Attended result(3, 2);
  const Status status =
      AttendAuto(problem.queries.view(), problem.keys.view(),
                 problem.values.view(), {}, {}, {result.out, 3, 2}, result.lse);
  BOOST_TEST(status.message() == "queries have 3 rows but keys have 4");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
