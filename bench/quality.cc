#include "bench/quality.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdio>

#include "kernels/attend_sparse.h"
#include "kernels/routed.h"
#include "kernels/routed_reference.h"

namespace pastiche::bench {
namespace {

using kernels::ConstMatrix;
using kernels::MutableMatrix;
using kernels::Status;

// Arguments are made here, so an error is a mistake of this file.
void Expect(const Status& status) {
  assert(status.ok());
  static_cast<void>(status);
}

struct Matrices {
  explicit Matrices(const QualityProblem& p)
      : queries(p.queries, p.query_count, p.dim),
        keys(p.keys, p.key_count, p.dim),
        values(p.values, p.key_count, p.dim) {}
  ConstMatrix queries, keys, values;
};

struct Outputs {
  explicit Outputs(const QualityProblem& p)
      : out(p.query_count * p.dim),
        lse(p.query_count),
        view(out, p.query_count, p.dim) {}
  std::vector<float> out, lse;
  MutableMatrix view;
};

QualityRow MeasureSparse(const QualityProblem& p, const Matrices& m,
                         const std::vector<float>& dense,
                         const kernels::SparsePattern& pattern,
                         const char* method) {
  Outputs sparse(p);
  kernels::SparsePlan plan;
  Expect(plan.Build(p.key_count, pattern, p.first, p.query_count));
  std::vector<float> workspace(
      kernels::SparseWorkspaceSize(plan, p.dim, p.dim));
  Expect(kernels::AttendSparse(m.queries, m.keys, m.values, plan,
                               {.scale = p.scale, .key_bias = {}}, workspace,
                               sparse.view, sparse.lse));
  QualityRow row;
  row.method = method;
  CompareRows(sparse.out, dense, p.dim, row);
  row.keys_read = kernels::EstimateEntries(p.key_count, pattern) /
                  static_cast<double>(p.key_count) /
                  static_cast<double>(p.key_count);
  return row;
}

double Mean(const auto& numbers) {
  double sum = 0.0;
  for (const auto x : numbers) sum += static_cast<double>(x);
  return sum / static_cast<double>(std::max<std::size_t>(1, numbers.size()));
}

QualityRow MeasureRouted(const QualityProblem& p, const Matrices& m,
                         const kernels::KeyBlocks& blocks,
                         const std::vector<float>& dense, float budget,
                         std::size_t segment) {
  kernels::RouteIndex index(segment);
  Expect(index.Extend(blocks, m.values));
  const std::size_t block_count = p.key_count / kernels::kKeyBlock;
  Outputs routed(p);
  std::vector<float> bound(p.query_count);
  std::vector<std::uint8_t> opened(p.query_count * block_count);
  kernels::RoutedWorkspace workspace;
  const kernels::RoutedOptions options{
      .scale = p.scale, .key_bias = {}, .budget = budget};
  Expect(kernels::AttendRouted(m.queries, blocks, m.values, index.summaries(),
                               options,
                               {.out = routed.view,
                                .lse = routed.lse,
                                .missed_mass = bound,
                                .opened = opened},
                               workspace));
  QualityRow row;
  char name[40];
  std::snprintf(name, sizeof(name), "routed/c=%.2f/segment=%zu", double{budget},
                segment);
  row.method = name;
  CompareRows(routed.out, dense, p.dim, row);
  const double share = Mean(opened);
  row.keys_read = share + (1.0 - share) / static_cast<double>(segment);
  row.missed_bound = Mean(bound);

  Outputs twin(p);
  std::vector<double> missed(p.query_count);
  Expect(kernels::reference::AttendRouted(m.queries, blocks, m.values,
                                          index.summaries(), options, opened,
                                          twin.view, twin.lse, missed));
  row.missed_mass = Mean(missed);
  return row;
}

}  // namespace

void CompareRows(const std::vector<float>& actual,
                 const std::vector<float>& expected, std::size_t dim,
                 QualityRow& row) {
  double difference = 0.0;
  double total = 0.0;
  std::vector<double> cosines;
  for (std::size_t i = 0; i < expected.size(); i += dim) {
    double product = 0.0;
    double a = 0.0;
    double e = 0.0;
    for (std::size_t c = i; c < i + dim; ++c) {
      const double x = double{actual[c]};
      const double y = double{expected[c]};
      difference += (x - y) * (x - y);
      product += x * y;
      a += x * x;
      e += y * y;
    }
    total += e;
    cosines.push_back(a > 0.0 && e > 0.0 ? product / std::sqrt(a * e) : 0.0);
  }
  row.relative_l2 = total > 0.0 ? std::sqrt(difference / total) : 0.0;
  if (cosines.empty()) return;
  const auto at =
      cosines.begin() + static_cast<std::ptrdiff_t>(cosines.size() / 100);
  std::nth_element(cosines.begin(), at, cosines.end());
  row.cosine_p1 = *at;
}

std::vector<QualityRow> MeasureQuality(const QualityProblem& problem,
                                       QualityData data) {
  const Matrices m(problem);
  Outputs dense(problem);
  Expect(kernels::Attend(m.queries, m.keys, m.values,
                         {.scale = problem.scale, .key_bias = {}}, dense.view,
                         dense.lse));
  std::vector<QualityRow> rows;
  kernels::SparsePattern pattern;
  pattern.window = 128;
  pattern.landmark_group = 0;
  pattern.landmark_bias = 0.0f;
  rows.push_back(
      MeasureSparse(problem, m, dense.out, pattern, "sparse/w=128/bias=0"));
  pattern.landmark_bias = 1.0f;
  rows.push_back(
      MeasureSparse(problem, m, dense.out, pattern, "sparse/w=128/bias=1"));
  pattern.landmark_group = 16;
  pattern.group_min_keys = 0;
  rows.push_back(MeasureSparse(problem, m, dense.out, pattern,
                               "sparse/w=128/bias=1/groups=16"));

  std::vector<float> floats(
      kernels::KeyBlocksSize(problem.key_count, problem.dim));
  Expect(kernels::PackKeys(m.keys, 0, floats));
  const kernels::KeyBlocks blocks{floats, problem.key_count, problem.dim};
  for (const float budget : {0.05f, 0.1f, 0.15f, 0.25f}) {
    rows.push_back(
        MeasureRouted(problem, m, blocks, dense.out, budget, /*segment=*/16));
  }
  for (const std::size_t segment : {32u, 64u}) {
    rows.push_back(
        MeasureRouted(problem, m, blocks, dense.out, 0.15f, segment));
  }
  for (QualityRow& row : rows) row.data = NameOf(data);
  return rows;
}

}  // namespace pastiche::bench
