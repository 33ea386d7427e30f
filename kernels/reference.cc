#include "kernels/reference.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "kernels/attention_check.h"
#include "kernels/merge.h"

namespace pastiche::kernels::reference {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// FLT_MAX ln 2: kernels hold scores as floats in log2 units.
constexpr double kLargestScore = 0x1.62e42dp127;

// A score as the softmax counts it: NaN hides the key, and so does a score too
// low for a float; a score too high counts as the largest.
double CountedScore(double score) {
  if (std::isnan(score) || score < -kLargestScore) return -kInfinity;
  return std::min(score, kLargestScore);
}

// out = softmax(scores) * values, *lse = ln sum exp(scores). scores.size() may
// be less than values.rows: the rest is hidden.
void Softmax(std::span<const double> scores, const ConstMatrix& values,
             std::span<float> out, float* lse) {
  double m = -kInfinity;
  for (const double s : scores) m = std::max(m, s);
  double sum = 0.0;
  std::vector<double> total(values.cols, 0.0);
  for (std::size_t j = 0; j < scores.size(); ++j) {
    if (scores[j] == -kInfinity) continue;
    const double p = std::exp(scores[j] - m);
    sum += p;
    for (std::size_t c = 0; c < values.cols; ++c) {
      total[c] += p * double{values.row(j)[c]};
    }
  }
  for (std::size_t c = 0; c < values.cols; ++c) {
    out[c] = sum > 0.0 ? static_cast<float>(total[c] / sum) : 0.0f;
  }
  *lse = static_cast<float>(sum > 0.0 ? m + std::log(sum) : -kInfinity);
}

}  // namespace

void Exp2(std::span<const float> x, std::span<float> out) {
  assert(out.size() == x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    out[i] =
        x[i] >= -126.0f ? static_cast<float>(std::exp2(double{x[i]})) : 0.0f;
  }
}

void LogOfScaled(std::span<const float> m, std::span<const float> x,
                 std::span<float> out) {
  assert(m.size() == x.size() && out.size() == x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double log = double{m[i]} * std::log(2.0) + std::log(double{x[i]});
    out[i] = static_cast<float>(x[i] > 0.0f ? log : -kInfinity);
  }
}

Status Attend(const ConstMatrix& queries, const ConstMatrix& keys,
              const ConstMatrix& values, const AttendOptions& options,
              const MutableMatrix& out, std::span<float> lse) {
  Status status = CheckAttend(queries, keys, values, options, out, lse);
  if (!status.ok()) return status;
  for (std::size_t i = 0; i < queries.rows; ++i) {
    std::size_t seen = keys.rows;
    if (options.causal) {
      seen = std::min(seen, options.query_position + i + 1);
    }
    std::vector<double> scores(seen);
    for (std::size_t j = 0; j < seen; ++j) {
      double dot = 0.0;
      for (std::size_t c = 0; c < keys.cols; ++c) {
        dot += double{queries.row(i)[c]} * double{keys.row(j)[c]};
      }
      const float bias = options.key_bias.empty() ? 0.0f : options.key_bias[j];
      scores[j] = CountedScore(double{options.scale} * dot + double{bias});
    }
    Softmax(scores, values, {out.row(i), out.cols}, &lse[i]);
  }
  return status;
}

Status Decode(std::span<const float> query, const KeyBlocks& keys,
              const ConstMatrix& values, const DecodeOptions& options,
              std::span<float> out, float* lse) {
  Status status = CheckDecode(query, keys, values, options, out);
  if (!status.ok()) return status;
  std::vector<double> scores(keys.count);
  for (std::size_t j = 0; j < keys.count; ++j) {
    double dot = 0.0;
    for (std::size_t c = 0; c < keys.dim; ++c) {
      const std::size_t line = j / kKeyBlock * keys.dim + c;
      dot += double{query[c]} *
             double{keys.data[line * kKeyBlock + j % kKeyBlock]};
    }
    const float bias = options.key_bias.empty() ? 0.0f : options.key_bias[j];
    scores[j] = CountedScore(double{options.scale} * dot + double{bias});
  }
  Softmax(scores, values, out, lse);
  return status;
}

Status Merge(const ConstMatrix& other_out, std::span<const float> other_lse,
             const MutableMatrix& out, std::span<float> lse) {
  Status status = CheckMerge(other_out, other_lse, out, lse);
  if (!status.ok()) return status;
  for (std::size_t i = 0; i < out.rows; ++i) {
    const double l = std::isnan(lse[i]) ? -kInfinity : double{lse[i]};
    const double other =
        std::isnan(other_lse[i]) ? -kInfinity : double{other_lse[i]};
    const double m = std::max(l, other);
    const double w = m == -kInfinity ? 0.0 : std::exp(l - m);
    const double other_w = m == -kInfinity ? 0.0 : std::exp(other - m);
    const double sum = w + other_w;
    for (std::size_t c = 0; c < out.cols; ++c) {
      const double total =
          w * double{out.row(i)[c]} + other_w * double{other_out.row(i)[c]};
      out.row(i)[c] = sum > 0.0 ? static_cast<float>(total / sum) : 0.0f;
    }
    lse[i] = static_cast<float>(sum > 0.0 ? m + std::log(sum) : -kInfinity);
  }
  return status;
}

}  // namespace pastiche::kernels::reference
