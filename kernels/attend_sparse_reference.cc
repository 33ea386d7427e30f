// The twins of AttendSparse and AttendHeads: entry by entry, in double
// precision.

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "kernels/attend_heads.h"
#include "kernels/attend_sparse.h"
#include "kernels/reference.h"
#include "kernels/sparse_head.h"
#include "kernels/sparse_reference.h"

namespace pastiche::kernels::reference {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLargestScore = 0x1.62e42dp127;  // FLT_MAX ln 2, see Attend.

// Mean of column c of rows [begin, begin + count).
double MeanOf(const ConstMatrix& rows, const SparseEntry& entry,
              std::size_t c) {
  double sum = 0.0;
  for (std::size_t r = 0; r < entry.count; ++r) {
    sum += double{rows.row(entry.begin + r)[c]};
  }
  return sum / static_cast<double>(entry.count);
}

double ScoreOf(const float* query, const ConstMatrix& keys,
               const SparsePattern& pattern, const SparseOptions& options,
               const SparseEntry& entry) {
  double dot = 0.0;
  for (std::size_t c = 0; c < keys.cols; ++c) {
    dot += double{query[c]} * MeanOf(keys, entry, c);
  }
  double bias = double{pattern.landmark_bias} *
                std::log(static_cast<double>(entry.count));
  if (!options.key_bias.empty()) {
    bias += MeanOf({options.key_bias, keys.rows, 1}, entry, 0);
  }
  const double score = double{options.scale} * dot + bias;
  if (std::isnan(score) || score < -kLargestScore) return -kInfinity;
  return std::min(score, kLargestScore);
}

void AttendEntries(const float* query, const ConstMatrix& keys,
                   const ConstMatrix& values, const SparsePattern& pattern,
                   const SparseOptions& options,
                   const std::vector<SparseEntry>& entries,
                   std::span<float> out, float* lse) {
  std::vector<double> scores;
  double m = -kInfinity;
  for (const SparseEntry& entry : entries) {
    scores.push_back(ScoreOf(query, keys, pattern, options, entry));
    m = std::max(m, scores.back());
  }
  double sum = 0.0;
  std::vector<double> total(out.size(), 0.0);
  for (std::size_t e = 0; e < entries.size(); ++e) {
    if (scores[e] == -kInfinity) continue;
    const double p = std::exp(scores[e] - m);
    sum += p;
    for (std::size_t c = 0; c < out.size(); ++c) {
      total[c] += p * MeanOf(values, entries[e], c);
    }
  }
  for (std::size_t c = 0; c < out.size(); ++c) {
    out[c] = sum > 0.0 ? static_cast<float>(total[c] / sum) : 0.0f;
  }
  *lse = static_cast<float>(sum > 0.0 ? m + std::log(sum) : -kInfinity);
}

}  // namespace

Status AttendSparse(const ConstMatrix& queries, const ConstMatrix& keys,
                    const ConstMatrix& values, const SparsePattern& pattern,
                    const SparseOptions& options, const MutableMatrix& out,
                    std::span<float> lse) {
  return reference::AttendSparse(queries, keys, values, pattern, options, 0,
                                 out, lse);
}

Status AttendSparse(const ConstMatrix& queries, const ConstMatrix& keys,
                    const ConstMatrix& values, const SparsePattern& pattern,
                    const SparseOptions& options, std::size_t first,
                    const MutableMatrix& out, std::span<float> lse) {
  Status status = CheckSparseHeads(
      ConstHeads::One(queries), ConstHeads::One(keys), ConstHeads::One(values),
      options, MutableHeads::One(out), lse);
  if (status.ok()) status = CheckPattern(keys.rows, pattern);
  if (!status.ok()) return status;
  if (first > keys.rows || queries.rows > keys.rows - first) {
    return Status::Error("queries at ", first, " and the next ", queries.rows,
                         " positions reach beyond ", keys.rows, " keys");
  }
  for (std::size_t i = 0; i < queries.rows; ++i) {
    AttendEntries(queries.row(i), keys, values, pattern, options,
                  SparseEntries(first + i, keys.rows, pattern),
                  {out.row(i), out.cols}, &lse[i]);
  }
  return status;
}

Status AttendHeads(const ConstHeads& queries, const ConstHeads& keys,
                   const ConstHeads& values, const AttendOptions& options,
                   const MutableHeads& out, std::span<float> lse) {
  Status status = CheckSparseHeads(
      queries, keys, values,
      {.scale = options.scale, .key_bias = options.key_bias}, out, lse);
  for (std::size_t h = 0; status.ok() && h < queries.heads; ++h) {
    const std::size_t kv = h / (queries.heads / keys.heads);
    status = reference::Attend(queries.head(h), keys.head(kv), values.head(kv),
                               options, out.head(h),
                               lse.subspan(h * queries.rows, queries.rows));
  }
  return status;
}

Status AttendHeads(const ConstHeads& queries, const ConstHeads& keys,
                   const ConstHeads& values, const SparsePattern& pattern,
                   const SparseOptions& options, const MutableHeads& out,
                   std::span<float> lse) {
  Status status = CheckSparseHeads(queries, keys, values, options, out, lse);
  for (std::size_t h = 0; status.ok() && h < queries.heads; ++h) {
    const std::size_t kv = h / (queries.heads / keys.heads);
    status = reference::AttendSparse(
        queries.head(h), keys.head(kv), values.head(kv), pattern, options,
        out.head(h), lse.subspan(h * queries.rows, queries.rows));
  }
  return status;
}

}  // namespace pastiche::kernels::reference
