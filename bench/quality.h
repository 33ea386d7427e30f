// How close sparse and routed attention come to dense attention, on keys and
// values of several kinds: a table of outputs, never of chosen indices.

#ifndef PASTICHE_BENCH_QUALITY_H_
#define PASTICHE_BENCH_QUALITY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "kernels/attention.h"
#include "kernels/status.h"

namespace pastiche::bench {

enum class QualityData : std::uint8_t {
  kSmooth,     // Keys and values drift, correlation .99 from one to the next.
  kSmoothest,  // The same at .999.
  kLocal,      // kSmooth, queries like twice the key at their own position.
  kPeaked,     // kSmooth, queries three times as long: sharper attention.
  kClusters,   // 24 kinds of key, in runs of about 100; queries of length 8.
  kNeedle,     // Faint keys; for each query one far key that matches it.
  kIid,        // No structure: landmarks cannot work.
};
inline constexpr QualityData kAllQualityData[] = {
    QualityData::kSmooth, QualityData::kSmoothest, QualityData::kLocal,
    QualityData::kPeaked, QualityData::kClusters,  QualityData::kNeedle,
    QualityData::kIid};

[[nodiscard]] const char* NameOf(QualityData data);

// One head, d = 64, scale 1/8. Values have mean 0 in every column. Queries
// stand at positions first, first + 1, ... in the middle of the keys.
struct QualityProblem {
  std::size_t dim = 64;
  std::size_t key_count = 0;
  std::size_t query_count = 0;
  std::size_t first = 0;
  float scale = 0.125f;
  std::vector<float> queries, keys, values;
};

// Standard normal numbers (sums of 12 uniform ones) from raw engine bits.
[[nodiscard]] QualityProblem MakeQualityProblem(QualityData data,
                                                std::size_t key_count,
                                                std::size_t query_count,
                                                std::uint32_t seed);

struct QualityRow {
  std::string data;    // NameOf(data)
  std::string method;  // "sparse/w=128/bias=1", "routed/c=0.15/segment=16"
  double relative_l2 = 0.0;  // |outputs - dense| / |dense|, all queries.
  double cosine_p1 = 0.0;  // 1st percentile over queries (the least of < 100).
  double keys_read = 0.0;  // Rows of keys and landmarks per query and key.
  // Routed only, else 0: mean of the returned bound, and of the true share.
  double missed_bound = 0.0;
  double missed_mass = 0.0;
};

// Dense attention in float is the yardstick (its own error is near 1e-6). Rows:
// sparse with window 128 and landmarks, landmark_bias 0 and 1, second level on
// and off; routed with budgets .05, .1, .15, .25 and segments of 16, and .15
// with 64. Needs some MB; ~0.3 s per kind of data at 16384 keys and 256
// queries.
[[nodiscard]] std::vector<QualityRow> MeasureQuality(
    const QualityProblem& problem, QualityData data);

// The relative L2 difference and 1st-percentile cosine of rows of `dim`.
void CompareRows(const std::vector<float>& actual,
                 const std::vector<float>& expected, std::size_t dim,
                 QualityRow& row);

}  // namespace pastiche::bench

#endif  // PASTICHE_BENCH_QUALITY_H_
