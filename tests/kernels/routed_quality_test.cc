// The quality goals of routed attention: outputs close to dense attention's
// where keys have structure, and a needle that sparse attention cannot see.

#include <boost/test/unit_test.hpp>

#include "bench/quality.h"
#include "kernels/attend_sparse.h"
#include "kernels/routed.h"
#include "tests/kernels/attention_case.h"

namespace pastiche::bench {
namespace {

const QualityRow& Find(const std::vector<QualityRow>& rows,
                       const std::string& method) {
  for (const QualityRow& row : rows) {
    if (row.method == method) return row;
  }
  BOOST_FAIL("no row " + method);
  return rows.front();
}

BOOST_AUTO_TEST_SUITE(routed_quality)

BOOST_AUTO_TEST_CASE(structured_keys_meet_the_goals_at_budget_15_percent) {
  for (const QualityData data :
       {QualityData::kSmooth, QualityData::kSmoothest, QualityData::kLocal,
        QualityData::kPeaked, QualityData::kClusters}) {
    const QualityProblem problem = MakeQualityProblem(data, 4096, 100, 7);
    const std::vector<QualityRow> rows = MeasureQuality(problem, data);
    const QualityRow& routed = Find(rows, "routed/c=0.15/segment=16");
    BOOST_TEST_CONTEXT(NameOf(data)) {
      BOOST_TEST(routed.relative_l2 <= 0.05);
      BOOST_TEST(routed.cosine_p1 >= 0.99);
      BOOST_TEST(routed.missed_bound >= routed.missed_mass);
      // More landmarks are closer than few, which is what they cost for.
      BOOST_TEST(routed.relative_l2 <
                 Find(rows, "routed/c=0.15/segment=64").relative_l2);
      // The bias of landmarks restores the mass that truncation removes.
      BOOST_TEST(Find(rows, "sparse/w=128/bias=1").relative_l2 <
                 Find(rows, "sparse/w=128/bias=0").relative_l2);
    }
  }
}

BOOST_AUTO_TEST_CASE(keys_without_structure_are_out_of_reach) {
  const QualityProblem problem =
      MakeQualityProblem(QualityData::kIid, 4096, 100, 7);
  const std::vector<QualityRow> rows =
      MeasureQuality(problem, QualityData::kIid);
  const QualityRow& routed = Find(rows, "routed/c=0.15/segment=16");
  BOOST_TEST(routed.relative_l2 > 0.5);
  BOOST_TEST(routed.missed_bound > 0.95);  // And the bound says so.
}

// One key among 32768 matches the query; it lies far from the query's place.
BOOST_AUTO_TEST_CASE(routing_finds_the_needle_that_landmarks_blur) {
  constexpr std::size_t kKeys = 32768;
  QualityProblem p = MakeQualityProblem(QualityData::kIid, kKeys, 1, 3);
  constexpr std::size_t kNeedle = 5000;  // The query stands at 16383.
  for (std::size_t c = 0; c < 64; ++c) {
    p.keys[kNeedle * 64 + c] = 2.5f * p.queries[c];
  }
  const std::vector<float> value(
      p.values.begin() + static_cast<std::ptrdiff_t>(kNeedle * 64),
      p.values.begin() + static_cast<std::ptrdiff_t>((kNeedle + 1) * 64));
  const kernels::ConstMatrix queries(p.queries, 1, 64);
  const kernels::ConstMatrix keys(p.keys, kKeys, 64);
  const kernels::ConstMatrix values(p.values, kKeys, 64);
  std::vector<float> out(64);
  float lse = 0.0f;
  QualityRow row;

  kernels::SparsePattern pattern;
  kernels::SparsePlan plan;
  BOOST_TEST(plan.Build(kKeys, pattern, p.first, 1).ok());
  std::vector<float> workspace(kernels::SparseWorkspaceSize(plan, 64, 64));
  BOOST_TEST(kernels::AttendSparse(
                 queries, keys, values, plan, {.scale = 0.125f}, workspace,
                 kernels::MutableMatrix(out, 1, 64), {&lse, 1})
                 .ok());
  CompareRows(out, value, 64, row);
  BOOST_TEST(row.cosine_p1 < 0.3);

  std::vector<float> packed(kernels::KeyBlocksSize(kKeys, 64));
  BOOST_TEST(kernels::PackKeys(keys, 0, packed).ok());
  kernels::RouteIndex index;
  BOOST_TEST(index.Extend(keys, values).ok());
  kernels::RoutedWorkspace scratch;
  float missed = 0.0f;
  BOOST_TEST(kernels::AttendRouted(queries, {packed, kKeys, 64}, values,
                                   index.summaries(), {.scale = 0.125f},
                                   {.out = kernels::MutableMatrix(out, 1, 64),
                                    .lse = {&lse, 1},
                                    .missed_mass = {&missed, 1}},
                                   scratch)
                 .ok());
  CompareRows(out, value, 64, row);
  BOOST_TEST(row.cosine_p1 >= 0.99);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::bench
