// How close sparse outputs are to dense ones on data whose neighbours resemble
// each other, and what the landmarks' bias and levels do to that. Bounds are
// what was measured at this seed, with a margin.

#include <algorithm>
#include <cmath>

#include "kernels/attend_sparse.h"
#include "tests/kernels/attention_case.h"
#include "tests/kernels/sparse_case.h"

namespace pastiche::kernels {
namespace {

using test::Attended;
using test::AttentionCase;

struct Quality {
  double cosine_p1 = 0.0;  // First percentile over rows.
  double cosine_mean = 0.0;
  double relative_l2 = 0.0;
};

Quality Compare(const Attended& actual, const Attended& dense,
                std::size_t dim) {
  std::vector<double> cosines;
  double error = 0.0, size = 0.0, sum = 0.0;
  for (std::size_t i = 0; i < actual.lse.size(); ++i) {
    double ab = 0.0, aa = 0.0, bb = 0.0;
    for (std::size_t c = 0; c < dim; ++c) {
      const double a = double{actual.out[i * dim + c]};
      const double b = double{dense.out[i * dim + c]};
      ab += a * b;
      aa += a * a;
      bb += b * b;
      error += (a - b) * (a - b);
    }
    size += bb;
    cosines.push_back(ab / std::sqrt(aa * bb));
    sum += cosines.back();
  }
  std::sort(cosines.begin(), cosines.end());
  return {.cosine_p1 = cosines[cosines.size() / 100],
          .cosine_mean = sum / static_cast<double>(cosines.size()),
          .relative_l2 = std::sqrt(error / size)};
}

// A walk that forgets: each row is rho times the one before plus noise, so that
// rows d apart correlate as rho^d. Values have a mean of 0.
void MakeCorrelated(test::OwnedMatrix& matrix, float rho, std::mt19937& rng) {
  const float fresh = std::sqrt(3.0f * (1.0f - rho * rho));
  for (std::size_t r = 1; r < matrix.rows; ++r) {
    float* const row = matrix.mutable_view().row(r);
    const std::vector<float> noise = test::RandomFloats(matrix.cols, rng);
    for (std::size_t c = 0; c < matrix.cols; ++c) {
      row[c] = rho * row[c - matrix.cols] + fresh * noise[c];
    }
  }
}

AttentionCase Correlated(std::size_t n, std::mt19937& rng) {
  AttentionCase problem({n, n, 32, 32}, rng);
  MakeCorrelated(problem.queries, 0.995f, rng);
  MakeCorrelated(problem.keys, 0.995f, rng);
  MakeCorrelated(problem.values, 0.995f, rng);
  problem.options.scale = 1.0f / std::sqrt(32.0f);
  return problem;
}

Quality QualityOf(const AttentionCase& problem, const Attended& dense,
                  const SparsePattern& pattern) {
  const Quality q = Compare(test::RunSparse(problem, pattern), dense, 32);
  BOOST_TEST_MESSAGE("cosine p1 " << q.cosine_p1 << " mean " << q.cosine_mean
                                  << " relative L2 " << q.relative_l2);
  return q;
}

BOOST_AUTO_TEST_SUITE(sparse_quality)

BOOST_AUTO_TEST_CASE(the_landmark_bias_restores_the_far_mass) {
  std::mt19937 rng(/*seed=*/1);
  const AttentionCase problem = Correlated(4096, rng);
  const Attended dense = problem.Run(Attend);
  const Quality with = QualityOf(problem, dense, {.window = 64});
  const Quality without =
      QualityOf(problem, dense, {.window = 64, .landmark_bias = 0.0f});
  const Quality none =
      QualityOf(problem, dense, {.window = 64, .landmark_block = 0});
  BOOST_TEST(with.cosine_mean >= 0.99);
  BOOST_TEST(with.relative_l2 <= 0.2);
  BOOST_TEST(without.cosine_mean < 0.9);
  BOOST_TEST(without.relative_l2 > 3.0 * with.relative_l2);
  BOOST_TEST(none.cosine_mean < without.cosine_mean);
}

BOOST_AUTO_TEST_CASE(groups_cost_little_accuracy) {
  std::mt19937 rng(/*seed=*/2);
  const AttentionCase problem = Correlated(4096, rng);
  const Attended dense = problem.Run(Attend);
  const Quality level_1 = QualityOf(problem, dense, {.window = 64});
  const Quality level_2 =
      QualityOf(problem, dense,
                {.window = 64, .landmark_group = 8, .group_min_keys = 1024});
  BOOST_TEST(level_2.cosine_mean >= 0.9);
  BOOST_TEST(level_2.relative_l2 >= level_1.relative_l2);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::kernels
