// The FastGRNN gate on sparse attention: its masks only ever remove distant
// entries.

#include <bit>

#include "kernels/attend_sparse.h"
#include "kernels/attention.h"
#include "tests/kernels/attention_case.h"
#include "tests/kernels/grnn_case.h"
#include "tests/support/for_each_target.h"

namespace pastiche::kernels {
namespace {

using test::Attended;
using test::AttentionCase;
using test::GrnnCase;

constexpr std::size_t kKeys = 1000;

struct GatedCase {
  GatedCase()
      : rng(/*seed=*/1),
        attention({kKeys, kKeys, 16, 8}, rng),
        cell(24, 12, 0, 0, rng),
        salience(kKeys),
        keep(kKeys, 1) {
    pattern.window = 40;
    BOOST_TEST(ScoreKv(cell.weights, attention.keys.view(),
                       attention.values.view(), salience)
                   .ok());
  }

  Attended Run() const {
    Attended result(kKeys, 8);
    const Status status =
        AttendSparse(attention.queries.view(), attention.keys.view(),
                     attention.values.view(), pattern, {},
                     MutableMatrix(result.out, kKeys, 8), result.lse);
    BOOST_TEST(status.ok(), status.message());
    return result;
  }

  std::mt19937 rng;
  AttentionCase attention;
  GrnnCase cell;
  std::vector<float> salience;
  std::vector<std::uint8_t> keep;
  SparsePattern pattern;
};

BOOST_AUTO_TEST_SUITE(gated_sparse)

BOOST_AUTO_TEST_CASE(a_mask_that_keeps_all_changes_no_bit) {
  pastiche::test::ForEachTarget([] {
    GatedCase problem;
    const Attended ungated = problem.Run();
    BOOST_TEST(KeepTopK(problem.salience, kKeys, problem.keep).ok());
    problem.pattern.keep = problem.keep;
    const Attended gated = problem.Run();
    BOOST_TEST(gated.out == ungated.out);
    BOOST_TEST(gated.lse == ungated.lse);
  });
}

// Every query loses mass or keeps it: the gate adds nothing. And what is left
// is nothing but the window once all is dropped.
BOOST_AUTO_TEST_CASE(a_mask_only_removes_distant_entries) {
  pastiche::test::ForEachTarget([] {
    GatedCase problem;
    const Attended ungated = problem.Run();
    problem.pattern.keep = problem.keep;
    std::vector<float> before = ungated.lse;
    for (const float quantile : {0.25f, 0.5f, 0.9f, 1.0f}) {
      BOOST_TEST(KeepQuantile(problem.salience, quantile, problem.keep).ok());
      const Attended gated = problem.Run();
      for (std::size_t i = 0; i < kKeys; ++i) {
        BOOST_TEST(gated.lse[i] <= before[i] + 1e-5f);
      }
      before = gated.lse;
    }
    const Attended nothing_kept = problem.Run();
    SparsePattern window = problem.pattern;
    window.keep = {};
    window.landmark_block = 0;
    window.log_stride = false;
    problem.pattern = window;
    const Attended window_alone = problem.Run();
    for (std::size_t i = 0; i < kKeys; ++i) {
      BOOST_TEST(std::abs(nothing_kept.lse[i] - window_alone.lse[i]) <= 1e-5f);
    }
  });
}

BOOST_AUTO_TEST_CASE(a_mask_of_another_length_is_an_error) {
  GatedCase problem;
  problem.pattern.keep = std::span(problem.keep).first(kKeys - 1);
  Attended result(kKeys, 8);
  BOOST_TEST(!AttendSparse(problem.attention.queries.view(),
                           problem.attention.keys.view(),
                           problem.attention.values.view(), problem.pattern, {},
                           MutableMatrix(result.out, kKeys, 8), result.lse)
                  .ok());
  for (const float x : result.out) BOOST_TEST(x == -7.0f);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
